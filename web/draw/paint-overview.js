// Paints the overview of a whole matrix: its picture, the frames of head and Query, and what is pointed at.
import { overviewCell } from '../steps/kit/overview.js';
import { css, headHue } from './colors.js';
import { cellProgress } from './motion.js';
import { matrixPicture } from './pixels.js';

/** @param {import('./paint.js').Context} context @param {import('../steps/kit/large-layout.js').Overview} block @param {import('./paint.js').Look} look */
export function paintOverview(context, block, look) {
  const { x, y, width, height, rows, columns, values, limit, head, queryRow } = block;
  const { theme, highlight, snap } = look;
  const [left, top] = [snap(x), snap(y)];
  context.imageSmoothingEnabled = width < columns || height < rows;
  context.drawImage(matrixPicture(values, limit, theme.palette), left, top, width, height);
  context.strokeStyle = head === null ? theme.muted : css(headHue(head));
  context.lineWidth = head === null ? 1 : 2;
  const edge = head === null ? 0.5 : 2;
  context.strokeRect(left - edge, top - edge, width + 2 * edge, height + 2 * edge);
  const [cellWidth, cellHeight] = [width / columns, height / rows];
  const box = (
    /** @type {number} */ firstRow,
    /** @type {number} */ firstColumn,
    /** @type {number} */ lastRow,
    /** @type {number} */ lastColumn,
    /** @type {number} */ bleed,
  ) => {
    const boxWidth = Math.max(2, (lastColumn - firstColumn + 1) * cellWidth);
    const boxHeight = Math.max(2, (lastRow - firstRow + 1) * cellHeight);
    const boxLeft = left + firstColumn * cellWidth - bleed;
    const boxTop = top + firstRow * cellHeight - bleed;
    context.strokeRect(boxLeft, boxTop, boxWidth + 2 * bleed, boxHeight + 2 * bleed);
  };
  if (queryRow !== null) {
    context.strokeStyle = theme.queryEdge;
    context.lineWidth = 4;
    box(queryRow, 0, queryRow, columns - 1, 1);
    context.strokeStyle = theme.query;
    context.lineWidth = 2.5;
    box(queryRow, 0, queryRow, columns - 1, 1);
  }
  if (block.during && look.progress < 1) {
    let column = 0;
    while (cellProgress(look.progress, column, columns) === 1) column += 1;
    context.strokeStyle = theme.ink;
    context.lineWidth = 1.75;
    box(0, column, rows - 1, column, 0.5);
  }
  let [firstRow, firstColumn, lastRow, lastColumn] = [Infinity, Infinity, -1, -1];
  for (const ref of highlight.refs) {
    const cell = overviewCell(block, ref);
    if (!cell) continue;
    firstRow = Math.min(firstRow, cell.row);
    firstColumn = Math.min(firstColumn, cell.column);
    lastRow = Math.max(lastRow, cell.row);
    lastColumn = Math.max(lastColumn, cell.column);
  }
  if (lastRow < 0) return;
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.75;
  box(firstRow, firstColumn, lastRow, lastColumn, 0.5);
  const cell = highlight.target && overviewCell(block, highlight.target);
  if (cell) look.framed?.(left + cell.column * cellWidth, top + (cell.row + 1) * cellHeight);
}
