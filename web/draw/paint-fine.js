// Paints matrices whose cells have no number, which may be thousands: a long vector, or a map of every key for each head.
// Where there is room for a colour only, every row is one image.
import { css } from './colors.js';
import { cellProgress } from './motion.js';
import { cellBox, fillOf, paintMarks } from './paint-matrix.js';
import { rowPicture } from './pixels.js';

/**
 * @typedef {import('../steps/kit/layout.js').Matrix} Matrix
 * @typedef {import('./paint.js').Context} Context
 * @typedef {import('./paint.js').Look} Look
 */

/** Wider cells have an edge or a number. */
const WIDEST = 6;

/** Narrow rows are not worth an image. */
const MANY_COLUMNS = 32;

/** Fewer are painted as soon as an image of them. */
const MANY_CELLS = 64;

/** Wider cells may have a number. */
const WIDEST_PLAIN = 19;

/**
 * @param {Context} context @param {Matrix} block @param {Look} look
 * @returns {boolean} whether the matrix is of that kind
 */
export function paintFine(context, block, look) {
  const { cellWidth, columns, values, ramp, reveals } = block;
  const isFine = cellWidth <= WIDEST && columns > MANY_COLUMNS && ramp === 'signed';
  const isPlain =
    cellWidth > WIDEST &&
    cellWidth <= WIDEST_PLAIN &&
    !(reveals && look.progress < 1) &&
    block.limit < Infinity &&
    isCrisp(look);
  if (!isFine && !isPlain) return false;
  // Masked, or still on their way.
  const isMissing = (/** @type {any} */ value) => value === null || value === undefined;
  if (values.some((row) => Array.prototype.some.call(row, isMissing))) return false;
  if (isFine) paintRows(context, block, look);
  else if (look.progress < 1 && block.rows * columns >= MANY_CELLS) paintKept(context, block, look);
  else paintPlain(context, block, look);
  return true;
}

/** While a step moves, the cells that stay are painted once: 12 heads with 200 keys each would take longer than a frame. @type {WeakMap<Matrix, { palette: object, ratio: number, picture: HTMLCanvasElement }>} */
const kept = new WeakMap();

/** @param {Context} canvas  the SVG of an export shows no moment of a motion @param {Matrix} block @param {Look} look */
function paintKept(canvas, block, look) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas);
  const { x, y, rows, columns, cellWidth, cellHeight, gap } = block;
  const { palette } = look.theme;
  const { a: ratio } = context.getTransform();
  const [left, top] = [look.snap(x), look.snap(y)];
  let known = kept.get(block);
  if (known?.palette !== palette || known.ratio !== ratio) {
    const picture = document.createElement('canvas');
    picture.width = Math.ceil((columns * cellWidth + 1) * ratio);
    picture.height = Math.ceil((rows * (cellHeight + gap) + 1) * ratio);
    const own = /** @type {CanvasRenderingContext2D} */ (picture.getContext('2d'));
    own.scale(ratio, ratio);
    own.translate(-left, -top);
    paintPlain(own, block, look);
    known = { palette, ratio, picture };
    kept.set(block, known);
  }
  const { picture } = known;
  context.drawImage(picture, left, top, picture.width / ratio, picture.height / ratio);
}

/** Whether the line between cells is whole device pixels: an edge that covers half of one shows what lies below. @param {Look} look */
const isCrisp = ({ snap }) => snap(1) === 1;

/** Only a colour per cell. @param {Context} context @param {Matrix} block @param {Look} look */
function paintRows(context, block, { progress, snap, theme }) {
  const { x, y, rows, columns, cellWidth, cellHeight, gap, values, limit, reveals } = block;
  context.imageSmoothingEnabled = cellWidth < 1;
  values.forEach((row, line) => {
    const opacity = (/** @type {number} */ column) =>
      reveals ? cellProgress(progress, line * columns + column, rows * columns) : 1;
    const picture = rowPicture(/** @type {number[]} */ (row), limit, theme.palette, opacity);
    const [left, top] = [snap(x), snap(y + line * (cellHeight + gap))];
    const width = snap(x + row.length * cellWidth) - left;
    const height = snap(y + line * (cellHeight + gap) + cellHeight) - top;
    context.drawImage(picture, left, top, width, height);
  });
}

/**
 * A colour and an edge per cell. A colour that is new to a context costs it more than the cell; how much of the
 * full one lies over that of zero does not.
 * @param {Context} context @param {Matrix} block @param {Look} look
 */
function paintPlain(context, block, look) {
  const cells = block.values.flatMap((row, line) =>
    Array.from(row, (value, column) => ({
      ...cellBox(block, line, column, look),
      value: /** @type {number} */ (value),
      text: null,
    })),
  );
  const { limit } = block;
  const [below, zero, above] = [-limit, 0, limit].map((value) => css(fillOf(block, value, look)));
  context.fillStyle = zero;
  for (const { left, top, width, height } of cells) context.fillRect(left, top, width, height);
  for (const { left, top, width, height, value } of cells) {
    context.fillStyle = value < 0 ? below : above;
    context.globalAlpha = Math.min(1, Math.abs(value) / limit);
    context.fillRect(left, top, width, height);
  }
  context.globalAlpha = 1;
  for (const cell of cells) paintMarks(context, cell, fillOf(block, cell.value, look));
}
