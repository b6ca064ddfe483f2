// Tokens that are patches of a picture: where each of them lies. Tokens before the patches, such as [CLS], are the prefix.
import { refusal } from '../engine/refusal.js';

/**
 * @typedef {{ width: number, height: number, data: ArrayLike<number> }} Picture  as ImageData: red, green, blue, opacity
 * @typedef {{ rows: number, columns: number, prefix: number, image: Picture | null,
 *   whole?: import('./windows.js').Whole }} Grid  whole: what it is a window of
 */

/**
 * @param {any} given  `{ rows, columns, prefix, image }` of an input; prefix is 1 and image none when left out
 * @param {number} length  number of tokens
 * @returns {Grid | null}
 * @throws {AttentionError} code `shape`
 */
export function gridOf(given, length) {
  if (!given) return null;
  const { rows, columns, prefix = 1, image = null } = given;
  const isWhole = [rows, columns, prefix].every((one) => Number.isInteger(one) && one >= 0);
  if (!isWhole || prefix + rows * columns !== length) {
    throw refusal('shape', 'error.grid.places', { length, prefix, rows, columns });
  }
  if (image && image.data?.length !== 4 * image.width * image.height) {
    const { width, height, data } = image;
    throw refusal('shape', 'error.grid.image', { width, height, got: String(data?.length) });
  }
  return { rows, columns, prefix, image };
}

/**
 * @param {Pick<Grid, 'columns' | 'prefix'>} grid @param {number} token
 * @returns {{ row: number, column: number } | null} 0-based; null for a token of the prefix
 */
export function placeOf({ columns, prefix }, token) {
  if (token < prefix) return null;
  return { row: Math.floor((token - prefix) / columns), column: (token - prefix) % columns };
}

/** The same in the whole picture, where the grid is a window of one. @param {Grid} grid @param {number} token */
export const placeInPicture = (grid, token) =>
  grid.whole
    ? placeOf({ ...grid.whole, prefix: 0 }, grid.whole.patches[token])
    : placeOf(grid, token);

/**
 * What readers see as the name of a patch, counted from 1; null for a token of the prefix.
 * @param {import('../text/index.js').Words} words @param {Grid} grid @param {number} token
 */
export function patchName(words, grid, token) {
  const place = placeInPicture(grid, token);
  return place && words.say('patch.short', { row: place.row + 1, column: place.column + 1 });
}
