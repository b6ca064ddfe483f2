// One finished forward pass that lives in the core.
import { refusal } from './refusal.js';
import { toRequest } from './request.js';

/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('./trace-types.js').Trace} Trace */
/** @typedef {import('./trace-types.js').TraceOptions} TraceOptions */
/** @typedef {import('./trace-types.js').Tensor} Tensor */
/** @typedef {import('./tensor-types.js').TensorName} TensorName */
/** @typedef {import('./tensor-types.js').ValueRef} ValueRef */
/** @typedef {import('./explain-types.js').Explanation} Explanation */

/**
 * Every number of one forward pass; see {@link Attention.run}.
 * @hideconstructor
 */
export class Run {
  #core;
  #handle;
  #length;
  /** Where the next input goes, and how many numbers it has. @type {{ address: number, size: number } | null} */
  #next = null;

  /**
   * @internal
   * @param {Core} core
   * @param {number} handle
   */
  constructor(core, handle) {
    this.#core = core;
    this.#handle = handle;
    core.adopt(this, handle);
    this.#length = core.call('runLength', handle);
  }

  /** Number of tokens, the rows of x. */
  get length() {
    return this.#length;
  }

  /**
   * The walk of one query token, in the order in which it is taught. Its numbers are the shortest
   * that round to the core's 32-bit floats: `Math.fround(number)` equals the one in tensor().
   * @param {TraceOptions} options
   * @returns {Trace}
   * @example
   * ```js
   * import { createEngine } from 'attention-walk';
   *
   * const engine = await createEngine();
   * const layer = engine.attention({ dModel: 8, numHeads: 2, seed: 7 });
   * const run = layer.run({ tokens: ['I', 'like', 'tea'] });
   * const { config, steps } = run.trace({ query: 2, heads: [1] });
   * console.log(config.weights, steps.map(({ id }) => id).slice(2, 5)); // seed 7 [ 'scores', 'scale', 'softmax' ]
   * ```
   */
  trace(options) {
    return JSON.parse(this.traceJson(options));
  }

  /**
   * The same as text, which is what the core makes.
   * @param {TraceOptions & { indent?: number }} options  indent: spaces per level; one line without
   * @returns {string}  a document of the schema `attention-walk/trace/1`
   */
  traceJson(options) {
    return this.#core.callForJson('traceJson', this.#handle, toRequest('options', options).json);
  }

