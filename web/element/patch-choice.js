// The choice of the Query where tokens are patches: a button per patch in the shape of the picture, which lies behind
// them, and the tokens before the patches beside it.
import { greyPicture } from '../draw/picture.js';
import { placeOf } from '../walk/grid.js';
import { phrase } from '../walk/strings.js';
import { h, sharpContext } from './dom.js';

const CELL = 26;
const SMALL_CELL = 24;

/**
 * @param {import('../walk/grid.js').Grid} grid
 * @param {string[]} tokens
 * @param {Record<string, string>} strings
 * @param {(query: number) => void} onChoose
 * @returns {{ buttons: HTMLButtonElement[], elements: HTMLElement[] }} buttons: in the order of the tokens
 */
export function patchButtons(grid, tokens, strings, onChoose) {
  const { rows, columns, prefix, image } = grid;
  const cell = columns > 10 ? SMALL_CELL : CELL;
  const buttons = tokens.map((token, index) => {
    const place = placeOf(grid, index);
    const onclick = () => onChoose(index);
    if (!place) return h('button', { type: 'button', class: 'token', onclick }, token);
    const values = { row: place.row + 1, column: place.column + 1 };
    const name = phrase(strings, 'patch', values);
    return h('button', {
      type: 'button',
      class: 'patch',
      title: name,
      'aria-label': name,
      onclick,
    });
  });
  const picture = h('canvas', { 'aria-hidden': 'true', class: 'patch-picture' });
  const { context } = sharpContext(picture, columns * cell, rows * cell);
  if (image) {
    context.imageSmoothingEnabled = columns * cell < image.width;
    context.drawImage(greyPicture(image), 0, 0, columns * cell, rows * cell);
  }
  const patches = h('div', { class: 'patches' }, picture, ...buttons.slice(prefix));
  patches.style.gridTemplateColumns = `repeat(${columns}, ${cell}px)`;
  patches.style.gridAutoRows = `${cell}px`;
  return {
    buttons,
    elements: [...buttons.slice(0, prefix), h('div', { class: 'patches-box' }, patches)],
  };
}
