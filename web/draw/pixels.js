// Pictures that are painted as images: a whole matrix or a row of one with a pixel per cell, and the image behind a
// patch map in grey. Painting 150,000 cells one by one would take longer than a frame.
import { signedColor } from './colors.js';

const STEPS = 256;

/** @typedef {import('./colors.js').Palette} Palette */

/** Colours of −1 … 1 of the signed ramp, as 2 · STEPS + 1 pixels. @type {WeakMap<Palette, Uint32Array>} */
const ramps = new WeakMap();

/** @param {Palette} palette */
function signedRamp(palette) {
  const known = ramps.get(palette);
  if (known) return known;
  const bytes = new Uint8ClampedArray(4 * (2 * STEPS + 1));
  for (let step = -STEPS; step <= STEPS; step += 1) {
    bytes.set([...signedColor(step, STEPS, palette), 255], 4 * (step + STEPS));
  }
  const ramp = new Uint32Array(bytes.buffer);
  ramps.set(palette, ramp);
  return ramp;
}

/** By matrix, then by colour limit: one matrix stands in several steps whose colours have other limits. */
const MOST_LIMITS = 3;

/** @type {WeakMap<object, { palette: Palette, byLimit: Map<number, HTMLCanvasElement> }>} by the matrix; of the palette that was asked for last */
const matrices = new WeakMap();

/** Greys of black and white in a picture that is looked at. @type {Palette['photo']} */
export const PLAIN = [24, 255];

/** @type {WeakMap<Palette['photo'], WeakMap<object, HTMLCanvasElement>>} by the greys, then by the picture */
const pictures = new WeakMap();

/**
 * @param {ArrayLike<number>[]} rows  the same object gives the same picture
 * @param {number} limit  magnitude of the full colour
 * @param {Palette} palette
 * @returns {HTMLCanvasElement} one pixel per cell
 */
export function matrixPicture(rows, limit, palette) {
  const last = matrices.get(rows);
  const kept = last?.palette === palette ? last.byLimit : new Map();
  const known = kept.get(limit);
  if (known) return known;
  const { length } = rows[0];
  const canvas = filled(length, rows.length, (data) => {
    rows.forEach((row, line) => fillRow(data, length * line, row, limit, palette));
  });
  if (kept.size >= MOST_LIMITS) kept.delete(kept.keys().next().value);
  matrices.set(rows, { palette, byLimit: kept.set(limit, canvas) });
  return canvas;
}

/** Where rows are painted, one after another. @type {CanvasRenderingContext2D | null} */
let line = null;

/**
 * @param {ArrayLike<number>} row
 * @param {number} limit  magnitude of the full colour
 * @param {Palette} palette
 * @param {(column: number) => number} opacity
 * @returns {HTMLCanvasElement} one pixel per cell, until the next row is asked for
 */
export function rowPicture(row, limit, palette, opacity) {
  line ??= /** @type {CanvasRenderingContext2D} */ (
    document.createElement('canvas').getContext('2d')
  );
  const { canvas } = line;
  if (canvas.width !== row.length) Object.assign(canvas, { width: row.length, height: 1 });
  const image = line.createImageData(row.length, 1);
  fillRow(image.data, 0, row, limit, palette);
  for (let column = 0; column < row.length; column += 1) {
    image.data[4 * column + 3] = 255 * opacity(column);
  }
  line.putImageData(image, 0, 0);
  return canvas;
}

/** @param {Uint8ClampedArray} data @param {number} at  the pixel of its first cell @param {ArrayLike<number>} row @param {number} limit @param {Palette} palette */
function fillRow(data, at, row, limit, palette) {
  const colors = signedRamp(palette);
  const pixels = new Uint32Array(data.buffer, 4 * at, row.length);
  for (let column = 0; column < row.length; column += 1) {
    const share = Math.max(-1, Math.min(1, row[column] / limit));
    pixels[column] = colors[Math.round(share * STEPS) + STEPS];
  }
}

/** @param {import('../walk/patch-grid.js').Picture} picture @param {Palette['photo']} greys  the same object gives the same picture */
export function greyPicture(picture, greys) {
  const made = pictures.get(greys) ?? new WeakMap();
  const kept = made.get(picture);
  if (kept) return kept;
  const [black, white] = greys;
  const { width, height, data: source } = picture;
  const canvas = filled(width, height, (data) => {
    for (let at = 0; at < data.length; at += 4) {
      const grey = 0.299 * source[at] + 0.587 * source[at + 1] + 0.114 * source[at + 2];
      data.fill(black + ((white - black) / 255) * grey, at, at + 3);
      data[at + 3] = 255;
    }
  });
  pictures.set(greys, made.set(picture, canvas));
  return canvas;
}

/** @param {number} width @param {number} height @param {(data: Uint8ClampedArray) => void} fill */
function filled(width, height, fill) {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = context.createImageData(width, height);
  fill(image.data);
  context.putImageData(image, 0, 0);
  return canvas;
}
