// Step 3, scale: every score times 1/√d_k, then soft cap, bias and mask where the layer has them.
import { isLarge } from '../kit/is-large.js';
import { largest } from '../kit/largest.js';
import { brackets, fraction, i, indexed, n, o, root, row, scaled, sub, word } from '../kit/math.js';
import { onDemand } from '../on-demand.js';
import { hasOffsetBias } from '../kit/offsets.js';
import { perKey } from '../kit/per-key.js';
import { headRef } from '../../walk/source.js';

/** All that this layer does to a score. @param {import('../../walk/source.js').Source} source @param {import('../kit/step.js').Words} words */
function formula({ config }, words) {
  const { softcap, maskInfo, positionInfo } = config;
  const factor = words.number(config.scale, 3);
  let math = isUsual(config)
    ? fraction(indexed('s', 'ij'), root)
    : row(n(factor), o('·'), indexed('s', 'ij'));
  let inner = words.say(isUsual(config) ? 'formula.scale.root' : 'formula.scale.factor', {
    factor,
  });
  if (softcap) {
    const cap = words.plain(softcap);
    math = row(n(cap), o('·'), word('tanh'), brackets(fraction(math, n(cap))));
    inner = words.say('formula.scale.cap', { cap, inner });
  }
  const add = (/** @type {string} */ key, /** @type {string} */ term) => {
    math += o('+') + term;
    inner += words.say(key);
  };
  if (positionInfo.biases && positionInfo.byOffset)
    add('formula.scale.distance', sub(i('b'), row(i('j'), o('−'), i('i'))));
  else if (positionInfo.biases) add('formula.scale.pair', indexed('b', 'ij'));
  if (maskInfo.type !== 'none') add('formula.scale.mask', indexed('m', 'ij'));
  return { reading: words.say('formula.scale', { inner }), math: row(scaled('ij'), o('='), math) };
}

/** @type {import('../kit/step.js').Step} */
export const scale = {
  id: 'scale',
  lead(source) {
    const { values, bias } = source.step('scale');
    if (values.includes(null)) return 'lead.scale.masked';
    if (hasOffsetBias(source)) return 'lead.scale.distance';
    return bias ? 'lead.scale.biased' : 'lead.scale';
  },
  formula,
  example: ({ head, query, strongest }) => headRef('scaled', head, query, strongest),
  draw(source, layout) {
    const shown = scaleOf(source, layout);
    layout.legend(layout.say('scene.scores'), 'signed', shown.limit);
    if (layout.tab === 'distance') onDemand.offsetBiasCharts?.(source, layout);
    else perKey(source, layout, shown);
  },
  tabs: (source) => ['scores', ...(hasOffsetBias(source) && !isLarge(source) ? ['distance'] : [])],
  thumbnail: (source, keys) => ({ bars: keys(source.row('scaled', source.head)), signed: true }),
};

/**
 * The way of a score: times the factor, through the cap, plus the bias.
 * @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout
 * @param {boolean} [isWhole]  also what a row for every key has no room for
 * @returns {import('../kit/per-key.js').PerKey & { limit: number }}
 */
export function scaleOf(source, { say, words, narrow }, isWhole = false) {
  const { head } = source;
  const scores = source.row('scores', head);
  const step = source.step('scale', head);
  const limit = largest(
    source.heads.map((one) => [source.row('scores', one), source.row('scaled', one)]),
  );
  const factor = factorText(source.config, words);
  const isPlain = !step.multiplied;
  const signed = /** @type {const} */ ({ kind: 'column', ramp: 'signed', limit });
  /** @type {import('../kit/per-key.js').Part[]} */
  const parts = [
    { ...signed, tensor: 'scores', name: say('scene.score'), values: scores },
    { kind: 'sign', text: factor, short: '→', each: true },
  ];
  const between = { ...signed, ...(isWhole && { narrow: false }) };
  if (step.multiplied && (isWhole || !step.capped)) {
    const name = narrow || isWhole ? factor : say('scene.scaled');
    parts.push({ ...between, tensor: 'multiplied', name, values: step.multiplied });
  }
  if (step.capped) {
    parts.push({ ...between, tensor: 'capped', name: say('scene.capped'), values: step.capped });
  }
  if (step.bias) {
    parts.push({ kind: 'sign', text: '+', short: '+', each: true });
    parts.push({ ...signed, tensor: 'bias', name: say('scene.bias'), values: step.bias });
  }
  if (!isPlain) parts.push({ kind: 'sign', text: '=', short: '=', each: true });
  const outline = isPlain ? 'scene.scaled.outline' : 'scene.scaled.caption';
  parts.push({
    kind: 'bars',
    tensor: 'scaled',
    name: say('scene.scaled'),
    caption: say(outline),
    short: say(isPlain ? 'scene.scaled.outline.short' : 'scene.scaled'),
    listed: say(outline),
    values: step.values,
    from: isPlain ? scores : null,
    labels: step.values.map((value) => words.number(value)),
    ramp: 'signed',
    limit,
  });
  return { parts, limit };
}

/** Whether it is 1/√dₖ. @param {import('../../walk/source.js').Source['config']} config */
export const isUsual = ({ scale: factor, headDim }) =>
  Math.abs(factor - 1 / Math.sqrt(headDim)) < 1e-6;

/** @param {import('../../walk/source.js').Source['config']} config @param {import('../../text/index.js').Words} words */
const factorText = (config, words) =>
  isUsual(config) ? `÷ √${config.headDim}` : `× ${words.number(config.scale, 3)}`;
