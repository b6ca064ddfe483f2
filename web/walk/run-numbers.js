// The numbers of one run, read when somebody asks for them and then kept: whole matrices by name and head, what
// depends on the query by step, head and query. A large layer's whole trace would be megabytes; nothing here makes one.
import { patchName } from './patch-grid.js';
import { isHeadStep } from './steps.js';

/**
 * @typedef {import('../engine/engine.js').Trace} Trace
 * @typedef {import('../engine/engine.js').Tensor} Tensor
 * @typedef {import('../engine/engine.js').TensorName} TensorName
 * @typedef {Omit<Trace['config'], 'query' | 'heads'>} LayerConfig
 * @typedef {{ layer: number, numLayers: number, normed: boolean, embedded: boolean }} Origin  of a model's layer.
 *   normed: a layer norm stands before it; embedded: its rows are known as embedding + position
 * @typedef {Record<'before' | 'after', import('../engine/engine.js').NearWord[]>} Readout
 * @typedef {Float32Array[]} Rows  of one matrix, each a part of the same memory
 */

/** Steps of so many queries are kept: a contribution of every token to one query can be a megabyte. */
const MOST_QUERIES = 6;

export class RunNumbers {
  #run;
  #readout;
  /** The words that were read out, by their row in the word embedding. @type {Map<number, string>} */
  words = new Map();
  /** Tokens as the run has them. */
  #given;
  /** @type {Map<string, Rows>} */
  #matrices = new Map();
  /** @type {Map<number, Map<string, Trace['steps'][number]>>} */
  #queries = new Map();

  /**
   * @param {import('../engine/engine.js').Run} run
   * @param {number} firstQuery
   * @param {import('./patch-grid.js').Grid | null} grid  where the tokens are patches of a picture
   * @param {Origin | null} [origin]
   * @param {((query: number) => Readout | null) | null} [readout]  of a model that was trained to end near a word
   * @throws {import('../engine/attention-error.js').AttentionError} for a query that the run does not have
   */
  constructor(run, firstQuery, grid, origin = null, readout = null) {
    this.#run = run;
    const nothing = { query: firstQuery, heads: [], steps: [] };
    const { config, tokens, contextTokens } = run.trace(nothing);
    const { query, heads, ...layer } = config;
    this.firstQuery = query;
    /** @type {LayerConfig} */
    this.config = layer;
    this.grid = grid;
    this.origin = origin;
    this.#readout = readout;
    this.#given = tokens;
    this.tokens = tokens;
    this.keys = contextTokens ?? tokens;
    this.crosses = contextTokens !== undefined;
  }

  /** Gives tokens the names that readers see: a patch is called by its place. @param {import('../text/index.js').Words} words */
  nameTokens(words) {
    const { grid } = this;
    if (!grid) return;
    this.tokens = this.#given.map((token, index) => patchName(words, grid, index) ?? token);
    if (!this.crosses) this.keys = this.tokens;
  }

  /**
   * @param {TensorName} name
   * @param {number} [head]  its part of q, k, v, …; without one the heads stand side by side
   * @returns {Rows}
   */
  rows(name, head) {
    const key = `${name}|${head ?? ''}`;
    let rows = this.#matrices.get(key);
    if (!rows) {
      const { shape, data } = this.#run.tensor(name, head);
      rows = cut(data, shape[shape.length - 1]);
      this.#matrices.set(key, rows);
    }
    return rows;
  }

  /**
   * One step of one query's walk, as it stands in a trace; matrices are rows of tensors, for they may have as many
   * numbers as x has.
   * @param {import('./steps.js').StepId} id
   * @param {number} query
   * @param {number} head  counts for the five steps of every head
   * @returns {Trace['steps'][number]}
   */
  step(id, query, head) {
    const steps = this.#stepsOf(query);
    const key = isHeadStep(id) ? `${id}|${head}` : id;
    const kept = steps.get(key);
    if (kept) return kept;
    const step = this.#read(id, query, head);
    steps.set(key, step);
    return step;
  }

  /**
   * @param {import('./steps.js').StepId} id @param {number} query @param {number} head
   * @returns {any}
   */
  #read(id, query, head) {
    const of = (/** @type {Tensor} */ { shape, data }) => cut(data, shape[1]);
    const run = this.#run;
    switch (id) {
      case 'scores': {
        const products = of(run.ofQuery('products', query, head));
        // Not as floats: what is written of them is mapped from them, and would be made floats again.
        return { id, head, products, values: [...this.rows('scores', head)[query]] };
      }
      case 'weight':
        return { id, head, values: of(run.ofQuery('weighted', query, head)) };
      case 'output_projection': {
        const heads = of(run.ofQuery('headOutput', query, head));
        const values = this.rows('output')[query];
        const { biases } = this.config;
        const bias = biases?.includes('output')
          ? this.rows('bo')[0]
          : new Float32Array(values.length);
        return { id, heads, bias, values };
      }
      case 'output': {
        const contributions = of(run.contributions(query));
        const [input, values] = [this.rows('x')[query], this.rows('output')[query]];
        return { id, input, values, contributions };
      }
    }
    const heads = isHeadStep(id) ? { heads: [head] } : {};
    return run.trace({ query, steps: [id], ...heads }).steps[0];
  }

  /** Whether the run has a tensor. @param {string} name */
  has(name) {
    return this.#run.has(name);
  }

  /**
   * The query's output added to the row that it came in with; null where they are not of one width.
   * @param {number} query
   * @returns {{ values: Float32Array, input: Float32Array, tensor: string } | null}  tensor: whose row input is
   */
  residual(query) {
    if (!this.has('residual')) return null;
    const { operands } = this.#run.explain({ tensor: 'residual', index: [query, 0] });
    const tensor = /** @type {TensorName} */ (operands[1].ref.tensor);
    return { tensor, input: this.rows(tensor)[query], values: this.rows('residual')[query] };
  }

  /** The words that a query's x, and its residual, are nearest to; null where no words are known. @param {number} query */
  readout(query) {
    const near = this.#readout?.(query);
    if (!near?.before) return null; // those of a worker come too late
    const [before, after] = [near.before[0], near.after[0]];
    for (const { id, token } of [before, after]) this.words.set(id, token);
    return { before, after };
  }

  /** @param {number} query */
  #stepsOf(query) {
    let steps = this.#queries.get(query);
    if (!steps) {
      const [oldest] = this.#queries.keys();
      if (this.#queries.size >= MOST_QUERIES) this.#queries.delete(oldest);
      steps = new Map();
      this.#queries.set(query, steps);
    }
    return steps;
  }
}

/** @param {Float32Array} data @param {number} width @returns {Rows} */
const cut = (data, width) =>
  Array.from({ length: data.length / width }, (_, row) =>
    data.subarray(row * width, (row + 1) * width),
  );
