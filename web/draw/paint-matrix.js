// Paints a matrix: cells filled by value, numbers where they fit, frames for head and Query.
import { onDemand } from './on-demand.js';
import { css, headHue, signedColor, textOn, weightColor } from './colors.js';
import { hatch } from './hatch.js';
import { partOf } from './highlight.js';
import { cellProgress } from './motion.js';

/**
 * @typedef {import('../steps/kit/layout.js').Matrix} Matrix
 * @typedef {import('./paint.js').Context} Context
 * @typedef {import('./paint.js').Look} Look
 */

const SMALLEST_TEXT = 11;

/** @param {Context} context @param {Matrix} block @param {Look} look */
export function paintMatrix(context, block, look) {
  if (!onDemand.paintFine?.(context, block, look)) paintCells(context, block, look);
  paintFrames(context, block, look);
  outline(context, block, activeCells(block, look), look);
}

/** @param {Context} context @param {Matrix} block @param {Look} look */
function paintCells(context, block, look) {
  const { rows, columns, values } = block;
  const text = keptStyle(context, block, look);
  const count = rows * columns;
  if (text) {
    context.font = text.font;
    context.textAlign = 'center';
  }
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < Math.min(columns, values[row].length); column += 1) {
      const there = block.reveals ? cellProgress(look.progress, row * columns + column, count) : 1;
      const value = values[row][column];
      if (there > 0 && value !== undefined)
        paintCell(context, block, { row, column, value, text, there }, look);
    }
  }
}

/** Those of the explained number and of what it was made of. @param {Matrix} block @param {Look} look */
function activeCells({ rows, values, ref }, { highlight }) {
  const active = /** @type {{ row: number, column: number, target: boolean }[]} */ ([]);
  const sample = ref(0, 0);
  if (!sample || !highlight.columns[sample.tensor]) return active;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < values[row].length; column += 1) {
      const found = partOf(highlight, ref(row, column));
      if (found) active.push({ row, column, target: found === 'target' });
    }
  }
  return active;
}

/**
 * Box of a cell, snapped so that neighbours meet on a device pixel.
 * @param {Matrix} block @param {number} row @param {number} column @param {Look} look
 */
export function cellBox({ x, y, cellWidth, cellHeight, gap }, row, column, { snap }) {
  const left = snap(x + column * cellWidth);
  const top = snap(y + row * (cellHeight + gap));
  const hair = cellWidth > 6 ? 1 : 0;
  return {
    left,
    top,
    width: snap(x + (column + 1) * cellWidth) - left - hair,
    height: snap(y + row * (cellHeight + gap) + cellHeight) - top,
  };
}

/**
 * @param {Context} context @param {Matrix} block
 * @param {{ row: number, column: number, value: number | null, text: { font: string, write: (value: number) => string } | null, there: number }} cell
 * @param {Look} look
 */
function paintCell(context, block, { row, column, value, text, there }, look) {
  const { left, top, width, height } = cellBox(block, row, column, look);
  // There may be ten thousand cells: what need not be told to the context is not.
  if (there < 1) context.globalAlpha = there;
  if (value === null) hatch(context, { left, top, width, height }, look.theme.muted);
  else paintValue(context, block, { left, top, width, height, value, text }, look);
  if (there < 1) context.globalAlpha = 1;
}

/**
 * @param {Context} context @param {Matrix} block
 * @param {{ left: number, top: number, width: number, height: number, value: number, text: { font: string, write: (value: number) => string } | null }} cell
 * @param {Look} look
 */
function paintValue(context, block, cell, look) {
  const fill = fillOf(block, cell.value, look);
  context.fillStyle = css(fill);
  context.fillRect(cell.left, cell.top, cell.width, cell.height);
  paintMarks(context, cell, fill);
}

/** @param {Pick<Matrix, 'ramp' | 'limit'>} block @param {number} value @param {Look} look */
export const fillOf = ({ ramp, limit }, value, { theme: { palette } }) =>
  (ramp === 'signed' ? signedColor : weightColor)(value, limit, palette);

/**
 * What a cell has beside its colour: an edge, and its number where that fits. Nothing stands for a number that does
 * not: the colours tell the sign to everybody, and a dash looks like a number that is missing.
 * @param {Context} context
 * @param {{ left: number, top: number, width: number, height: number, value: number, text: { font: string, write: (value: number) => string } | null }} cell
 * @param {import('./colors.js').Rgb} fill
 */
