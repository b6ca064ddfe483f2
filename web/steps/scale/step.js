// Step 3, scale: every score times 1/√d_k, then soft cap, bias and mask where the layer has them.
import { isLarge } from '../kit/is-large.js';
import { largest } from '../kit/largest.js';
import { brackets, fraction, i, indexed, n, o, root, row, scaled, sub, word } from '../kit/math.js';
import { onDemand } from '../on-demand.js';
import { hasOffsetBias } from '../kit/offsets.js';
import { perKey } from '../kit/per-key.js';
import { headRef } from '../../walk/source.js';

/** All that this layer does to a score. @param {import('../../walk/source.js').Source} source @param {import('../kit/step.js').Words} words */
function formula(source, words) {
  const { softcap, maskInfo, positionInfo } = source.config;
  const { kind, factor } = factorOf(source, words);
  const score = indexed('s', 'ij');
  let math =
    kind === 'factor'
      ? row(n(factor), o('·'), score)
      : fraction(score, kind === 'root' ? root : n(factor));
  let inner = words.say(`formula.scale.${kind}`, { factor });
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
  const { text: factor } = factorOf(source, words);
  const isPlain = !step.multiplied;
  const signed = /** @type {const} */ ({ kind: 'column', ramp: 'signed', limit });
  /** @type {import('../kit/per-key.js').Part[]} */
  const parts = [
    { ...signed, tensor: 'scores', name: say('scene.score'), values: scores },
    { kind: 'sign', text: factor, short: '→', each: true },
  ];
  const between = { ...signed, ...(isWhole && { narrow: false }) };
  if (step.multiplied && (isWhole || step.mixed || !step.capped)) {
    const name = narrow || isWhole ? factor : say('scene.scaled');
    parts.push({ ...between, tensor: 'multiplied', name, values: step.multiplied });
  }
  if (step.mixed) {
    parts.push({ kind: 'sign', text: say('scene.mix'), short: '→', each: true });
    if (step.capped || step.bias) {
      const name = say('scene.scoresMixed');
      parts.push({ ...between, tensor: 'scoresMixed', name, values: step.mixed });
    }
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

/**
 * What the scores of the shown head are multiplied by: divided where that is the shorter way to say it.
 * @param {import('../../walk/source.js').Source} source @param {import('../../text/index.js').Words} words
 * @returns {{ kind: 'root' | 'factor' | 'divisor', factor: string, text: string }}  root: divided by √dₖ
 */
export function factorOf({ config, head }, words) {
  const { scales, scale: shared, headDim } = config;
  const value = scales?.[head] ?? shared;
  const isRoot = !scales && Math.abs(value - 1 / Math.sqrt(headDim)) < 1e-6;
  const [sign, number] = timesOf(value);
  const factor = words.plain(Number(number.toFixed(3)));
  return {
    kind: isRoot ? 'root' : sign === '÷' ? 'divisor' : 'factor',
    factor,
    text: isRoot ? `÷ √${headDim}` : `${sign} ${factor}`,
  };
}

/** As a reader sees a factor: 0.2 is “÷ 5”. @param {number} factor @returns {['÷' | '×', number]} */
export const timesOf = (factor) =>
  Math.abs(factor) < 1 && factor ? ['÷', 1 / factor] : ['×', factor];
