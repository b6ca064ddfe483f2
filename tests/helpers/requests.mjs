// Walk inputs that between them use every feature of a layer, on numbers that never change.

/** @typedef {import('../../web/engine/engine.js').WalkInput} WalkInput */
/** @typedef {import('../../web/engine/engine.js').AttentionSpec} AttentionSpec */
/** @typedef {import('../../web/engine/engine.js').RunInput} RunInput */

/**
 * Repeatable numbers between −1 and 1 (mulberry32, a public-domain generator).
 * @param {number} seed
 */
export function numbersFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.fround(((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1);
  };
}

/**
 * @param {number} rows
 * @param {number} columns
 * @param {number} [seed]
 * @returns {number[][]}
 */
export function matrix(rows, columns, seed = 1) {
  const next = numbersFrom(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, next));
}

/**
 * @param {number} length
 * @param {number} [seed]
 * @returns {number[]}
 */
export function vector(length, seed = 1) {
  return matrix(1, length, seed)[0];
}

/**
 * The two arguments of the API that a walk input, as people paste it, stands for.
 * @param {WalkInput} walk
 * @returns {{ spec: AttentionSpec, input: RunInput }}
 */
export function splitWalk(walk) {
  const { id, title, description, query, tokens, x, context, ...spec } = walk;
  const parts = Object.entries({ tokens, x, context });
  const input = Object.fromEntries(parts.filter(([, value]) => value !== undefined));
  return { spec, input };
}

const words = ['Wörter', 'mit', '“quotes”', '🙂', 'mit'];
const layer = { dModel: 8, numHeads: 2, seed: 3 };
const upTo = (/** @type {number} */ length) => Array.from({ length }, (_, index) => index);

/** @type {Record<string, WalkInput>} */
export const featureRequests = {
  'own x without tokens': { ...layer, x: matrix(4, 8) },
  'one token': { ...layer, tokens: ['alone'] },
  'own weights and biases': {
    dModel: 6,
    numHeads: 2,
    x: matrix(3, 6, 5),
    weights: {
      wq: matrix(6, 6, 11),
      wk: matrix(6, 6, 12),
      wv: matrix(6, 6, 13),
      wo: matrix(6, 6, 14),
      bq: vector(6, 15),
      bk: vector(6, 16),
      bv: vector(6, 17),
      bo: vector(6, 18),
    },
  },
  'sizes that all differ': {
    dModel: 7,
    numHeads: 6,
    numKvHeads: 2,
    headDim: 3,
    valueDim: 5,
    outDim: 4,
    scale: 0.25,
    seed: 9,
    x: matrix(5, 7),
    context: { x: matrix(3, 7, 2), tokens: ['a', 'b', 'c'] },
  },
  'soft cap': { ...layer, softcap: 0.5, tokens: words },
  'causal mask': { ...layer, mask: 'causal', tokens: words },
  'causal mask with offset': { ...layer, mask: { causal: true, offset: 2 }, tokens: words },
  'a query that sees nothing': {
    ...layer,
    mask: { allow: upTo(5).map((query) => upTo(5).map((key) => query !== 0 && key !== 2)) },
    tokens: words,
  },
  'mask for each head': {
    ...layer,
    mask: {
      bias: [matrix(5, 5, 21), matrix(5, 5, 22).map((row) => [null, ...row.slice(1)])],
      causal: true,
    },
    tokens: words,
  },
  'sinusoidal positions': { ...layer, position: { type: 'sinusoidal', base: 100 }, tokens: words },
  'learned positions': {
    ...layer,
    position: { type: 'learned', table: matrix(6, 8, 31) },
    tokens: words,
  },
  'RoPE, interleaved': { ...layer, position: { type: 'rope' }, tokens: words },
  'RoPE, half of the columns': {
    ...layer,
    position: { type: 'rope', layout: 'half', rotaryDim: 2, base: 50 },
    tokens: words,
  },
  'RoPE, 2-D with a prefix': {
    ...layer,
    position: { type: 'rope', grid: [2, 2], prefix: 1 },
    x: matrix(5, 8),
  },
  ALiBi: { ...layer, position: { type: 'alibi' }, mask: 'causal', tokens: words },
  'ALiBi with own slopes and a soft cap': {
    ...layer,
    position: { type: 'alibi', slopes: [0.5, 0.125] },
    softcap: 2,
    tokens: words,
  },
  'relative bias': {
    ...layer,
    position: { type: 'relative', table: matrix(2, 9, 41) },
    tokens: words,
  },
  'relative bias, 2-D with a prefix': {
    ...layer,
    position: { type: 'relative', table: matrix(1, 9, 42), grid: [2, 2], prefix: 1 },
    mask: { bias: matrix(5, 5, 43) },
    x: matrix(5, 8),
  },
};
