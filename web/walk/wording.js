// Puts states and references into words: titles, leads, names of numbers. Text comes from strings.js.
import { formatNumber, formatPercent, subscript } from './format.js';
import { phrase } from './strings.js';

/**
 * @typedef {import('../engine/engine.js').Trace} Trace
 * @typedef {import('../engine/engine.js').ValueRef} Ref
 * @typedef {import('./steps.js').StepId} StepId
 * @typedef {Record<string, string>} Strings
 */

/** @param {Trace} trace @param {number} head @returns {Record<string, string | number>} */
function stepValues(trace, head) {
  const { config, tokens } = trace;
  const keys = trace.contextTokens ?? tokens;
  const softmax = trace.steps.find((step) => step.id === 'softmax' && step.head === head);
  const weights = softmax?.id === 'softmax' ? softmax.values : [];
  const strongest = weights.indexOf(Math.max(...weights));
  const isUsual = Math.abs(config.scale - 1 / Math.sqrt(config.headDim)) < 1e-6;
  return {
    head: head + 1,
    headIndex: subscript(head + 1),
    token: tokens[config.query],
    dModel: config.dModel,
    numHeads: config.numHeads,
    valueDim: config.valueDim,
    width: config.valueDim * config.numHeads,
    factor: isUsual
      ? `1/√d_k = 1/√${config.headDim} = ${formatNumber(config.scale, 3)}`
      : formatNumber(config.scale, 3),
    strongest: keys[strongest] ?? '',
    share: strongest < 0 ? '' : formatPercent(weights[strongest]),
  };
}

/** @param {StepId} step @param {Trace} trace @param {number} head */
function leadKey(step, trace, head) {
  const found = trace.steps.find(
    (one) => one.id === step && (!('head' in one) || one.head === head),
  );
  if (found?.id === 'input' && found.position) return 'lead.input.position';
  if (step === 'project' && trace.config.position.startsWith('rope')) return 'lead.project.rotated';
  if (found?.id === 'scale' && found.values.includes(/** @type {any} */ (null)))
    return 'lead.scale.masked';
  if (found?.id === 'scale' && found.bias) return 'lead.scale.biased';
  return `lead.${step}`;
}

/** @param {Strings} strings @param {StepId} step @param {Trace} trace @param {number} head */
export const titleOf = (strings, step, trace, head) =>
  phrase(strings, `title.${step}`, stepValues(trace, head));

/** @param {Strings} strings @param {StepId} step @param {Trace} trace @param {number} head */
export const leadOf = (strings, step, trace, head) =>
  phrase(strings, leadKey(step, trace, head), stepValues(trace, head));

/** @param {Strings} strings @param {Trace} trace */
export function originOf(strings, trace) {
  const origin = trace.config.weights;
  return origin.startsWith('seed') ? phrase(strings, 'seeded', { origin }) : phrase(strings, 'own');
}

const WEIGHTS = { wq: 'Wq', wk: 'Wk', wv: 'Wv', wo: 'Wo' };
const BIASES = { bq: 'bq', bk: 'bk', bv: 'bv', bo: 'bo' };
const KEY_ROWS = new Set(['k', 'kProjected', 'v', 'context']);

/**
 * Name of one number, e.g. `score of “like” for “I”, head 1`.
 * @param {Strings} strings @param {Ref} ref @param {Trace} trace
 */
export function nameOf(strings, { tensor, head, index }, trace) {
  const keys = trace.contextTokens ?? trace.tokens;
  const last = index[index.length - 1];
  if (tensor in WEIGHTS) {
    const name = WEIGHTS[/** @type {keyof typeof WEIGHTS} */ (tensor)];
    return phrase(strings, 'ref.weight', { name, rowIndex: index[0], column: last });
  }
  if (tensor in BIASES) return phrase(strings, 'ref.bias', { name: tensor, column: last });
  return phrase(strings, tensor === 'bias' ? 'ref.biasOf' : `ref.${tensor}`, {
    row: (KEY_ROWS.has(tensor) ? keys : trace.tokens)[index[0]] ?? index[0],
    rowIndex: index[0],
    key: keys[index[1]] ?? '',
    column: last,
    head: (head ?? 0) + 1,
    headIndex: subscript((head ?? 0) + 1),
  });
}
