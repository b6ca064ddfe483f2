// Step 3, scale: every score times 1/√d_k, then soft cap, bias and mask where the layer has them.
import { column } from '../kit/column.js';
import { CAPTION, largest } from '../kit/layout.js';
import { offsetBiasCharts } from '../kit/offset-map.js';
import { headRef } from '../../walk/source.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout */
export function scaleScene(source, layout) {
  const { head, query } = source;
  const scores = source.row('scores', head);
  const step = source.step('scale', head);
  const limit = largest(
    source.heads.map((one) => [source.row('scores', one), source.row('scaled', one)]),
  );
  layout.legend('scores', 'signed', limit);
  const at = (/** @type {string} */ tensor) => (/** @type {number} */ row) =>
    headRef(tensor, head, query, row);
  const y = CAPTION;
  const cellWidth = layout.narrow ? 46 : 68;
  const operator = layout.narrow ? 20 : 56;
  const middle = y + (layout.rowHeight - layout.gap) / 2;
  const shared = { y, cellWidth, limit, head };

  layout.rowNames(y);
  let x = column(layout, {
    ...shared,
    name: 'score',
    x: layout.labelWidth,
    values: scores,
    ref: at('scores'),
  });
  const factor = factorText(source.config, layout.words);
  const multiply = (/** @type {string} */ sign) => {
    scores.forEach((_, row) =>
      layout.symbol(
        x + operator / 2,
        middle + row * layout.rowHeight,
        layout.rowHeight < 20 && row ? '' : sign,
      ),
    );
    x += operator;
  };
  multiply(layout.narrow ? '→' : factor);
  if (step.capped) {
    x = column(layout, { ...shared, name: 'capped', x, values: step.capped, ref: at('capped') });
  } else if (step.multiplied) {
    x = column(layout, {
      ...shared,
      name: layout.narrow ? factor : 'scaled',
      x,
      values: step.multiplied,
      ref: at('multiplied'),
    });
  }
  if (step.bias) {
    multiply('+');
    x = column(layout, { ...shared, name: 'bias', x, values: step.bias, ref: at('bias') });
  }
  if (step.multiplied) multiply('=');
  const numberWidth = 58;
  const isPlain = !step.multiplied;
  if (isPlain || layout.width - x > 140) {
    layout.bars({
      name: 'scaled',
      caption: isPlain
        ? `${layout.narrow ? '' : 'scaled score '}(outline: before)`
        : 'scaled score',
      x,
      y,
      width: layout.width - x - numberWidth,
      values: step.values,
      from: isPlain ? scores : null,
      labels: step.values.map((value) => layout.words.number(value)),
      ref: at('scaled'),
      ramp: 'signed',
      limit,
      head,
      labelWidth: numberWidth,
      reveals: true,
    });
  } else {
    column(layout, { ...shared, name: 'scaled', x, values: step.values, ref: at('scaled') });
  }
  offsetBiasCharts(source, layout);
  return layout.finish();
}

/** @param {import('../../walk/source.js').Source['config']} config @param {import('../../text/index.js').Words} words */
export function factorText({ scale, headDim }, words) {
  const isUsual = Math.abs(scale - 1 / Math.sqrt(headDim)) < 1e-6;
  return isUsual ? `÷ √${headDim}` : `× ${words.number(scale, 3)}`;
}