export function paintMarks(context, { left, top, width, height, value, text }, fill) {
  if (width > 8 && height > 8) {
    context.strokeStyle = 'rgb(110 118 135 / 0.35)';
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);
  }
  if (text) {
    context.fillStyle = textOn(fill);
    context.fillText(text.write(value), left + width / 2, top + height / 2 + 4.2);
  }
}

/** A scene is painted many times, and to find a style every number is written out. @type {WeakMap<Matrix, ReturnType<typeof numberStyle>>} */
const styles = new WeakMap();

/** @param {Context} context @param {Matrix} block @param {Look} look */
function keptStyle(context, block, look) {
  const still = block.still ?? block;
  let style = styles.get(still);
  if (style === undefined) {
    style = numberStyle(context, still, look);
    styles.set(still, style);
  }
  return style;
}

/**
 * The largest style in which every number of the block fits its cell; null where none is readable.
 * @param {Context} context @param {Matrix} block @param {Look} look
 */
function numberStyle(
  context,
  { cellWidth, cellHeight, values, decimals: least },
  { theme, words },
) {
  if (cellHeight < SMALLEST_TEXT + 2 || cellWidth < 20) return null;
  const styles = [
    [14, 2],
    [12.5, 2],
    [SMALLEST_TEXT, 2],
    [SMALLEST_TEXT, 1],
  ];
  for (const [size, decimals] of styles) {
    if (size > 12.5 && cellWidth < 70) continue;
    if (decimals < least) continue;
    const font = `${size}px ${theme.mono}`;
    context.font = font;
    const longest = Math.max(
      ...values
        .flatMap((row) => Array.from(row))
        .map((value) => words.number(value ?? 0, decimals).length),
    );
    if (context.measureText('0').width * longest <= cellWidth - 2)
      return { font, write: (/** @type {number} */ value) => words.number(value, decimals) };
  }
  return null;
}

/** Frame of the head around the whole block, amber around the Query's row. @param {Context} context @param {Matrix} block @param {Look} look */
function paintFrames(context, block, look) {
  const { rows, columns, head, queryRow } = block;
  const queryRows = block.queryRows ?? (queryRow === null ? null : [queryRow, queryRow]);
  if (head !== null && columns > 1) {
    const box = span(block, 0, 0, rows - 1, columns - 1, look);
    context.strokeStyle = css(headHue(head));
    context.lineWidth = 2;
    context.strokeRect(box.left - 2, box.top - 2, box.width + 4, box.height + 4);
  }
  if (queryRows !== null) {
    const box = span(block, queryRows[0], 0, queryRows[1], columns - 1, look);
    context.strokeStyle = look.theme.queryEdge;
    context.lineWidth = 4;
    context.strokeRect(box.left - 1, box.top - 1, box.width + 2, box.height + 2);
    context.strokeStyle = look.theme.query;
    context.lineWidth = 2.5;
    context.strokeRect(box.left - 1, box.top - 1, box.width + 2, box.height + 2);
  }
}

/**
 * Outlines the number that is explained and the numbers it was made of; cells that fill a rectangle get one outline.
 * @param {Context} context @param {Matrix} block @param {{ row: number, column: number, target: boolean }[]} active @param {Look} look
 */
function outline(context, block, active, look) {
  if (!active.length) return;
  const rows = active.map(({ row }) => row);
  const columns = active.map(({ column }) => column);
  const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
  const [left, right] = [Math.min(...columns), Math.max(...columns)];
  const isRectangle = active.length === (bottom - top + 1) * (right - left + 1);
  const boxes = isRectangle
    ? [span(block, top, left, bottom, right, look)]
    : active.map(({ row, column }) => span(block, row, column, row, column, look));
  context.strokeStyle = look.theme.ink;
  context.lineWidth = active.some(({ target }) => target) ? 2.5 : 1.75;
  for (const box of boxes)
    context.strokeRect(box.left - 0.5, box.top - 0.5, box.width + 1, box.height + 1);
  for (const { row, column, target } of active) {
    const { left: x, top: y, height } = cellBox(block, row, column, look);
    if (target) look.framed?.(x, y + height);
  }
}

/** @param {Matrix} block @param {number} top @param {number} left @param {number} bottom @param {number} right @param {Look} look */
function span(block, top, left, bottom, right, look) {
  const first = cellBox(block, top, left, look);
  const last = cellBox(block, bottom, right, look);
  return {
    left: first.left,
    top: first.top,
    width: last.left + last.width - first.left,
    height: last.top + last.height - first.top,
  };
}
