// What changes did to a picture: where bars ended before is outlined, and a number that was changed itself has a corner.

/**
 * @typedef {import('../steps/kit/layout.js').Scene} Scene
 * @typedef {import('../walk/before.js').Before} Before
 * @typedef {import('./paint.js').Context} Context
 * @typedef {import('./paint.js').Look} Look
 */

/** What has more rows, or cells, is not looked through. */
const MOST_BARS = 80;
const MOST_CELLS = 6000;

/** Side of the corner of a changed cell. */
const CORNER = 7;

/** @param {Context} context @param {Scene} scene @param {Look} look */
export function paintBefore(context, { blocks, before }, look) {
  if (!before) return;
  for (const block of blocks) {
    if (block.kind === 'bars') outlineBars(context, block, before, look);
    else if (block.kind === 'matrix' && before.hasChanged) {
      markCells(context, block, before, look);
    }
  }
}

/** @param {Context} context @param {import('../steps/kit/layout.js').Bars} block @param {Before} before @param {Look} look */
function outlineBars(context, block, before, { theme, snap }) {
  const { x, y, width, rows, cellHeight, gap, ramp, limit, values } = block;
  if (rows > MOST_BARS) return;
  const zero = ramp === 'signed' ? x + width / 2 : x;
  const reach = ramp === 'signed' ? width / 2 : width;
  context.strokeStyle = context.fillStyle = theme.ink;
  context.lineWidth = 1;
  for (let row = 0; row < rows; row += 1) {
    const was = before.value(block.ref(row));
    if (was === undefined || was === null || isNear(was, values[row], limit)) continue;
    const length = (Math.min(Math.abs(was), limit) / limit) * reach;
    const top = snap(y + row * (cellHeight + gap));
    const left = snap(was < 0 ? zero - length : zero);
    // Its end is what tells; bars that have an outline of their own get no other one.
    context.fillRect(was < 0 ? left - 1 : left + snap(length) - 1, top - 1, 2, cellHeight + 2);
    if (block.from) continue;
    context.setLineDash([1, 2]);
    context.strokeRect(left + 0.5, top + 0.5, snap(length), cellHeight - 1);
    context.setLineDash([]);
  }
}

/** @param {Context} context @param {import('../steps/kit/layout.js').Matrix} block @param {Before} before @param {Look} look */
function markCells(context, block, before, { theme, snap }) {
  const { x, y, rows, columns, cellWidth, cellHeight, gap } = block;
  if (rows * columns > MOST_CELLS) return;
  const side = Math.max(3, Math.min(CORNER, cellWidth / 2, cellHeight / 2));
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const ref = block.ref(row, column);
      if (!ref || !before.isChanged(ref)) continue;
      const right = snap(x + (column + 1) * cellWidth) - (cellWidth > 6 ? 1 : 0);
      const top = snap(y + row * (cellHeight + gap));
      // A triangle of rows, with an edge of the paper towards the colour of the cell.
      for (let line = 0; line <= side; line += 1) {
        const length = side - line;
        context.fillStyle = theme.paper;
        context.fillRect(right - length - 1.5, top + line, length + 1.5, 1);
        context.fillStyle = theme.ink;
        context.fillRect(right - length, top + line, length, 1);
      }
    }
  }
}

/** @param {number} one @param {number | null | undefined} other @param {number} limit */
const isNear = (one, other, limit) =>
  other !== null && other !== undefined && Math.abs(one - other) < 5e-3 * limit;
