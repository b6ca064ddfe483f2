// The requests of the reference cases, one for each way in which a layer can be set up. Their
// numbers are multiples of 1/32 between −1 and 1: short in decimal and exact as 32-bit floats.

/** @typedef {import('./attention.mjs').Request} Request */

/**
 * A linear congruential generator (the constants of Numerical Recipes).
 * @param {number} seed
 */
function numbersFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state >>> 16) % 65) / 32 - 1;
  };
}

/**
 * @param {number} rows
 * @param {number} columns
 * @param {number} seed
 */
function matrix(rows, columns, seed) {
  const next = numbersFrom(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, next));
}

/**
 * @param {number} length
 * @param {number} seed
 */
const vector = (length, seed) => matrix(1, length, seed)[0];

/**
 * Sizes, token vectors and weights; `settings` come on top.
 * @param {number} seed
 * @param {number} length
 * @param {Partial<Request> & { dModel: number, numHeads: number, query: number }} settings
 * @returns {Request}
 */
function layer(seed, length, settings) {
  const { dModel, numHeads } = settings;
  const numKvHeads = settings.numKvHeads ?? numHeads;
  const headDim = settings.headDim ?? dModel / numHeads;
  const valueDim = settings.valueDim ?? headDim;
  const weights = {
    wq: matrix(dModel, numHeads * headDim, seed + 1),
    wk: matrix(dModel, numKvHeads * headDim, seed + 2),
    wv: matrix(dModel, numKvHeads * valueDim, seed + 3),
    wo: matrix(numHeads * valueDim, settings.outDim ?? dModel, seed + 4),
    ...settings.weights,
  };
  return { ...settings, weights, x: settings.x ?? matrix(length, dModel, seed) };
}

const small = { dModel: 4, numHeads: 2 };
const wide = { dModel: 8, numHeads: 2 };

/**
 * Biases beside the weights that layer() makes.
 * @param {object} biases
 * @returns {{ weights: Request['weights'] }}
 */
const withBiases = (biases) => ({ weights: /** @type {Request['weights']} */ (biases) });

