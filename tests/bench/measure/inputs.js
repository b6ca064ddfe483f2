// The same seeded numbers for every contestant.

/** @typedef {import('./numbers.js').Size} Size */
/** @typedef {'wq' | 'wk' | 'wv' | 'wo' | 'bq' | 'bk' | 'bv' | 'bo'} WeightName */

/**
 * @typedef {object} Layer
 * @property {Size} size
 * @property {Float32Array} x  [tokens, dModel]
 * @property {Record<WeightName, Float32Array>} weights  [in, out] each
 */

/** @param {number} seed @returns {() => number} uniform in ±1 */
export function generator(seed) {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  };
}

/** @param {Size} size @returns {Layer} */
export function makeLayer(size) {
  const { tokens, dModel } = size;
  const next = generator(tokens * 1009 + dModel);
  /** @param {number} count @param {number} spread */
  const numbers = (count, spread) => Float32Array.from({ length: count }, () => spread * next());
  const matrix = () => numbers(dModel * dModel, Math.sqrt(3 / dModel));
  const bias = () => numbers(dModel, 0.1);
  return {
    size,
    x: numbers(tokens * dModel, 1.7),
    weights: {
      ...{ wq: matrix(), wk: matrix(), wv: matrix(), wo: matrix() },
      ...{ bq: bias(), bk: bias(), bv: bias(), bo: bias() },
    },
  };
}
