// Paints a chart of upright bars: one per column, up from zero for positive values, down for negative ones.
import { css, fullColor, headHue } from './colors.js';
import { partOf } from './highlight.js';

/** Opacity of the bars at offsets where this query has no key. */
const UNUSED = 0.3;

/**
 * @param {import('./paint.js').Context} context
 * @param {import('../steps/kit/layout.js').Columns} block
 * @param {import('./paint.js').Look} look
 */
export function paintColumns(context, block, { theme, snap, highlight, framed }) {
  const { x, y, height, cellWidth, columns, values, limit } = block;
  const zero = snap(y + height / 2);
  context.fillStyle = theme.track;
  context.fillRect(snap(x), snap(y), snap(columns * cellWidth), snap(height));
  const hair = cellWidth > 8 ? 2 : 0;
  for (let column = 0; column < columns; column += 1) {
    const value = values[column];
    const left = snap(x + column * cellWidth + hair);
    const width = snap(x + (column + 1) * cellWidth - hair) - left;
    const length = snap((Math.abs(value) / limit) * (height / 2 - 4));
    const top = value < 0 ? zero : zero - length;
    const part = partOf(highlight, block.ref(column));
    context.globalAlpha = block.isUsed(column) || part === 'target' ? 1 : UNUSED;
    context.fillStyle = css(fullColor('signed', value, theme.palette));
    context.fillRect(left, top, width, Math.max(value === 0 ? 0 : 1, length));
    context.globalAlpha = 1;
    if (!part) continue;
    context.strokeStyle = theme.ink;
    context.lineWidth = part === 'target' ? 2.5 : 1.75;
    context.strokeRect(left - 1, top - 1, width + 2, length + 2);
    if (part === 'target') framed?.(left, top + length);
  }
  context.fillStyle = theme.muted;
  context.fillRect(snap(x), zero, snap(columns * cellWidth), 1);
  context.strokeStyle = css(headHue(block.head));
  context.lineWidth = 2;
  context.strokeRect(snap(x) - 1, snap(y) - 1, snap(columns * cellWidth) + 2, snap(height) + 2);
}
