// What a change is called, in the list of them and in front of what it did.
import { nameOf } from '../../steps/wording.js';
import { factsOf } from '../../walk/change-facts.js';
import { refBefore } from '../../walk/changes.js';

/**
 * @typedef {import('../../walk/changes.js').Change} Change
 * @typedef {import('../../walk/changes.js').Parts} Parts
 * @typedef {import('../../walk/before.js').Reference} Reference
 * @typedef {import('../../text/index.js').Words} Words
 */

/** @param {Parts} change */
function kindOf({ ref, scale, temperature, mask, gate, tokens }) {
  if (ref) return ref.tensor === 'maskBias' ? 'score' : 'number';
  if (scale !== undefined) return scale === 1 ? 'unscaled' : 'scale';
  if (temperature !== undefined) return 'temperature';
  if (gate !== undefined) return gate === 0 ? 'muted' : 'gate';
  if (tokens) return 'order';
  if (mask === undefined) return 'positions';
  return mask === 'causal' ? 'causal' : mask === 'none' ? 'seen' : 'mask';
}

/** @param {Words} words @param {Parts} change @param {Reference} reference  without changes */
function valuesOf(words, change, reference) {
  const { ref, value, scale, temperature, head, gate, layer = 0 } = change;
  const before = ref && reference.value(ref);
  return {
    name:
      ref && reference.isThere ? nameOf(words, refBefore(ref, null), reference.walk.source) : '',
    value: value === null ? words.say('masked') : words.number(value ?? 0),
    before: words.number(before ?? 0),
    scale: words.number(scale ?? 1),
    temperature: words.plain(temperature ?? 1),
    head: (head ?? 0) + 1,
    gate: words.plain(gate ?? 1),
    layer: layer + 1,
  };
}

/** A row of the list. @param {Words} words @param {Change} change @param {Reference} reference @param {boolean} isOfMany  whether its model has several layers */
export function nameOfChange(words, change, reference, isOfMany) {
  const values = valuesOf(words, change, reference);
  const kind = kindOf(change);
  const name = words.say(`change.${kind === 'score' ? 'added' : kind}`, values);
  const isOfInput = 'tokens' in change || 'positions' in change;
  return isOfMany && !isOfInput ? words.say('change.ofLayer', { ...values, name }) : name;
}

/** The beginning of the sentence that tells what changes did. @param {Words} words @param {Change[]} list @param {Reference} reference */
function whatOf(words, list, reference) {
  if (list.length !== 1) {
    const heads = list.every((/** @type {Parts} */ { gate }) => gate === 0);
    return words.say(heads ? 'with.heads' : 'with.several', { count: list.length });
  }
  return words.say(`with.${kindOf(list[0])}`, valuesOf(words, list[0], reference));
}

/**
 * What changes did; empty until the walk without them is there.
 * @param {Words} words
 * @param {{ list: Change[], walk: import('../../walk/walk.js').Walk, modelRun: import('../../walk/run-of-model.js').RunOfModel | null,
 *   reference: Reference, compared: Reference }} of  reference: without changes; compared: what the sentence compares with
 */
export function sentenceOf(words, { list, walk, modelRun, reference, compared }) {
  const what = whatOf(words, list, reference);
  const facts = factsOf({ list, walk, modelRun, reference: compared });
  const said = facts.map(({ key, values }) => words.say(key, { what, ...values(words) }));
  return said.length
    ? said.reduce((first, second) => words.say('join.sentences', { first, second }))
    : '';
}
