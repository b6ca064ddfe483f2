// Multi-head attention straight from the formulas, in float64, one number at a time. It shares no
// code with the core, and is written to be checked against the papers by eye:
//
//   Vaswani 2017   Attention Is All You Need, arXiv:1706.03762: the layer, sinusoidal positions
//   Ainslie 2023   GQA, arXiv:2305.13245: query heads that share keys and values
//   Su 2021        RoFormer, arXiv:2104.09864: rotary positions (RoPE)
//   Press 2022     ALiBi, arXiv:2108.12409: a bias for each step of distance
//   Raffel 2020    T5, arXiv:1910.10683: a learned bias by relative position
//   Liu 2021, Bao 2022   Swin, arXiv:2103.14030, and BEiT, arXiv:2106.08254: the same on a grid
//   Gemma 2, arXiv:2408.00118: the soft cap of scores

/** @typedef {import('../../web/engine/trace-types.js').Trace} Trace */
/** @typedef {import('../../web/engine/trace-types.js').Step} Step */
/** @typedef {import('../../web/engine/trace-types.js').TraceWeights} Weights */

/**
 * @typedef {'none'
 *   | { type: 'sinusoidal', base?: number, layout?: 'interleaved' | 'halves' }
 *   | { type: 'learned', table: number[][] }
 *   | { type: 'rope', layout?: 'interleaved' | 'half', base?: number, rotaryDim?: number,
 *       grid?: number[], prefix?: number }
 *   | { type: 'alibi', slopes?: number[] }
 *   | { type: 'relative', table: number[][], grid?: number[], prefix?: number }} Position
 */

/**
 * @typedef {object} Mask
 * @property {boolean} [causal]
 * @property {number} [offset]
 * @property {boolean[][] | boolean[][][]} [allow]
 * @property {(number | null)[][] | (number | null)[][][]} [bias]
 */

/**
 * A walk input with everything given: no seeds, no word vectors.
 * @typedef {object} Request
 * @property {number} dModel
 * @property {number} numHeads
 * @property {number} [numKvHeads]
 * @property {number} [headDim]
 * @property {number} [valueDim]
 * @property {number} [outDim]
 * @property {number} [scale]
 * @property {number} [softcap]
 * @property {'none' | 'causal' | Mask} [mask]
 * @property {Position} [position]
 * @property {Weights} weights
 * @property {number[][]} x
 * @property {string[]} [tokens]
 * @property {{ x: number[][], tokens?: string[] }} [context]
 * @property {number} query
 * @property {boolean} [traceWeights]
 */

/** @param {number} count */
const upTo = (count) => Array.from({ length: count }, (_, index) => index);

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/**
 * @param {number[]} a
 * @param {number[]} b
 */
const add = (a, b) => a.map((number, index) => number + b[index]);

/**
 * Row by row, x · w + b.
 * @param {number[][]} x
 * @param {number[][]} w
 * @param {number[]} [b]
 */
function project(x, w, b) {
  return x.map((row) =>
    upTo(w[0].length).map((column) => {
      const products = row.map((number, index) => number * w[index][column]);
      return sum(products) + (b ? b[column] : 0);
    }),
  );
}

/**
 * @param {number[][]} rows
 * @param {number} first
 * @param {number} count
 */
const columns = (rows, first, count) => rows.map((row) => row.slice(first, first + count));

/**
 * Vaswani 2017, 3.5: PE(pos, 2i) = sin(pos / base^(2i/d)), PE(pos, 2i + 1) = cos(the same).
 * @param {number} length
 * @param {number} dModel
 * @param {number} base
 */
function sinusoidal(length, dModel, base) {
  return upTo(length).map((place) =>
    upTo(dModel).map((column) => {
      const i = Math.floor(column / 2);
      const angle = place / base ** ((2 * i) / dModel);
      return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }),
  );
}

/**
 * tensor2tensor's timing signal (Vaswani 2018, arXiv:1803.07416): the scales of the waves are a
 * geometric row from 1 to base, the sines stand before the cosines, and an odd column is padded.
 * @param {number} length
 * @param {number} dModel
 * @param {number} base
 */
function timingSignal(length, dModel, base) {
  const waves = Math.floor(dModel / 2);
  const step = Math.log(base) / Math.max(waves - 1, 1);
  return upTo(length).map((place) => {
    const angles = upTo(waves).map((wave) => place * Math.exp(-wave * step));
    return [...angles.map(Math.sin), ...angles.map(Math.cos), ...(dModel % 2 ? [0] : [])];
  });
}

