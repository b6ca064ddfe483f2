// The choice of the Query where tokens are patches: a button per patch in the shape of the picture, which lies behind
// them, and the tokens before the patches beside it.
import { greyPicture, PLAIN } from '../../draw/pixels.js';
import { placeOf } from '../../walk/patch-grid.js';
import { h, sharpContext } from '../dom.js';

const CELL = 28;
const SMALL_CELL = 24;

/** Rows and columns that arrow keys move by. */
const MOVES = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
});

/**
 * @param {import('../../walk/patch-grid.js').Grid} grid
 * @param {string[]} tokens
 * @param {import('../../text/index.js').Words} words
 * @param {(query: number) => void} onChoose
 * @returns {{ buttons: HTMLButtonElement[], elements: HTMLElement[] }} buttons: in the order of the tokens
 *   Of the patches one at a time is a stop for Tab; arrow keys move between them.
 */
export function patchButtons(grid, tokens, words, onChoose) {
  const { rows, columns, prefix, image } = grid;
  const cell = columns > 10 ? SMALL_CELL : CELL;
  const buttons = tokens.map((token, index) => {
    const place = placeOf(grid, index);
    const onclick = () => onChoose(index);
    if (!place) return h('button', { type: 'button', class: 'token', onclick }, token);
    const values = { row: place.row + 1, column: place.column + 1 };
    const name = words.say('patch', values);
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
    context.drawImage(greyPicture(image, PLAIN), 0, 0, columns * cell, rows * cell);
  }
  const patches = h('div', { class: 'patches', dir: 'ltr' }, picture, ...buttons.slice(prefix));
  patches.addEventListener('keydown', (event) => {
    const from = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const place = placeOf(grid, from);
    const move = MOVES[event.key];
    if (!place || !move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const [row, column] = [place.row + move[0], place.column + move[1]];
    if (row < 0 || row >= rows || column < 0 || column >= columns) return;
    const next = buttons[prefix + row * columns + column];
    onlyStop(buttons.slice(prefix), next);
    next.focus();
  });
  patches.style.gridTemplateColumns = `repeat(${columns}, ${cell}px)`;
  patches.style.gridAutoRows = `${cell}px`;
  return {
    buttons,
    elements: [...buttons.slice(0, prefix), h('div', { class: 'patches-box' }, patches)],
  };
}

/** Tab stops at one patch: the Query's, else the first. @param {import('../../walk/patch-grid.js').Grid} grid @param {HTMLButtonElement[]} buttons @param {number} query */
export function stopAtQuery({ prefix }, buttons, query) {
  onlyStop(buttons.slice(prefix), buttons[Math.max(prefix, query)]);
}

/** @param {HTMLButtonElement[]} buttons @param {HTMLButtonElement} only */
function onlyStop(buttons, only) {
  for (const button of buttons) button.tabIndex = button === only ? 0 : -1;
}
