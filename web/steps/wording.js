// Puts states and references into words: titles, leads, names of numbers. Text comes from words.js.
import { STEPS } from './index.js';
import { subscript } from '../text/numbers.js';

/**
 * @typedef {import('../walk/source.js').Source} Source
 * @typedef {import('../engine/engine.js').ValueRef} Ref
 * @typedef {import('../walk/steps.js').StepId} StepId
 * @typedef {import('../text/index.js').Words} Words
 */

/** @param {Words} words @param {Source} source @returns {Record<string, string | number>} */
function stepValues(words, source) {
  const { config, tokens, keys, head, query } = source;
  const weights = source.row('weights', head);
  const strongest = weights.indexOf(Math.max(...weights));
  const isUsual = Math.abs(config.scale - 1 / Math.sqrt(config.headDim)) < 1e-6;
  return {
    head: head + 1,
    headIndex: subscript(head + 1),
    token: tokens[query],
    dModel: config.dModel,
    layer: (source.origin?.layer ?? 0) + 1,
    numLayers: source.origin?.numLayers ?? 1,
    numHeads: config.numHeads,
    valueDim: config.valueDim,
    width: config.valueDim * config.numHeads,
    factor: isUsual
      ? `1/√d_k = 1/√${config.headDim} = ${words.number(config.scale, 3)}`
      : words.number(config.scale, 3),
    strongest: keys[strongest] ?? '',
    share: strongest < 0 ? '' : words.percent(weights[strongest]),
  };
}

/** @param {Words} words @param {StepId} step @param {Source} source */
export const titleOf = (words, step, source) =>
  words.say(`title.${step}`, stepValues(words, source));

/** @param {Words} words @param {StepId} step @param {Source} source */
export const leadOf = (words, step, source) =>
  words.say(STEPS[step].lead(source), stepValues(words, source));

/** @param {Words} words @param {Source} source */
export function originOf(words, { config }) {
  const { type, seed = '', label } = config.weightsInfo;
  const given = label ? words.say('trained', { origin: label }) : words.say('own');
  const weights = type === 'seeded' ? words.say('seeded', { seed }) : given;
  const { origin } = config.positionInfo;
  return origin ? `${weights} · ${words.say('distanceBias', { origin })}` : weights;
}

const WEIGHTS = { wq: 'Wq', wk: 'Wk', wv: 'Wv', wo: 'Wo' };
const BIASES = { bq: 'bq', bk: 'bk', bv: 'bv', bo: 'bo' };
const KEY_ROWS = new Set(['k', 'kProjected', 'kTurned', 'v', 'context']);

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
export function nameOf(words, { tensor, head, index }, { tokens, keys }) {
  const last = index[index.length - 1];
  if (tensor in WEIGHTS) {
    const name = WEIGHTS[/** @type {keyof typeof WEIGHTS} */ (tensor)];
    return words.say('ref.weight', { name, rowIndex: index[0], column: last });
  }
  if (tensor in BIASES) return words.say('ref.bias', { name: tensor, column: last });
  return words.say(tensor === 'bias' ? 'ref.biasOf' : `ref.${tensor}`, {
    row: (KEY_ROWS.has(tensor) ? keys : tokens)[index[0]] ?? index[0],
    rowIndex: index[0],
    key: keys[index[1]] ?? '',
    other: tokens[index[1]] ?? '',
    offset: offsetOf(words, (index[OFFSET_INDEX[tensor]] ?? 0) - (tokens.length - 1)),
    column: last,
    head: (head ?? 0) + 1,
    headIndex: subscript((head ?? 0) + 1),
  });
}