/**
 * Su 2021, 3.2.2: pair i of the columns is turned by the angle place · base^(−2i/d). The pairs are
 * (2i, 2i + 1) as in the paper ("interleaved") or (i, i + d/2) as in GPT-NeoX ("half").
 * @param {number[]} vector
 * @param {number} place
 * @param {'interleaved' | 'half'} layout
 * @param {number} base
 */
function turn(vector, place, layout, base) {
  const d = vector.length;
  const turned = [...vector];
  for (const i of upTo(d / 2)) {
    const [first, second] = layout === 'interleaved' ? [2 * i, 2 * i + 1] : [i, i + d / 2];
    const angle = place * base ** ((-2 * i) / d);
    turned[first] = vector[first] * Math.cos(angle) - vector[second] * Math.sin(angle);
    turned[second] = vector[first] * Math.sin(angle) + vector[second] * Math.cos(angle);
  }
  return turned;
}

/**
 * The rows of one head with RoPE. Columns from rotaryDim on are left alone. On a grid, the first
 * half of the turned columns follows the grid row and the second half the grid column, each as a
 * RoPE of its own; the first `prefix` tokens have no place on the grid and are left alone.
 * @param {number[][]} rows
 * @param {Position} position
 */
function rotate(rows, position) {
  if (position === 'none' || position.type !== 'rope') {
    return rows;
  }
  const { layout = 'interleaved', base = 10000, grid, prefix = 0 } = position;
  return rows.map((vector, token) => {
    const place = token - prefix;
    const d = position.rotaryDim ?? vector.length;
    const rest = vector.slice(d);
    if (place < 0) {
      return vector;
    }
    if (!grid) {
      return [...turn(vector.slice(0, d), place, layout, base), ...rest];
    }
    const gridRow = Math.floor(place / grid[1]);
    const gridColumn = place % grid[1];
    const byRow = turn(vector.slice(0, d / 2), gridRow, layout, base);
    const byColumn = turn(vector.slice(d / 2, d), gridColumn, layout, base);
    return [...byRow, ...byColumn, ...rest];
  });
}

/**
 * Press 2022, section 3: for a power of two of heads, a geometric sequence that starts at and has
 * the ratio 2^(−8/heads). Other counts take the sequence of the power of two below, then every
 * second slope of the one above (the authors' code, get_slopes).
 * @param {number} heads
 */
function alibiSlopes(heads) {
  const below = 2 ** Math.floor(Math.log2(heads));
  const sequence = (/** @type {number} */ count) =>
    upTo(count).map((index) => 2 ** ((-8 * (index + 1)) / count));
  const between = sequence(2 * below).filter((_, index) => index % 2 === 0);
  return [...sequence(below), ...between].slice(0, heads);
}

/**
 * What the position adds to one score.
 * @param {Position} position
 * @param {number} head
 * @param {number} numHeads
 * @param {number} query
 * @param {number} key
 */
function positionBias(position, head, numHeads, query, key) {
  if (position === 'none') {
    return 0;
  }
  if (position.type === 'alibi') {
    const slopes = position.slopes ?? alibiSlopes(numHeads);
    return -slopes[head] * Math.abs(query - key);
  }
  if (position.type === 'relative') {
    const { table, grid, prefix = 0 } = position;
    const row = table.length === 1 ? table[0] : table[head];
    if (!grid) {
      // Raffel 2020, 2.1: one number for each offset between "key" and "query"; here no buckets.
      const longest = (row.length + 1) / 2;
      return row[key - query + longest - 1];
    }
    // Liu 2021, equation 4: the table has (2R − 1) × (2C − 1) numbers, one for each offset.
    const [gridRows, gridColumns] = grid;
    const [q, k] = [query - prefix, key - prefix];
    if (q < 0 || k < 0) {
      return 0;
    }
    const down = Math.floor(k / gridColumns) - Math.floor(q / gridColumns);
    const right = (k % gridColumns) - (q % gridColumns);
    return row[(down + gridRows - 1) * (2 * gridColumns - 1) + (right + gridColumns - 1)];
  }
  return 0;
}

/** @param {Position} position */
const addsToScores = (position) =>
  position !== 'none' && (position.type === 'alibi' || position.type === 'relative');