  /**
   * Where one number comes from: the operation, and the numbers that went into it. Every operand
   * has a reference of its own, so the way can be followed back to inputs and weights.
   * @param {ValueRef} ref
   * @returns {Explanation}
   * @example
   * ```js
   * import { createEngine } from 'attention-walk';
   *
   * const engine = await createEngine();
   * const identity = [[1, 0], [0, 1]];
   * const weights = { wq: identity, wk: identity, wv: identity, wo: identity };
   * const layer = engine.attention({ dModel: 2, numHeads: 1, weights });
   * const run = layer.run({ x: [[1, 2], [3, 4]] });
   * const ref = { tensor: 'scores', head: 0, index: [0, 1] };
   * const { operation, value, operands } = run.explain(ref);
   * console.log(operation, value, operands.map((term) => term.value)); // sum 11 [ 3, 8 ]
   * ```
   */
  explain(ref) {
    const { json } = toRequest('ref', ref);
    return JSON.parse(this.#core.callForJson('explainJson', this.#handle, json));
  }

  /**
   * A whole tensor, every token and row-major, or the weights of the layer, as a copy that stays valid.
   * @param {TensorName} name
   * @param {number} [head]  only this (query) head. Without it q, k, v and z have their heads side
   *   by side in the columns; scores, scaled and weights are [numHeads, length, contextLength].
   *   Of wq, wk, wv, bq, bk and bv a head has columns, of wo it has rows
   * @returns {Tensor}
   * @example
   * ```js
   * import { createEngine } from 'attention-walk';
   *
   * const engine = await createEngine();
   * const run = engine.attention({ dModel: 8, numHeads: 2 }).run({ tokens: ['a', 'b', 'c'] });
   * console.log(run.tensor('weights').shape, run.tensor('weights', 1).shape); // [ 2, 3, 3 ] [ 3, 3 ]
   * ```
   */
  tensor(name, head) {
    return this.#core.call('tensor', this.#handle, String(name), headNumber(head));
  }

  /**
   * Whether this run has a tensor: position only where positions are added, bq only with such a
   * bias, hidden only in a layer of a model … False also for a name that is not known.
   * @param {import('./tensor-types.js').ValueRef['tensor']} name  one of tensor() or explain()
   * @returns {boolean}
   * @example
   * ```js
   * import { createEngine } from 'attention-walk';
   *
   * const engine = await createEngine();
   * const layer = engine.attention({ dModel: 4, numHeads: 1, position: 'sinusoidal' });
   * const run = layer.run({ tokens: ['a', 'b', 'c'] });
   * console.log(run.has('position'), run.has('qProjected'), run.has('bq')); // true false false
   * ```
   */
  has(name) {
    return this.#core.call('hasTensor', this.#handle, String(name));
  }

  /**
   * What each token adds to the output of one query, all heads together, or by head: with the output
   * bias the rows sum to it. The step `output` of a trace has them too; this is for large layers.
   * @param {number} query
   * @param {{ byHead?: boolean }} [options]  byHead needs models loaded, as a change does
   * @returns {Tensor}  [contextLength, outDim]; by head [numHeads, contextLength, outDim]
   * @example
   * ```js
   * import { createEngine } from 'attention-walk';
   *
   * const engine = await createEngine();
   * const run = engine.attention({ dModel: 4, numHeads: 1 }).run({ tokens: ['a', 'b', 'c'] });
   * const { shape, data } = run.contributions(2);
   * const [output] = run.tensor('output').data.subarray(2 * 4);
   * console.log(shape, Math.abs(data[0] + data[4] + data[8] - output) < 1e-6); // [ 3, 4 ] true
   * ```
   */
  contributions(query, { byHead = false } = {}) {
    if (!byHead) return this.ofQuery('contributions', query);
    const [numHeads] = this.ofQuery('headOutput', query, 0).shape;
    const heads = Array.from({ length: numHeads }, (_, head) =>
      this.ofQuery('headContributions', query, head),
    );
    const [rows, columns] = heads[0].shape;
    const data = new Float32Array(heads.length * rows * columns);
    for (const [head, part] of heads.entries()) data.set(part.data, head * rows * columns);
    return { shape: [heads.length, rows, columns], data };
  }

  /**
   * What a trace has as one matrix for a query: products and weighted [contextLength, width] of a head,
   * headOutput [numHeads, outDim], contributions.
   * @internal
   * @param {'products' | 'weighted' | 'headOutput' | 'contributions' | 'headContributions'} name
   * @param {number} query
   * @param {number} [head]
   * @returns {Tensor}
   */
  ofQuery(name, query, head) {
    const place = wholeNumber('query', query);
    return this.#core.call('queryNumbers', this.#handle, name, headNumber(head), place);
  }

  /**
   * The same tokens with other values: every number is computed anew, in the memory of the old ones.
   * What was handed out before stays as it was.
   * @param {Float32Array} x  [length, dModel], row-major; before positions are added
   * @throws {AttentionError} code `shape`, `not_finite`, or `unsupported` for a layer of a model,
   *   whose x is the model's; the run is as before then
   * @example
   * ```js
   * import { createEngine } from 'attention-walk';
   *
   * const engine = await createEngine();
   * const run = engine.attention({ dModel: 2, numHeads: 1 }).run({ x: [[1, 0], [0, 1]] });
   * run.update(new Float32Array([1, 0, 1, 0])); // two equal tokens get equal weights
   * console.log(run.tensor('weights', 0).data); // Float32Array(4) [ 0.5, 0.5, 0.5, 0.5 ]
   * ```
   */
  update(x) {
    this.#next ??= this.#core.call('nextX', this.#handle);
    const { size, address } = this.#next;
    if (Object.prototype.toString.call(x) !== '[object Float32Array]' || x.length !== size) {
      throw x?.length === undefined
        ? refusal('shape', 'error.x.type', { size, type: typeof x })
        : refusal('shape', 'error.x.length', { size, count: x.length });
    }
    this.#next.address = this.#core.update(this.#handle, x, address);
  }

  /** Frees the memory now rather than at some collection. */
  dispose() {
    this.#next = null;
    this.#core.release(this, this.#handle);
  }
}

/** As the core takes it: −1 for none. @param {unknown} head */
const headNumber = (head) => (head === undefined ? -1 : wholeNumber('head', head));

/**
 * As the core takes it: a 32-bit integer.
 * @param {string} name
 * @param {unknown} value
 */
function wholeNumber(name, value) {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) {
    return Math.min(value, 2 ** 31 - 1);
  }
  const got = typeof value === 'number' ? value : typeof value;
  throw refusal('range', 'error.whole.from0', { name, got });
}
