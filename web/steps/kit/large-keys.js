// Which of many keys are spelled out: the ones with most weight, and the one that the reader points at.

/**
 * @typedef {import('../../walk/source.js').Source} Source
 * @typedef {import('./large-layout.js').LargeLayout} LargeLayout
 * @typedef {{ keys: number[], rest: number[], selected: number }} ListedKeys
 *   keys: in order of weight, the selected one at the end where it is not among them; rest: all others
 */

const MOST_KEYS = 8;

/** Tensors whose second index is a key. */
const BY_KEY = new Set([
  ...['products', 'scores', 'multiplied', 'capped', 'bias', 'positionBias', 'maskBias', 'scaled'],
  ...['exponentials', 'weights', 'weighted', 'contributions'],
]);
const KEY_ROWS = new Set(['k', 'v', 'kProjected']);

/** The key that a number belongs to; null for numbers of the query alone. @param {Source} source @param {import('../../walk/source.js').Ref} ref */
function keyOf({ query }, { tensor, index }) {
  if (KEY_ROWS.has(tensor)) return index[0];
  return BY_KEY.has(tensor) && index[0] === query ? index[1] : null;
}

/** All keys, those with the largest number first. @param {ArrayLike<number | null>} values */
export const ranked = (values) =>
  Array.from(values, (_, key) => key).sort(
    (a, b) => (values[b] ?? -Infinity) - (values[a] ?? -Infinity),
  );

/** By weight, which one scene asks for many times. @type {WeakMap<Source, ListedKeys>} */
const byWeight = new WeakMap();

/** Those with most weight. @param {Source} source @returns {ListedKeys} */
export function listedKeys(source) {
  const kept = byWeight.get(source) ?? listedBy(source, source.row('weights', source.head));
  byWeight.set(source, kept);
  return kept;
}

/**
 * @param {Source} source
 * @param {ArrayLike<number>} values  that order the keys
 * @returns {ListedKeys}
 */
export function listedBy(source, values) {
  const order = ranked(values);
  const pointed = source.pointed
    .map((ref) => keyOf(source, ref))
    .find((key) => key !== null && key < order.length);
  const selected = pointed ?? order[0];
  const top = order.slice(0, MOST_KEYS);
  // The last row is the pointed key's when it is not one of the strongest: pointing changes no height.
  const last = top.includes(selected) ? order[MOST_KEYS] : selected;
  const keys = last === undefined ? top : [...top, last];
  return { keys, rest: order.filter((key) => !keys.includes(key)), selected };
}

/** Names beside the rows of the listed keys. @param {LargeLayout} layout @param {Source} source @param {number[]} keys @param {number} y @param {number} [x] */
export function keyNames(layout, source, keys, y, x = 0) {
  keys.forEach((key, row) => {
    layout.tokenName({
      index: key,
      text: source.keys[key],
      x,
      y: y + row * layout.rowHeight,
      height: layout.rowHeight - layout.gap,
    });
  });
}

/**
 * How many keys are not listed, and in softmax their weight together.
 * @param {LargeLayout} layout @param {Source} source @param {number[]} rest @param {boolean} isWeight @param {number} left  of the names @param {number} y  baseline
 */
export function restLine(layout, source, rest, isWeight, left, y) {
  if (!rest.length) return;
  const weights = source.row('weights', source.head);
  const share = rest.reduce((sum, key) => sum + weights[key], 0);
  const text = layout.say(isWeight ? 'scene.rest' : 'scene.rest.keys', {
    count: rest.length,
    share: layout.words.percent(share),
  });
  layout.text(layout.narrow ? 0 : left + layout.labelWidth, y, text, 'caption');
}

/** Sum of some rows, column by column. @param {ArrayLike<number>[]} rows @param {number[]} which */
export function summed(rows, which) {
  const sum = new Float32Array(rows[0].length);
  for (const row of which) {
    for (let column = 0; column < sum.length; column += 1) sum[column] += rows[row][column];
  }
  return sum;
}