/** @param {Request['mask']} mask @returns {Mask} */
function maskParts(mask) {
  return typeof mask === 'object' ? mask : { causal: mask === 'causal' };
}

/**
 * @template T
 * @param {T[][] | T[][][]} table  [queries][keys], or the same for each head
 * @param {number} head
 * @param {number} query
 * @param {number} key
 * @returns {T}
 */
function maskAt(table, head, query, key) {
  const row = table[0][0];
  const perHead = Array.isArray(row);
  return perHead
    ? /** @type {T[][][]} */ (table)[head][query][key]
    : /** @type {T[][]} */ (table)[query][key];
}

/**
 * One score after the steps that come before the softmax; null = masked.
 * @param {number} score
 * @param {number} factor
 * @param {number | undefined} softcap
 * @param {number | null} bias
 * @param {boolean} isAllowed
 */
function scaleScore(score, factor, softcap, bias, isAllowed) {
  const multiplied = score * factor;
  const capped = softcap === undefined ? multiplied : softcap * Math.tanh(multiplied / softcap);
  return { multiplied, capped, value: isAllowed && bias !== null ? capped + bias : null };
}

/**
 * Vaswani 2017, 3.2.1, with the maximum taken off so that exp cannot overflow.
 * @param {(number | null)[]} scaled
 */
function softmax(scaled) {
  const seen = scaled.filter((number) => number !== null);
  if (seen.length === 0) {
    const zeros = scaled.map(() => 0);
    return { max: null, exponentials: zeros, total: 0, values: zeros };
  }
  const max = Math.max(...seen);
  const exponentials = scaled.map((number) => (number === null ? 0 : Math.exp(number - max)));
  const total = sum(exponentials);
  return { max, exponentials, total, values: exponentials.map((number) => number / total) };
}

/** @param {Mask} mask */
function maskLabel(mask) {
  const parts = [mask.causal && 'causal', mask.allow && 'allow', mask.bias && 'bias'];
  return parts.filter((part) => part).join(' + ') || 'none';
}

/** @param {Position} position */
function positionLabel(position) {
  if (position === 'none') {
    return 'none';
  }
  const isHalves = position.type === 'sinusoidal' && position.layout === 'halves';
  const rope = position.type === 'rope' ? ` ${position.layout ?? 'interleaved'}` : '';
  const layout = isHalves ? ' halves' : rope;
  const grid = 'grid' in position && position.grid ? ' 2-D' : '';
  return `${position.type}${layout}${grid}`;
}

/** @param {Weights} weights @returns {('q' | 'k' | 'v' | 'output')[]} */
function biasNames(weights) {
  /** @type {[number[] | undefined, 'q' | 'k' | 'v' | 'output'][]} */
  const biases = [
    [weights.bq, 'q'],
    [weights.bk, 'k'],
    [weights.bv, 'v'],
    [weights.bo, 'output'],
  ];
  return biases.filter(([bias]) => bias).map(([, name]) => name);
}

/**
 * The walk of the request's query token.
 * @param {Request} request
 * @returns {Trace}
 */
