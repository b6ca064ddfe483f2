// What changes did to the output of the Query, and to what a model says: measured against the walk without them, never
// claimed.
import { orderOf, refBefore } from './changes.js';
import { classOf } from './run-of-model.js';

/**
 * @typedef {import('./changes.js').Change} Change
 * @typedef {import('./before.js').Reference} Reference
 * @typedef {import('./walk.js').Walk} Walk
 * @typedef {import('./run-of-model.js').RunOfModel} RunOfModel
 * @typedef {{ key: string, values: (words: import('../text/index.js').Words) => Record<string, string | number> }} Fact  a key of the texts and what stands in it
 */

/** Two float32 sums in another order differ by about 1e-7 of their size. */
const ROUNDING = 1e-5;

/** Whether nothing else is changed than where tokens stand, and whether that counts. @param {Change[]} list */
export const isOfPlaces = (list) =>
  list.every(
    (/** @type {import('./changes.js').Parts} */ one) => one.tokens || one.positions === false,
  );

/**
 * @param {{ list: Change[], walk: Walk, modelRun: RunOfModel | null, reference: Reference }} compared
 *   reference: without the changes; of places: without the order alone, where there is one
 * @returns {Fact[]}  one for each sentence
 */
export function factsOf({ list, walk, modelRun, reference }) {
  if (!reference.isThere) return [];
  const predictions = predictionsOf(modelRun, reference);
  const difference = differenceOf(walk, reference, orderOf(list));
  const token = walk.source.tokens[walk.query];
  const values = (/** @type {import('../text/index.js').Words} */ words) => ({
    token,
    difference: words.short(difference.largest),
    size: words.number(difference.size),
  });
  if (isOfPlaces(list)) {
    if (predictions) return [ofPicture(list, predictions)];
    return [{ key: `whatIf.${kindOf(list, walk)}.${seen(list, walk, difference)}`, values }];
  }
  const facts = [];
  if (predictions) {
    const [now, before] = [predictions.now[0], predictions.before[0]];
    const key = now.id === before.id ? 'whatIf.prediction.same' : 'whatIf.prediction.other';
    facts.push({ key, values: valuesOf(predictions) });
  }
  const [now, before] = [walk, reference.walk].map((one) => one.source.readout?.after);
  if (now && before) {
    const key = now.id === before.id ? 'whatIf.nearest.same' : 'whatIf.nearest.other';
    facts.push({ key, values: () => ({ now: now.token, before: before.token }) });
  }
  const also = facts.length ? 'whatIf.also' : 'whatIf.output';
  facts.push({ key: `${also}.${difference.isSame ? 'same' : 'differs'}`, values });
  return facts;
}

/** @param {Walk} walk @param {Reference} reference @param {number[] | null} order */
function differenceOf(walk, reference, order) {
  const [query] = refBefore({ tensor: 'output', index: [walk.query] }, order).index;
  reference.walk.goTo({ query, head: walk.head });
  const now = walk.source.row('output');
  const before = reference.walk.source.row('output');
  const largest = Math.max(...now.map((value, column) => Math.abs(value - before[column])));
  const size = Math.max(...before.map(Math.abs));
  return { largest, size, isSame: largest <= ROUNDING * Math.max(1, size) };
}

/** @param {Change[]} list @param {Walk} walk */
function kindOf(list, { source: { config } }) {
  if (!orderOf(list)) return 'removed';
  return config.positionInfo.type !== 'none' || config.positionInfo.adds ? 'moved' : 'shuffled';
}

/** @param {Change[]} list @param {Walk} walk @param {{ isSame: boolean }} difference */
function seen(list, walk, { isSame }) {
  const isMasked = walk.source.config.maskInfo.type !== 'none';
  if (isSame) return 'same';
  return kindOf(list, walk) === 'shuffled' && isMasked ? 'masked' : 'differs';
}

/** @typedef {import('./run-of-model.js').Prediction} Prediction */

/** @param {RunOfModel | null} modelRun @param {Reference} reference @returns {{ now: Prediction[], before: Prediction[] } | null} */
function predictionsOf(modelRun, reference) {
  const [now, before] = [modelRun?.predictions ?? [], reference.modelRun?.predictions ?? []];
  return now.length && before.length ? { now, before } : null;
}

/** @param {Change[]} list @param {{ now: Prediction[], before: Prediction[] }} predictions @returns {Fact} */
function ofPicture(list, predictions) {
  const { now, before } = predictions;
  const shares = new Map(before.map(({ id, probability }) => [id, probability]));
  const difference = Math.max(
    ...now.map(({ id, probability }) => Math.abs(probability - (shares.get(id) ?? 0))),
  );
  const shuffled = difference <= ROUNDING ? 'same' : 'differs';
  const hasPositions = list.length === 1;
  const kind = !orderOf(list) ? 'removed' : hasPositions ? 'moved' : shuffled;
  const values = valuesOf(predictions);
  return {
    key: `whatIf.picture.${kind}`,
    values: (words) => ({ ...values(words), difference: words.short(difference) }),
  };
}

/** @param {{ now: Prediction[], before: Prediction[] }} predictions */
const valuesOf =
  ({ now: [now], before: [before] }) =>
  (/** @type {import('../text/index.js').Words} */ words) => ({
    label: classOf(words, now),
    share: words.percent(now.probability),
    before: classOf(words, before),
    beforeShare: words.percent(before.probability),
  });
