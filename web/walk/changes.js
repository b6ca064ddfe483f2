// What a reader changes about what is given, as one list: numbers, the scale of the scores, masks, heads, order and
// positions. The core applies them; here a list is made out of another. A change of a model's first layer, or of a
// single one, names no layer.

/**
 * @typedef {import('../engine/spec-types.js').ModelChange} Change
 * @typedef {import('../engine/engine.js').ValueRef} Ref
 * @typedef {Record<string, any>} Parts  a change of any kind
 */

/** What a change is about: of each such thing a list has one at most. @param {Change} change */
export function subjectOf(change) {
  const { ref, mask, head, layer = 0, ...kind } = /** @type {Parts} */ (change);
  const about = ref
    ? [ref.tensor, ref.head, ...ref.index].join()
    : mask?.query !== undefined
      ? `cell ${mask.query} ${mask.key} ${mask.head ?? ''}`
      : mask !== undefined
        ? 'mask'
        : 'gate' in kind
          ? `gate ${head}`
          : Object.keys(kind)[0];
  return `${layer} ${about}`;
}

/** The list with another change of the same thing in its place, or behind it. @param {Change[]} list @param {Change} change */
export function withChange(list, change) {
  const subject = subjectOf(change);
  const at = list.findIndex((one) => subjectOf(one) === subject);
  // Another mask or scale takes the place of the layer's, and would undo what was added to it before.
  if (at < 0 && ('mask' in change || 'scale' in change)) return [change, ...list];
  return at < 0 ? [...list, change] : list.map((one, place) => (place === at ? change : one));
}

/** The list without what is changed about the same thing. @param {Change[]} list @param {Change} change */
export const withoutChange = (list, change) =>
  list.filter((one) => subjectOf(one) !== subjectOf(change));

/** The change of a kind, in a layer. @param {Change[]} list @param {string} kind @param {number} [layer] @returns {Parts | undefined} */
export const ofKind = (list, kind, layer = 0) =>
  list.find((/** @type {Parts} */ one) => kind in one && (one.layer ?? 0) === layer);

/** The order of the tokens; null as given. @param {Change[]} list @returns {number[] | null} */
export const orderOf = (list) => ofKind(list, 'tokens')?.tokens ?? null;

/** What another input of the same shape can keep: all but numbers of an input, and places in it. @param {Change[]} list */
export const kept = (list) =>
  list.filter((/** @type {Parts} */ { ref, tokens, mask }) =>
    ref ? isOfLayer(ref) : !tokens && mask?.query === undefined,
  );

/** @param {Ref} ref */
const isOfLayer = ({ tensor }) => /^[wb][qkvo]$|orm(Weight|Bias)$/.test(tensor);

/** As a model takes them: each names its layer, but for what concerns the input. @param {Change[]} list */
export const forModel = (list) =>
  list.map((/** @type {Parts} */ one) =>
    one.tokens || one.positions !== undefined ? one : { layer: 0, ...one },
  );

/** As the page keeps them: the first layer is no layer, and an order that changes nothing is none. @param {Change[]} list @returns {Change[]} */
export const plain = (list) =>
  list
    .filter(
      (/** @type {Parts} */ { tokens }) =>
        !tokens?.every((/** @type {number} */ place, /** @type {number} */ at) => place === at),
    )
    .map(
      (/** @type {Parts} */ { layer, ...one }) =>
        /** @type {any} */ (layer ? { ...one, layer } : one),
    );

/** An order of so many tokens, each once. @param {number[]} order @param {number} length */
export const isOrder = (order, length) =>
  order.length === length &&
  new Set(order).size === length &&
  order.every((place) => place >= 0 && place < length);

/** Tensors whose first index is a token, and those whose second is one, too. */
const BY_TOKEN =
  /^(embedding|hidden|x|[qkv](Projected)?|z|concat|output(ByToken)?|residual|headOutput|max|total|embedded)$/;
const BY_PAIR =
  /^(scores|multiplied|capped|scaled|exponentials|weights|products|weighted|(headC|c)ontributions|maskBias)$/;

/** The same number, where its token stood before. @param {Ref} ref @param {number[] | null} order */
export function refBefore(ref, order) {
  if (!order) return ref;
  const counts = BY_PAIR.test(ref.tensor) ? 2 : BY_TOKEN.test(ref.tensor) ? 1 : 0;
  return { ...ref, index: ref.index.map((place, at) => (at < counts ? order[place] : place)) };
}
