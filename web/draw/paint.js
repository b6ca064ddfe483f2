// Paints a scene on a 2-D context: a canvas, or the SVG context of the export, which has the same
// few methods. Everything comes from the arguments, nothing is kept between calls.
import { onDemand } from './on-demand.js';
import { raisedParts, shortened } from '../text/numbers.js';
import { css, headHue } from './colors.js';
import { momentOf, progressOf } from './motion.js';
import { paintBars } from './paint-bars.js';
import { paintMatrix } from './paint-matrix.js';

/**
 * @typedef {Pick<CanvasRenderingContext2D, 'fillStyle' | 'strokeStyle' | 'lineWidth' | 'font' | 'textAlign' | 'globalAlpha' |
 *   'fillRect' | 'strokeRect' | 'fillText' | 'beginPath' | 'moveTo' | 'lineTo' | 'stroke' | 'setLineDash' | 'measureText' | 'imageSmoothingEnabled'>
 *   & { drawImage: (image: HTMLCanvasElement, x: number, y: number, width: number, height: number) => void }} Context
 * @typedef {{ theme: import('./theme.js').Theme, words: import('../text/index.js').Words, highlight: import('./highlight.js').Highlight, progress: number, snap: (pixels: number) => number,
 *   framed?: (left: number, bottom: number) => void }} Look  framed: is told where the frame of the explained number is, each time one is painted
 *   progress: 0..1 of the step's motion; snap: to whole device pixels
 */

/** @param {Context} context @param {import('../steps/kit/layout.js').Scene} scene @param {Look} look */
export function paint(context, scene, look) {
  context.setLineDash([]);
  for (const block of momentOf(scene.blocks, look.progress)) {
    paintBlock(context, block, { ...look, progress: progressOf(block, look.progress) });
  }
  if (scene.before) onDemand.paintBefore?.(context, scene, look);
}

/** @param {Context} context @param {import('../steps/kit/layout.js').Block} block @param {Look} look */
function paintBlock(context, block, look) {
  if (block.kind === 'matrix') paintMatrix(context, block, look);
  else if (block.kind === 'bars') paintBars(context, block, look);
  else if (block.kind === 'columns') onDemand.paintColumns?.(context, block, look);
  else if (block.kind === 'token') paintToken(context, block, look);
  else if (block.kind === 'text') paintText(context, block, look);
  else if (block.kind === 'line') paintLine(context, block, look);
  else if (block.kind === 'overview') onDemand.paintOverview?.(context, block, look);
  else if (block.kind === 'patch-map') onDemand.paintPatchMap?.(context, block, look);
}

/** @param {Context} context @param {import('../steps/kit/layout.js').TokenLabel} token @param {Look} look */
function paintToken(context, { x, y, width, height, text, query }, { theme, words }) {
  if (height < 10) return;
  const middle = y + height / 2;
  const tag = query && height >= 26;
  context.textAlign = 'right';
  context.fillStyle = theme.ink;
  context.font = `${query ? 700 : 400} ${height < 15 ? 11 : 14}px ${theme.sans}`;
  const name = shortened(text, width - 4, (part) => context.measureText(part).width);
  context.fillText(name, x + width, middle + (tag ? -1 : 5));
  if (query && !tag) {
    context.fillStyle = theme.query;
    context.fillRect(x + width + 3, y, 3, height);
  }
  if (tag) {
    context.font = `700 11px ${theme.sans}`;
    context.fillStyle = theme.queryEdge;
    context.fillText(words.say('query.tag'), x + width, middle + 12);
  }
}

/** @param {Context} context @param {import('../steps/kit/layout.js').Text} text @param {Look} look */
function paintText(context, { x, y, text, look, align }, { theme }) {
  const font = {
    caption: `12px ${theme.sans}`,
    symbol: `15px ${theme.sans}`,
    note: `13px ${theme.sans}`,
    row: `12.5px ${theme.mono}`,
    index: `11px ${theme.mono}`,
    strong: `600 13.5px ${theme.mono}`,
  }[look];
  context.fillStyle = look === 'row' || look === 'strong' ? theme.ink : theme.muted;
  context.textAlign = align;
  const parts = raisedParts(text);
  const way = align === 'right' ? -1 : 1;
  if (way < 0) parts.reverse();
  parts.forEach((part, at) => {
    const isRaised = at % 2 === 1;
    context.font = isRaised ? `11px ${theme.sans}` : font;
    const written = isRaised ? part.toUpperCase() : part;
    context.fillText(written, x, isRaised ? y - 4 : y);
    if (parts.length > 1) x += way * context.measureText(written).width;
  });
}

/** @param {Context} context @param {import('../steps/kit/layout.js').Line} line @param {Look} look */
function paintLine(context, { points, head, dashed }, { theme, snap }) {
  context.strokeStyle = head === null ? theme.ink : css(headHue(head));
  context.lineWidth = 1.5;
  if (dashed) context.setLineDash([4, 3]);
  context.beginPath();
  points.forEach(([x, y], index) =>
    index ? context.lineTo(snap(x), snap(y)) : context.moveTo(snap(x), snap(y)),
  );
  context.stroke();
  context.setLineDash([]);
}
