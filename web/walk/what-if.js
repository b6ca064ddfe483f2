// What a reader may change about an input without writing one: leave its positions out, and put its tokens in another
// order. The words, the weights and the word that asks stay the same.

/**
 * @typedef {import('./walk.js').WalkInput} WalkInput
 * @typedef {{ positions: boolean, order: number[] | null }} WhatIf  order: which given token stands at each place; null as given
 *   positions: false leaves them out; order: which of the given tokens stands at each place, null = as given
 */

/** @type {Readonly<WhatIf>} */
export const AS_GIVEN = Object.freeze({ positions: true, order: null });

/** @param {WhatIf} whatIf */
export const isAsGiven = ({ positions, order }) => positions && !order;

/** @param {WalkInput} input */
export const hasPositions = ({ position = 'none' }) => (position.type ?? position) !== 'none';

/** Number of tokens. @param {WalkInput} input */
export const lengthOf = (input) => input.tokens?.length ?? rowsOf(input).length;

/**
 * The input as it would be; whatever does not fit it is left out.
 * @param {WalkInput} input
 * @param {WhatIf} whatIf
 * @returns {WalkInput}
 */
export function changed(input, { positions, order }) {
  if (isAsGiven({ positions, order })) return input;
  const next = { ...input };
  if (!positions) next.position = 'none';
  if (!order) return next;
  next.tokens = order.map((place) => String(input.tokens?.[place] ?? place));
  if (input.x) next.x = order.map((place) => rowsOf(input)[place]);
  if (input.query !== undefined)
    next.query = order.indexOf(Math.min(input.query, order.length - 1));
  return next;
}

/** Where the token at a place stood as given. @param {WhatIf} whatIf @param {number} place */
export const givenPlace = ({ order }, place) => order?.[place] ?? place;

/** An order that does not fit is none, and so is the given one. @param {unknown} order @param {number} length @returns {number[] | null} */
function checkedOrder(order, length) {
  if (!Array.isArray(order) || order.length !== length) return null;
  const places = new Set(order);
  const isWhole = order.every((place) => Number.isInteger(place) && place >= 0 && place < length);
  const moves = order.some((place, index) => place !== index);
  return isWhole && places.size === length && moves ? order : null;
}

/** @param {WhatIf} whatIf @returns {import('./permalink.js').LinkState} */
export const whatIfToLink = ({ positions, order }) => ({
  noPositions: !positions,
  order: order?.join(','),
});

/** Not checked against any input yet. @param {import('./permalink.js').LinkState} link @returns {WhatIf} */
export function whatIfOfLink({ noPositions, order = '' }) {
  const isList = /^\d+(,\d+)*$/.test(String(order));
  return { positions: !noPositions, order: isList ? String(order).split(',').map(Number) : null };
}

/** Only what an input can have. @param {WhatIf} whatIf @param {WalkInput} input @returns {WhatIf} */
export const fitted = ({ positions, order }, input) => ({
  positions: positions || !hasPositions(input),
  order: checkedOrder(order, lengthOf(input)),
});

/** The rows of x, which may also come as one long list. @param {WalkInput} input @returns {ArrayLike<number>[]} */
function rowsOf({ x, dModel }) {
  if (!x) return [];
  if (typeof x[0] !== 'number') return x;
  return Array.from({ length: x.length / dModel }, (_, row) =>
    x.slice(row * dModel, (row + 1) * dModel),
  );
}
