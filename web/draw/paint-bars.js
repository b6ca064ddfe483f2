// Paints bars: signed ones grow from the middle, weights from the left; ghosts show the values before.
import { css, fullColor, headHue } from './colors.js';
import { hatch } from './hatch.js';
import { partOf } from './highlight.js';
import { cellProgress } from './motion.js';

/**
 * @typedef {import('../steps/kit/layout.js').Bars} Bars
 * @typedef {import('./paint.js').Context} Context
 * @typedef {import('./paint.js').Look} Look
 */

/** @param {Context} context @param {Bars} block @param {Look} look */
export function paintBars(context, block, look) {
  const { x, width, rows, mark, ramp } = block;
  const zero = ramp === 'signed' ? x + width / 2 : x;
  const reach = ramp === 'signed' ? width / 2 : width;
  for (let row = 0; row < rows; row += 1) paintBar(context, block, { row, zero, reach }, look);
  const top = block.y - 3;
  const bottom = block.y + rows * (block.cellHeight + block.gap) - block.gap + 3;
  // Whose bars they are: the edge that they start from has the hue of the head.
  context.fillStyle = css(headHue(block.head));
  context.fillRect(look.snap(x) - 3, top + 2, 3, bottom - top - 4);
  if (ramp === 'signed') vertical(context, zero, top, bottom, look.theme.muted, [], look);
  if (mark !== null && rows > 1)
    vertical(context, x + width * mark, top, bottom, look.theme.muted, [3, 3], look);
}

/** @param {Context} context @param {Bars} block @param {{ row: number, zero: number, reach: number }} place @param {Look} look */
function paintBar(context, block, { row, zero, reach }, look) {
  const { theme, snap } = look;
  const value = block.values[row];
  const before = block.from?.[row] ?? 0;
  const top = snap(block.y + row * (block.cellHeight + block.gap));
  const height = snap(block.y + row * (block.cellHeight + block.gap) + block.cellHeight) - top;
  const there = block.reveals ? cellProgress(look.progress, row, block.rows) : 1;
  context.fillStyle = theme.track;
  context.fillRect(snap(block.x), top, snap(block.width), height);
  const part = partOf(look.highlight, block.ref(row));
  if (value === null) {
    hatch(context, { left: snap(block.x), top, width: snap(block.width), height }, theme.muted);
  } else if (value !== undefined) {
    const shown = before + (value - before) * there;
    const length = (Math.min(Math.abs(shown), block.limit) / block.limit) * reach;
    context.fillStyle = css(fullColor(block.ramp, shown, theme.palette));
    const left = snap(shown < 0 ? zero - length : zero);
    context.fillRect(left, top, Math.max(shown === 0 ? 0 : 1, snap(length)), height);
  }
  if (block.from && before !== null) {
    const length = (Math.min(Math.abs(before), block.limit) / block.limit) * reach;
    context.strokeStyle = theme.ink;
    context.lineWidth = 1;
    context.setLineDash([3, 2]);
    context.strokeRect(
      snap(before < 0 ? zero - length : zero) + 0.5,
      top + 0.5,
      snap(length),
      height - 1,
    );
    context.setLineDash([]);
  }
  if (part) {
    context.strokeStyle = theme.ink;
    context.lineWidth = part === 'target' ? 2.5 : 1.75;
    context.strokeRect(snap(block.x) - 0.5, top - 0.5, snap(block.width) + 1, height + 1);
    if (part === 'target') look.framed?.(snap(block.x), top + height);
  }
  if (height >= 11 && block.labels[row]) {
    context.globalAlpha = there;
    context.font = `600 ${height >= 18 ? 13 : 11}px ${theme.mono}`;
    context.fillStyle = theme.ink;
    context.textAlign = 'right';
    context.fillText(
      block.labels[row],
      block.x + block.width + block.labelWidth,
      top + height / 2 + 4.5,
    );
    context.globalAlpha = 1;
  }
}

/** @param {Context} context @param {number} x @param {number} top @param {number} bottom @param {string} color @param {number[]} dash @param {Look} look */
function vertical(context, x, top, bottom, color, dash, { snap }) {
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(snap(x) + 0.5, top);
  context.lineTo(snap(x) + 0.5, bottom);
  context.stroke();
  context.setLineDash([]);
}
