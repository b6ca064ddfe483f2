// The small picture of a step in the rail: the step's own data, without numbers.
import { css, fullColor, signedColor } from './colors.js';
import { onDemand } from '../steps/on-demand.js';
import { STEPS } from '../steps/index.js';
import { largest } from '../steps/kit/largest.js';

const MOST_ROWS = 8;
const MOST_COLUMNS = 24;
const MOST_KEYS = 24;

/** @typedef {import('../walk/source.js').Source} Source */
/** @typedef {Pick<import('./theme.js').Theme, 'track' | 'palette'>} Theme */
/** @typedef {import('../steps/kit/step.js').Thumbnail} Picture */
/** @typedef {import('../steps/kit/step.js').Rows} Matrix */

/** @param {import('../walk/steps.js').StepId} step @param {Source} source @returns {Picture} */
function pictureOf(step, source) {
  const isMany = source.keys.length > MOST_KEYS;
  return STEPS[step].thumbnail(
    source,
    (values) => (isMany ? keysOf(source).map((key) => values[key]) : values),
    () => (isMany ? keysOf(source) : null),
  );
}

/** The keys that the layouts for many tokens list; the first ones where those are not there. @param {Source} source */
const keysOf = (source) =>
  onDemand.listedKeys?.(source).keys ?? [...source.keys.keys()].slice(0, MOST_ROWS);

/** What each small picture was painted of. @type {WeakMap<CanvasRenderingContext2D, unknown[]>} */
const paintedOf = new WeakMap();

/**
 * Whole matrices are the same for every query, and stay.
 * @param {CanvasRenderingContext2D} context  scaled to CSS pixels
 * @param {{ step: import('../walk/steps.js').StepId, source: Source, width: number, height: number, theme: Theme }} given
 */
export function paintThumbnail(context, { step, source, width, height, theme }) {
  const picture = pictureOf(step, source);
  const parts = [
    context.getTransform().a,
    theme.track,
    theme.palette,
    ...('bars' in picture ? [picture] : picture.matrices),
  ];
  if (parts.every((part, at) => part === paintedOf.get(context)?.[at])) return;
  paintedOf.set(context, parts);
  context.clearRect(0, 0, width, height);
  if ('bars' in picture) paintSmallBars(context, picture, { width, height, theme });
  else paintSmallMatrices(context, picture.matrices, { width, height, theme });
}

/** @param {CanvasRenderingContext2D} context @param {Matrix[]} matrices @param {{ width: number, height: number, theme: Theme }} box */
function paintSmallMatrices(context, matrices, { width, height, theme }) {
  const limit = largest(matrices);
  const shown = matrices.map((rows) =>
    rows.slice(0, MOST_ROWS).map((row) => row.slice(0, MOST_COLUMNS)),
  );
  const gap = 4;
  const columns = shown.reduce((sum, rows) => sum + rows[0].length, 0);
  const cellWidth = Math.max(
    2,
    Math.min(10, Math.floor((width - gap * (shown.length - 1)) / columns)),
  );
  const rows = shown[0].length;
  const cellHeight = Math.max(2, Math.min(10, Math.floor(height / rows)));
  const top = Math.floor((height - rows * cellHeight) / 2);
  let left = 0;
  for (const matrix of shown) {
    matrix.forEach((row, y) =>
      row.forEach((value, x) => {
        context.fillStyle = css(signedColor(value, limit, theme.palette));
        context.fillRect(left + x * cellWidth, top + y * cellHeight, cellWidth - 1, cellHeight - 1);
      }),
    );
    left += matrix[0].length * cellWidth + gap;
  }
}

/**
 * @param {CanvasRenderingContext2D} context @param {{ bars: (number | null)[], signed: boolean, limit?: number }} picture
 * @param {{ width: number, height: number, theme: Theme }} box
 */
function paintSmallBars(
  context,
  { bars, signed, limit = largest(bars) },
  { width, height, theme },
) {
  const shown = bars.slice(0, MOST_ROWS);
  const step = Math.min(10, height / shown.length);
  const thickness = Math.max(2, Math.floor(step - 2));
  const room = Math.min(width, 84);
  const top = (height - step * shown.length) / 2;
  shown.forEach((value, index) => {
    const y = Math.round(top + index * step);
    context.fillStyle = theme.track;
    context.fillRect(0, y, room, thickness);
    if (value === null) return;
    const length = (Math.abs(value) / limit) * (signed ? room / 2 : room);
    context.fillStyle = css(fullColor(signed ? 'signed' : 'weight', value, theme.palette));
    context.fillRect(signed ? room / 2 - (value < 0 ? length : 0) : 0, y, length, thickness);
  });
}
