// The choice of the Query where tokens are patches: a button per patch in the shape of the picture, which lies behind
// them, and the tokens before the patches above it. It is the map of the weights, too: each patch is as green as its share.
import { LIGHT } from '../../draw/colors.js';
import { greyPicture, PLAIN } from '../../draw/pixels.js';
import { patchName, placeInPicture, placeOf } from '../../walk/patch-grid.js';
import { h, setAttribute, setText } from '../dom.js';
import { windowMap } from './window-map.js';

/** More columns than that have smaller patches. */
const MANY_COLUMNS = 10;

/** The pixels of a picture that has no more of them are seen as squares. */
const FEW_PIXELS = 64;

/** Rows and columns that arrow keys move by. */
const MOVES = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
});

/**
 * Of the patches one at a time is a stop for Tab; arrow keys move between them.
 * @param {import('../../walk/patch-grid.js').Grid} grid
 * @param {string[]} tokens
 * @param {import('../../text/index.js').Words} words
 * @param {import('../parts/choices.js').TokenHandlers} on
 * @returns {{ buttons: HTMLButtonElement[], elements: HTMLElement[], mark: (query: number) => void, shade: (weights: ArrayLike<number>) => void }}
 *   buttons: in the order of the tokens; mark: says which one asks; shade: by weight
 */
export function patchButtons(grid, tokens, words, on) {
  const { rows, columns, prefix, image } = grid;
  const names = tokens.map((token, index) => {
    const place = placeInPicture(grid, index);
    return place ? words.say('patch', { row: place.row + 1, column: place.column + 1 }) : token;
  });
  const buttons = tokens.map((token, index) => {
    const pointed = (/** @type {PointerEvent} */ event) =>
      event.pointerType === 'mouse' && on.point(index);
    const given = {
      type: 'button',
      onclick: () => on.choose(index),
      onpointerenter: pointed,
      onpointerleave: () => on.point(null),
    };
    if (index < prefix) return h('button', { ...given, class: 'token' }, token);
    const name = names[index];
    return h('button', { ...given, class: 'patch', title: name, 'aria-label': name });
  });
  const patches = h(
    'div',
    { class: 'patches', dir: 'ltr' },
    pictureBehind(image),
    ...buttons.slice(prefix),
  );
  patches.style.setProperty('--columns', String(columns));
  patches.classList.toggle('many-patches', columns > MANY_COLUMNS);
  patches.addEventListener('keydown', (event) => {
    const from = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const place = placeOf(grid, from);
    const move = MOVES[event.key];
    if (!place || !move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const [row, column] = [place.row + move[0], place.column + move[1]];
    if (row < 0 || row >= rows || column < 0 || column >= columns) return;
    const next = prefix + row * columns + column;
    onlyStop(next);
    buttons[next].focus();
    on.point(next);
  });
  patches.addEventListener('focusout', () => on.point(null));
  /** @param {number} only */
  const onlyStop = (only) => {
    buttons.forEach((button, at) => at >= prefix && (button.tabIndex = at === only ? 0 : -1));
  };
  const asks = h('span', { class: 'patch-query' });
  const scale = h('span', {});
  return {
    buttons,
    elements: [
      ...(grid.whole ? [windowMap(grid.whole, words, on.window)] : []),
      ...buttons.slice(0, prefix),
      h('p', { class: 'patch-facts' }, asks, scale),
      h('div', { class: 'patches-box' }, patches),
    ],
    mark: (query) => {
      onlyStop(Math.max(prefix, query));
      const token = patchName(words, grid, query) ?? tokens[query];
      setText(asks, words.say('patch.query', { token }));
    },
    shade: (weights) => {
      const most = Array.from(weights)
        .slice(prefix)
        .reduce((a, b) => Math.max(a, b), 1e-9);
      const [red, green, blue] = LIGHT.share;
      buttons.forEach((button, token) => {
        const share = words.percent(weights[token]);
        setAttribute(button, 'title', words.say('patch.share', { name: names[token], share }));
        const alpha = token < prefix ? 0 : (0.85 * weights[token]) / most;
        button.style.backgroundColor = alpha
          ? `rgb(${red} ${green} ${blue} / ${alpha.toFixed(3)})`
          : '';
      });
      setText(scale, words.say('shade.scale', { most: words.percent(most) }));
    },
  };
}

/** @param {import('../../walk/patch-grid.js').Picture | null} image */
function pictureBehind(image) {
  const { width, height } = image ?? { width: 1, height: 1 };
  const canvas = h('canvas', { 'aria-hidden': 'true', class: 'patch-picture', width, height });
  canvas.classList.toggle('squares', width <= FEW_PIXELS);
  if (image) canvas.getContext('2d')?.drawImage(greyPicture(image, PLAIN), 0, 0);
  return canvas;
}
