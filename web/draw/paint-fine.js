// Paints a matrix whose cells have room for a colour only, every row as one image: a long vector has hundreds of them.
import { cellProgress } from './paint.js';
import { rowPicture } from './picture.js';

/** Wider cells have an edge, a sign or a number. */
const WIDEST = 6;

/** Narrow rows are not worth an image. */
const MANY_COLUMNS = 32;

/**
 * @param {import('./paint.js').Context} context
 * @param {import('../scene/layout.js').Matrix} block
 * @param {import('./paint.js').Look} look
 * @returns {boolean} whether the matrix is of that kind
 */
export function paintFine(context, block, { progress, snap }) {
  const { x, y, rows, columns, cellWidth, cellHeight, gap, values, limit, reveals } = block;
  const isFine = cellWidth <= WIDEST && columns > MANY_COLUMNS && block.ramp === 'signed';
  if (!isFine || values.some((row) => Array.prototype.includes.call(row, null))) return false;
  context.imageSmoothingEnabled = cellWidth < 1;
  values.forEach((row, line) => {
    const opacity = (/** @type {number} */ column) =>
      reveals ? cellProgress(progress, line * columns + column, rows * columns) : 1;
    const picture = rowPicture(/** @type {number[]} */ (row), limit, opacity);
    const [left, top] = [snap(x), snap(y + line * (cellHeight + gap))];
    const width = snap(x + row.length * cellWidth) - left;
    const height = snap(y + line * (cellHeight + gap) + cellHeight) - top;
    context.drawImage(picture, left, top, width, height);
  });
  return true;
}