export function attentionTrace(request) {
  const { dModel, numHeads, weights, query, softcap } = request;
  const numKvHeads = request.numKvHeads ?? numHeads;
  const headDim = request.headDim ?? dModel / numHeads;
  const valueDim = request.valueDim ?? headDim;
  const outDim = request.outDim ?? dModel;
  const factor = request.scale ?? 1 / Math.sqrt(headDim);
  const mask = maskParts(request.mask);
  const position = request.position ?? 'none';

  // Positions that are added to the token vectors.
  const embedding = request.x;
  const length = embedding.length;
  /** @type {number[][] | undefined} */
  let added;
  if (position !== 'none' && position.type === 'sinusoidal') {
    const signal = position.layout === 'halves' ? timingSignal : sinusoidal;
    added = signal(length, dModel, position.base ?? 10000);
  } else if (position !== 'none' && position.type === 'learned') {
    added = position.table.slice(0, length);
  }
  const x = embedding.map((row, token) => (added ? add(row, added[token]) : row));
  const keyTokens = request.context ? request.context.x : x;
  const contextLength = keyTokens.length;
  const keys = upTo(contextLength);

  // Q, K and V of all heads, then of each. Ainslie 2023: numHeads / numKvHeads query heads share.
  const allQ = project(x, weights.wq, weights.bq);
  const allK = project(keyTokens, weights.wk, weights.bk);
  const allV = project(keyTokens, weights.wv, weights.bv);
  const hasRope = position !== 'none' && position.type === 'rope';
  const heads = upTo(numHeads).map((head) => {
    const group = Math.floor(head / (numHeads / numKvHeads));
    const qProjected = columns(allQ, head * headDim, headDim);
    const kProjected = columns(allK, group * headDim, headDim);
    const v = columns(allV, group * valueDim, valueDim);
    const qk = { q: rotate(qProjected, position), k: rotate(kProjected, position) };
    return hasRope ? { ...qk, v, qProjected, kProjected } : { ...qk, v };
  });

  /** @type {Step[]} */
  const steps = [
    added ? { id: 'input', values: x, embedding, position: added } : { id: 'input', values: x },
    { id: 'project', heads },
  ];

  const hasBias = addsToScores(position) || mask.bias !== undefined;
  /** @type {number[][]} */
  const headOutputs = [];
  /** @type {number[]} */
  const concat = [];
  const contributions = keys.map(() => upTo(outDim).map(() => 0));

  for (const head of upTo(numHeads)) {
    const { q, k, v } = heads[head];
    const products = keys.map((key) => q[query].map((number, c) => number * k[key][c]));
    const scores = products.map(sum);
    steps.push({ id: 'scores', head, products, values: scores });

    const biases = keys.map((key) => {
      const fromMask = mask.bias ? maskAt(mask.bias, head, query, key) : 0;
      const fromPosition = positionBias(position, head, numHeads, query, key);
      return fromMask === null ? null : fromPosition + fromMask;
    });
    const scaled = keys.map((key) => {
      const isAllowed =
        !(mask.causal && key > query + (mask.offset ?? 0)) &&
        !(mask.allow && !maskAt(mask.allow, head, query, key));
      return scaleScore(scores[key], factor, softcap, biases[key], isAllowed);
    });
    const values = scaled.map(({ value }) => value);
    steps.push({
      id: 'scale',
      head,
      factor,
      ...(softcap !== undefined || hasBias
        ? { multiplied: scaled.map(({ multiplied }) => multiplied) }
        : {}),
      ...(softcap !== undefined ? { softcap, capped: scaled.map(({ capped }) => capped) } : {}),
      ...(hasBias ? { bias: biases } : {}),
      values,
    });

    const shares = softmax(values);
    steps.push({ id: 'softmax', head, ...shares });

    const weighted = keys.map((key) => v[key].map((number) => shares.values[key] * number));
    steps.push({ id: 'weight', head, values: weighted });

    const z = upTo(valueDim).map((c) => sum(weighted.map((row) => row[c])));
    steps.push({ id: 'sum', head, values: z });

    concat.push(...z);
    const wo = weights.wo.slice(head * valueDim, (head + 1) * valueDim);
    headOutputs.push(project([z], wo)[0]);
    for (const key of keys) {
      contributions[key] = add(contributions[key], project([weighted[key]], wo)[0]);
    }
  }

  // Vaswani 2017, 3.2.2: MultiHead(Q, K, V) = Concat(head_1, …, head_h) · Wo.
  const output = project([concat], weights.wo, weights.bo)[0];
  const bias = weights.bo ?? upTo(outDim).map(() => 0);
  steps.push({ id: 'concat', values: concat });
  steps.push({ id: 'output_projection', heads: headOutputs, bias, values: output });
  steps.push({ id: 'output', input: x[query], values: output, contributions });

  const names = (/** @type {number} */ count) => upTo(count).map(String);
  return {
    schema: 'attention-walk/trace/1',
    // What stands structured beside the labels is the core's own way of telling the same.
    config: /** @type {any} */ ({
      dModel,
      numHeads,
      numKvHeads,
      headDim,
      valueDim,
      outDim,
      length,
      contextLength,
      query,
      scale: factor,
      ...(softcap !== undefined ? { softcap } : {}),
      mask: maskLabel(mask),
      position: positionLabel(position),
      ...(typeof position === "object" && "prefix" in position && position.prefix
        ? { positionPrefix: position.prefix }
        : {}),
      weights: 'given',
      biases: biasNames(weights),
    }),
    tokens: request.tokens ?? names(length),
    ...(request.context ? { contextTokens: request.context.tokens ?? names(contextLength) } : {}),
    ...(request.traceWeights ? { weights } : {}),
    steps,
  };
}
