// Where the window that is walked lies in its picture, and the choice of another one: by a press on any patch, or with
// arrow keys from window to window.
import { greyPicture, PLAIN } from '../../draw/pixels.js';
import { h, setAttribute } from '../dom.js';

/** @typedef {import('../../walk/windows.js').Whole} Whole */

/** Width on screen, and pixels of the canvas for one of them. */
const WIDTH = 216;
const SHARP = 2;

/** Windows that arrow keys go on by: down and right. */
const MOVES = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
});

/** Whose choice was made with keys: the next map takes the focus over. */
let holdsFocus = false;

/**
 * @param {Whole} whole
 * @param {import('../../text/index.js').Words} words
 * @param {(target: { window: number, query?: number }) => void} choose
 */
export function windowMap(whole, words, choose) {
  const { rows, columns, size, window, count, order } = whole;
  const side = Math.round(Math.sqrt(size));
  const across = columns / side;
  const places = new Map(order.map((patch, place) => [patch, place]));
  const windowOf = (/** @type {number} */ row, /** @type {number} */ column) =>
    Math.floor((places.get(row * columns + column) ?? 0) / size);
  const canvas = h('canvas', {
    class: 'window-picture',
    'aria-hidden': 'true',
    width: SHARP * WIDTH,
    height: Math.round((SHARP * WIDTH * rows) / columns),
  });
  paint(canvas, whole, windowOf);
  const name = words.say('window.name', { number: window + 1, count });
  const map = h('button', { type: 'button', class: 'window-map' }, canvas);
  setAttribute(map, 'aria-label', words.say('window.map', { name }));
  map.title = words.say('window.hint');
  map.addEventListener('click', (event) => {
    // A press by keys has no place.
    if (event.detail === 0) return;
    holdsFocus = true;
    const box = map.getBoundingClientRect();
    const at = (/** @type {number} */ part, /** @type {number} */ extent) =>
      Math.max(0, Math.min(extent - 1, Math.floor(part * extent)));
    const row = at((event.clientY - box.top) / box.height, rows);
    const column = at((event.clientX - box.left) / box.width, columns);
    const place = places.get(row * columns + column) ?? 0;
    choose({ window: Math.floor(place / size), query: place % size });
  });
  map.addEventListener('keydown', (event) => {
    const move = MOVES[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const [row, column] = [Math.floor(window / across) + move[0], (window % across) + move[1]];
    if (row < 0 || column < 0 || column >= across || row * across + column >= count) return;
    holdsFocus = true;
    choose({ window: row * across + column });
  });
  map.addEventListener('focusout', () => (holdsFocus = false));
  if (holdsFocus) requestAnimationFrame(() => map.isConnected && map.focus());
  const said = count > 1 ? name : words.say('window.only');
  const rolled = isRolled(whole, side) ? words.say('window.rolled') : '';
  return h(
    'div',
    { class: 'window-choice' },
    h('p', { class: 'patch-facts' }, h('span', {}, said), h('span', {}, rolled)),
    map,
  );
}

/** Whether the shift has put parts of opposite edges into the window. @param {Whole} whole @param {number} side */
function isRolled({ columns, patches }, side) {
  const extent = (/** @type {(patch: number) => number} */ at) => {
    const places = patches.map(at);
    return Math.max(...places) - Math.min(...places) + 1;
  };
  return (
    extent((patch) => Math.floor(patch / columns)) > side ||
    extent((patch) => patch % columns) > side
  );
}

/** The picture, thin lines between windows, and the walked one framed; the rest is paler. @param {HTMLCanvasElement} canvas @param {Whole} whole @param {(row: number, column: number) => number} windowOf */
function paint(canvas, { rows, columns, window, image }, windowOf) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { width, height } = canvas;
  const [w, h] = [width / columns, height / rows];
  context.imageSmoothingEnabled = image.width > 64;
  context.drawImage(greyPicture(image, PLAIN), 0, 0, width, height);
  context.fillStyle = 'rgb(255 255 255 / 0.45)';
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      if (windowOf(row, column) !== window) context.fillRect(column * w, row * h, w, h);
    }
  }
  const differs = (
    /** @type {number} */ a,
    /** @type {number} */ b,
    /** @type {boolean} */ framed,
  ) => a !== b && (a === window || b === window) === framed;
  /** @param {boolean} framed */
  const lines = (framed) => {
    context.beginPath();
    for (let row = 0; row <= rows; row += 1) {
      for (let column = 0; column <= columns; column += 1) {
        const at = (/** @type {number} */ r, /** @type {number} */ c) =>
          r < 0 || c < 0 || r >= rows || c >= columns ? -1 : windowOf(r, c);
        const own = at(row, column);
        if (differs(own, at(row - 1, column), framed)) {
          context.moveTo(column * w, row * h);
          context.lineTo((column + 1) * w, row * h);
        }
        if (differs(own, at(row, column - 1), framed)) {
          context.moveTo(column * w, row * h);
          context.lineTo(column * w, (row + 1) * h);
        }
      }
    }
    context.stroke();
  };
  context.lineWidth = 2;
  context.strokeStyle = 'rgb(70 80 95 / 0.8)';
  lines(false);
  context.lineCap = 'square';
  context.lineWidth = 10;
  context.strokeStyle = '#8a5c00';
  lines(true);
  context.lineWidth = 6;
  context.strokeStyle = '#f4b42a';
  lines(true);
}
