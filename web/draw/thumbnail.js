// The small picture of a step in the rail: the step's own data, without numbers.
import { css, headHue, NEGATIVE, POSITIVE, signedColor } from './colors.js';
import { largest } from '../scene/layout.js';
import { Source } from '../scene/source.js';

const MOST_ROWS = 8;
const MOST_COLUMNS = 24;

/** @typedef {{ matrices: number[][][] } | { bars: (number | null)[], signed: boolean }} Picture */

/** @param {import('../walk/steps.js').StepId} step @param {Source} source @returns {Picture} */
function pictureOf(step, source) {
  const { head } = source;
  switch (step) {
    case 'input':
      return { matrices: [source.step('input').values] };
    case 'project': {
      const { q, k, v } = source.step('project').heads[head];
      return { matrices: [q, k, v] };
    }
    case 'scores':
    case 'scale':
      return { bars: source.step(step, head).values, signed: true };
    case 'softmax':
      return { bars: source.step('softmax', head).values, signed: false };
    case 'weight':
      return { matrices: [source.step('weight', head).values] };
    case 'sum':
      return { matrices: [[source.step('sum', head).values]] };
    case 'concat':
      return { matrices: [[source.step('concat').values]] };
    case 'output_projection':
      return { matrices: [source.step('output_projection').heads] };
    case 'output':
      return { matrices: [[source.step('output').values]] };
  }
}

/**
 * @param {CanvasRenderingContext2D} context  scaled to CSS pixels
 * @param {{ step: import('../walk/steps.js').StepId, trace: import('../scene/source.js').Trace, head: number, width: number, height: number, track: string }} given
 */
export function paintThumbnail(context, { step, trace, head, width, height, track }) {
  context.clearRect(0, 0, width, height);
  const picture = pictureOf(step, new Source(trace, head));
  if ('bars' in picture) paintSmallBars(context, picture, { width, height, head, track });
  else paintSmallMatrices(context, picture.matrices, width, height);
}

/** @param {CanvasRenderingContext2D} context @param {number[][][]} matrices @param {number} width @param {number} height */
function paintSmallMatrices(context, matrices, width, height) {
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
        context.fillStyle = css(signedColor(value, limit));
        context.fillRect(left + x * cellWidth, top + y * cellHeight, cellWidth - 1, cellHeight - 1);
      }),
    );
    left += matrix[0].length * cellWidth + gap;
  }
}

/**
 * @param {CanvasRenderingContext2D} context @param {{ bars: (number | null)[], signed: boolean }} picture
 * @param {{ width: number, height: number, head: number, track: string }} box
 */
function paintSmallBars(context, { bars, signed }, { width, height, head, track }) {
  const shown = bars.slice(0, MOST_ROWS);
  const limit = signed ? largest(bars) : 1;
  const step = Math.min(10, height / shown.length);
  const thickness = Math.max(2, Math.floor(step - 2));
  const room = Math.min(width, 84);
  const top = (height - step * shown.length) / 2;
  shown.forEach((value, index) => {
    const y = Math.round(top + index * step);
    context.fillStyle = track;
    context.fillRect(0, y, room, thickness);
    if (value === null) return;
    const length = (Math.abs(value) / limit) * (signed ? room / 2 : room);
    context.fillStyle = css(signed ? (value < 0 ? NEGATIVE : POSITIVE) : headHue(head));
    context.fillRect(signed ? room / 2 - (value < 0 ? length : 0) : 0, y, length, thickness);
  });
}
