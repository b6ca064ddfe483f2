// Puts states and references into words: titles, leads, names of numbers. Text comes from words.js.
import { STEPS } from './index.js';
import { hasOffsetBias } from './kit/offsets.js';
import { onDemand } from './on-demand.js';
import { factorOf } from './scale/step.js';
import { subscript, weightName } from '../text/numbers.js';

/**
 * @typedef {import('../walk/source.js').Source} Source
 * @typedef {import('../engine/engine.js').ValueRef} Ref
 * @typedef {import('../walk/steps.js').StepId} StepId
 * @typedef {import('../text/index.js').Words} Words
 */

/** @param {Words} words @param {Source} source @returns {Record<string, string | number>} */
function stepValues(words, source) {
  const { config, tokens, keys, head, query, grid } = source;
  const weights = source.row('weights', head);
  const { kind, factor } = factorOf(source, words);
  const side = grid?.image ? grid.image.width / grid.columns : 0;
  const strongest = weights.indexOf(Math.max(...weights));
  return {
    head: head + 1,
    headIndex: subscript(head + 1),
    token: tokens[query],
    dModel: config.dModel,
    layer: (source.origin?.layer ?? 0) + 1,
    side,
    pixels: side * side,
    numLayers: source.origin?.numLayers ?? 1,
    numHeads: config.numHeads,
    valueDim: config.valueDim,
    width: config.valueDim * config.numHeads,
    scaling: words.say(`scaling.${kind}`, {
      headDim: config.headDim,
      root: Number(Math.sqrt(config.headDim).toFixed(2)),
      factor,
    }),
    // Heads that share keys and values have only their queries for themselves.
    weights: [...(config.numKvHeads < config.numHeads ? 'q' : 'qkv')].map(weightName).join(', '),
    strongest: keys[strongest] ?? '',
    share: strongest < 0 ? '' : words.percent(weights[strongest]),
  };
}

/** @param {Words} words @param {StepId} step @param {Source} source */
export const titleOf = (words, step, source) =>
  words.say(STEPS[step].title?.(source) ?? `title.${step}`, stepValues(words, source));

/** @param {Words} words @param {StepId} step @param {Source} source */
export function leadOf(words, step, source) {
  const values = stepValues(words, source);
  const lead =
    onDemand.leadOfParts?.(step, source, words, values) ??
    words.say(STEPS[step].lead(source), values);
  const joined = (/** @type {string} */ first, /** @type {string} */ second) =>
    words.say('join.sentences', { first, second });
  if (step === 'scores' && source.head) return joined(words.say('lead.again', values), lead);
  if (step === 'softmax' && source.config.weightsInfo.type === 'seeded') {
    return joined(lead, words.say(hasOffsetBias(source) ? 'lead.seeded.bias' : 'lead.seeded'));
  }
  return lead;
}

/** @param {Words} words @param {StepId} step @param {Source} source */
export const formulaOf = (words, step, source) =>
  onDemand.formulaOfParts?.(step, source, words) ?? STEPS[step].formula(source, words);

/** @param {Words} words @param {Source} source */
export function originOf(words, { config }) {
  const { type, seed = '', label } = config.weightsInfo;
  const given = label ? words.say('trained', { origin: label }) : words.say('own');
  const weights = type === 'seeded' ? words.say('seeded', { seed }) : given;
  const { origin } = config.positionInfo;
  return origin ? `${weights} · ${words.say('distanceBias', { origin })}` : weights;
}

const KEY_ROWS = /^(k|v|context)/;

/** Which index of a tensor counts offsets. @type {Record<string, number>} */
const OFFSET_INDEX = { offsetBias: 0, kTurned: 1, offsetScores: 2 };

/** @param {Words} words @param {number} offset */
function offsetOf(words, offset) {
  if (offset === 0) return words.say('offset.same');
  const side = offset > 0 ? 'after' : 'before';
  const key = Math.abs(offset) === 1 ? `offset.one.${side}` : `offset.${side}`;
  return words.say(key, { places: Math.abs(offset) });
}

/**
 * Name of one number, e.g. `score of “like” for “I”, head 1`.
 * @param {Words} words @param {Ref} ref @param {Source} source
 */
export function nameOf(words, { tensor, head, index }, source) {
  const { tokens, keys, grid, words: known } = source;
  const last = index[index.length - 1];
  const column = last + 1;
  if (/^w[qkvo]$/.test(tensor)) {
    const name = weightName(tensor[1]);
    return words.say('ref.weight', { name, rowIndex: index[0] + 1, column });
  }
  if (/^b[qkvo]$/.test(tensor)) return words.say('ref.bias', { name: tensor, column });
  const names = KEY_ROWS.test(tensor) ? keys : tokens;
  const place = tensor === 'patches' ? index[0] + (grid?.prefix ?? 0) : index[0];
  // Of an RMS norm, which has no mean.
  const isRms = /ormDeviation$/.test(tensor) && !source.has(tensor.replace('Deviation', 'Mean'));
  const key = isRms ? `rms.${tensor}` : `ref.${tensor}`;
  return words.say(tensor === 'bias' ? 'ref.biasOf' : key, {
    row: names[place] ?? index[0],
    rowIndex: /^(patchWeight|scoreMix|weightMix)$/.test(tensor) ? index[0] + 1 : index[0],
    key: keys[index[1]] ?? '',
    other: tokens[index[1]] ?? '',
    word: known.get(index[tensor === 'wordVector' ? 0 : 1]) ?? last,
    offset: offsetOf(words, (index[OFFSET_INDEX[tensor]] ?? 0) - (tokens.length - 1)),
    column: tensor === 'positionSimilarity' ? last : column,
    head: (head ?? 0) + 1,
    headIndex: subscript((head ?? 0) + 1),
  });
}