/** Scores that are exact in 32 bits, up to ±1000 and close together at the top. */
const largeScores = {
  x: [
    [1, 1000, 0.5, -1000],
    [1, 999, -0.25, 1000],
    [-1, 998.5, 0.75, 999.5],
    [1, -1000, -1, 1000],
  ],
  weights: {
    // Every query is ± column 0; the keys of head 0 are column 1, those of head 1 column 3.
    wq: [
      [1, 0, 1, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ],
    wk: [
      [0, 0, 0, 0],
      [1, 0, 0, 0],
      [0, 1, 0, 1],
      [0, 0, 1, 0],
    ],
    wv: [
      [0.5, 0, 0, 0.25],
      [0, 0, 0, 0],
      [1, -1, 0.5, 2],
      [0, 0, 0, 0],
    ],
    wo: matrix(4, 4, 900),
  },
};

/** @type {Record<string, Request>} */
export const requests = {
  plain: layer(10, 4, { ...wide, query: 0, tokens: ['I', 'like', 'machine', 'learning'] }),
  'one-head': layer(20, 3, { dModel: 4, numHeads: 1, query: 2 }),
  'one-token': layer(25, 1, { ...small, query: 0 }),
  biases: layer(30, 3, {
    dModel: 6,
    numHeads: 2,
    query: 1,
    traceWeights: true,
    ...withBiases({ bq: vector(6, 35), bk: vector(6, 36), bv: vector(6, 37), bo: vector(6, 38) }),
  }),
  'biases-some': layer(40, 3, {
    ...small,
    query: 2,
    ...withBiases({ bv: vector(4, 45), bo: vector(4, 46) }),
  }),

  causal: layer(50, 4, { ...small, query: 2, mask: 'causal' }),
  'causal-allow': layer(60, 4, {
    ...small,
    query: 3,
    mask: {
      causal: true,
      allow: [
        [true, true, true, true],
        [true, true, false, true],
        [false, true, true, true],
        [true, false, true, true],
      ],
    },
  }),
  'causal-offset': layer(65, 2, {
    ...small,
    query: 0,
    mask: { causal: true, offset: 2 },
    context: { x: matrix(5, 4, 66) },
  }),
  'allow-per-head': layer(70, 3, {
    ...small,
    query: 1,
    mask: {
      allow: [
        [
          [true, false, true],
          [true, false, true],
          [true, true, true],
        ],
        // Query 1 sees nothing in head 1.
        [
          [true, true, true],
          [false, false, false],
          [true, true, true],
        ],
      ],
    },
    ...withBiases({ bo: vector(4, 75) }),
  }),
  'bias-mask': layer(80, 4, {
    ...small,
    query: 1,
    mask: {
      bias: [
        [0, 0.5, null, -1],
        [0.25, null, -0.5, 1],
        [0, 0, 0, 0],
        [null, null, null, null],
      ],
    },
  }),
  'bias-mask-per-head': layer(90, 3, {
    ...small,
    query: 0,
    mask: {
      causal: true,
      offset: 1,
      bias: [
        [
          [0.5, -0.25, 1],
          [0, 0, 0],
          [0, 0, 0],
        ],
        [
          [null, 0.75, 0],
          [0, 0, 0],
          [0, 0, 0],
        ],
      ],
    },
  }),

  softcap: layer(100, 4, { ...small, query: 1, softcap: 0.5 }),
  'softcap-alibi-masks': layer(110, 4, {
    ...small,
    query: 3,
    softcap: 2,
    position: { type: 'alibi' },
    mask: {
      allow: [
        [true, true, true, true],
        [true, true, true, true],
        [true, true, true, true],
        [true, true, false, true],
      ],
      bias: [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0.5, null, 1, -0.5],
      ],
    },
  }),
  scale: layer(120, 3, { ...small, query: 0, scale: 0.25 }),
  'scale-negative': layer(125, 3, { ...small, query: 0, scale: -1.5 }),
  'large-scores': layer(130, 4, { ...small, query: 0, scale: 1, ...largeScores }),

  'gqa-4-2': layer(140, 3, { dModel: 8, numHeads: 4, numKvHeads: 2, query: 1 }),
  'gqa-4-1': layer(150, 3, { dModel: 8, numHeads: 4, numKvHeads: 1, query: 2 }),
  'own-sizes': layer(160, 4, {
    dModel: 4,
    numHeads: 2,
    headDim: 3,
    valueDim: 2,
    outDim: 5,
    query: 3,
  }),
  'own-sizes-gqa': layer(165, 3, {
    dModel: 5,
    numHeads: 4,
    numKvHeads: 2,
    headDim: 2,
    valueDim: 3,
    outDim: 4,
    query: 1,
    traceWeights: true,
    ...withBiases({ bq: vector(8, 166), bk: vector(4, 167), bv: vector(6, 168) }),
  }),

  sinusoidal: layer(170, 4, { ...wide, query: 1, position: { type: 'sinusoidal' } }),
  'sinusoidal-odd': layer(175, 3, {
    dModel: 5,
    numHeads: 1,
    query: 2,
    position: { type: 'sinusoidal', base: 100 },
  }),
  'sinusoidal-halves': layer(170, 4, {
    ...wide,
    query: 1,
    position: { type: 'sinusoidal', layout: 'halves' },
  }),
  'sinusoidal-halves-odd': layer(175, 3, {
    dModel: 5,
    numHeads: 1,
    query: 2,
    position: { type: 'sinusoidal', layout: 'halves', base: 100 },
  }),
  learned: layer(180, 3, {
    ...small,
    query: 2,
    position: { type: 'learned', table: matrix(4, 4, 185) },
  }),
  'rope-interleaved': layer(190, 4, {
    ...wide,
    query: 3,
    position: { type: 'rope', layout: 'interleaved' },
  }),
  'rope-half': layer(200, 4, { ...wide, query: 3, position: { type: 'rope', layout: 'half' } }),
  'rope-part': layer(210, 4, {
    dModel: 6,
    numHeads: 1,
    query: 2,
    position: { type: 'rope', layout: 'half', rotaryDim: 4, base: 100 },
  }),
  'rope-gqa': layer(215, 3, {
    dModel: 4,
    numHeads: 2,
    numKvHeads: 1,
    headDim: 4,
    query: 2,
    position: { type: 'rope' },
  }),
  'rope-2d-prefix': layer(220, 5, {
    ...wide,
    query: 4,
    position: { type: 'rope', grid: [2, 2], prefix: 1 },
  }),
  'rope-2d-wide': layer(230, 6, {
    dModel: 4,
    numHeads: 1,
    headDim: 9,
    valueDim: 2,
    query: 5,
    position: { type: 'rope', layout: 'half', rotaryDim: 8, base: 100, grid: [2, 3] },
  }),
  alibi: layer(240, 4, { ...small, query: 1, position: { type: 'alibi' } }),
  'alibi-three-heads': layer(250, 4, {
    dModel: 6,
    numHeads: 3,
    query: 3,
    mask: 'causal',
    position: { type: 'alibi' },
  }),
  'alibi-slopes': layer(260, 4, {
    ...small,
    query: 2,
    position: { type: 'alibi', slopes: [0.75, -0.125] },
  }),
  relative: layer(270, 4, {
    ...small,
    query: 2,
    position: { type: 'relative', table: matrix(2, 7, 275) },
  }),
  'relative-shared': layer(280, 3, {
    ...small,
    query: 0,
    mask: 'causal',
    position: { type: 'relative', table: matrix(1, 9, 285) },
  }),
  'relative-2d-prefix': layer(290, 5, {
    ...small,
    query: 3,
    position: { type: 'relative', grid: [2, 2], prefix: 1, table: matrix(2, 9, 295) },
  }),
  'relative-2d-class': layer(300, 5, {
    ...small,
    query: 0,
    position: { type: 'relative', grid: [2, 2], prefix: 1, table: matrix(1, 9, 305) },
  }),
  'relative-2d-wide': layer(310, 6, {
    ...small,
    query: 2,
    position: { type: 'relative', grid: [2, 3], table: matrix(1, 15, 315) },
  }),

  'cross-attention': layer(320, 3, {
    ...wide,
    query: 1,
    tokens: ['das', 'ist', 'gut'],
    context: { x: matrix(4, 8, 325), tokens: ['this', 'is', 'very', 'good'] },
  }),
  'cross-attention-rope': layer(330, 2, {
    ...small,
    query: 1,
    position: { type: 'rope' },
    context: { x: matrix(3, 4, 335) },
  }),
  'cross-attention-alibi': layer(340, 2, {
    ...small,
    query: 1,
    position: { type: 'alibi', slopes: [0.5, 0.25] },
    context: { x: matrix(4, 4, 345) },
  }),
};
