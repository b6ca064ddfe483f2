// Who made an output: what each token added to it through each head, measured along the output's own direction, so that
// the shares add up to its length.

/**
 * @typedef {{ share: number, size: number }} Share  share: along the output, signed; size: of the vector itself
 * @typedef {object} OutputShares
 * @property {number} length  of the output: what all shares, with the bias, add up to
 * @property {Share[][]} cells  [head][key]
 * @property {Share[]} byKey  all heads together
 * @property {Share[]} byHead  all keys together
 * @property {Share | null} bias
 * @property {Share | null} input  of the row that the output is added to, where it is; not a part of the output
 * @property {number} largest  size of what a token added, through a head or through all, > 0
 */

/**
 * @param {import('../engine/engine.js').Tensor} contributions  [heads, keys, width] of one query
 * @param {ArrayLike<number>} output
 * @param {{ bias: ArrayLike<number> | null, input: ArrayLike<number> | null }} more
 * @returns {OutputShares}
 */
export function outputShares({ shape: [heads, keys, width], data }, output, { bias, input }) {
  const direction = Array.from(output);
  const length = Math.hypot(...direction);
  /** @param {ArrayLike<number>} vector @returns {Share} */
  const measured = (vector) => {
    const dot = direction.reduce((sum, one, at) => sum + one * vector[at], 0);
    return { share: length > 0 ? dot / length : 0, size: Math.hypot(...Array.from(vector)) };
  };
  const vectorOf = (/** @type {number} */ head, /** @type {number} */ key) =>
    data.subarray((head * keys + key) * width, (head * keys + key + 1) * width);
  const range = (/** @type {number} */ count) => Array.from({ length: count }, (_, at) => at);
  const sum = (/** @type {Float32Array[]} */ vectors) =>
    direction.map((_, at) => vectors.reduce((all, vector) => all + vector[at], 0));
  const cells = range(heads).map((head) => range(keys).map((key) => measured(vectorOf(head, key))));
  const byKey = range(keys).map((key) =>
    measured(sum(range(heads).map((head) => vectorOf(head, key)))),
  );
  const byHead = range(heads).map((head) =>
    measured(sum(range(keys).map((key) => vectorOf(head, key)))),
  );
  const all = [...cells.flat(), ...byKey];
  return {
    ...{ length, cells, byKey, byHead },
    bias: bias && measured(bias),
    input: input && measured(input),
    largest: Math.max(1e-30, ...all.map(({ size }) => size)),
  };
}
