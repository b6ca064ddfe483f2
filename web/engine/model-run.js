// One pass through a whole model, which lives in the core.
import { layerParts } from './layer-parts.js';
import { ModelRunTraits } from './model-traits.js';
import { refusal } from './refusal.js';
import { Run } from './run.js';

/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('./model-types.js').HeadFacts} HeadFacts */
/** @typedef {import('./model-types.js').NearWord} NearWord */

/**
 * One pass through a whole model; see {@link Model.run}.
 * @hideconstructor
 */
export class ModelRun extends ModelRunTraits {
  #core;
  #handle;
  #layersDone = 0;

  /**
   * @internal
   * @param {Core} core
   * @param {number} handle
   */
  constructor(core, handle) {
    super(JSON.parse(core.callForJson('modelRunJson', handle)));
    this.#core = core;
    this.#handle = handle;
    core.adopt(this, handle);
  }

  /** One number for each label; empty where the model has no classifier. */
  get logits() {
    return this.#core.call('logits', this.#handle);
  }

  /** softmax(logits). */
  get probabilities() {
    return this.#core.call('probabilities', this.#handle);
  }

  /** The image as the model sees it, [channels, height, width], normalised; empty for words. */
  get pixels() {
    return this.#core.call('pixels', this.#handle);
  }

  /**
   * The attention of one layer, with all its steps, at that layer's real input.
   * @param {number} index
   * @returns {Run}
   */
  layer(index) {
    return new Run(
      this.#core,
      this.#core.call('modelRunLayer', this.#handle, whole('layer', index)),
    );
  }

  /**
   * A layer taken apart, so that another engine can run it to the same bits.
   * @internal
   * @param {number} index
   */
  layerParts(index) {
    const handle = this.#core.call('modelRunLayer', this.#handle, whole('layer', index));
    const run = new Run(this.#core, handle);
    try {
      return layerParts(run, JSON.parse(this.#core.callForJson('layerJson', handle)));
    } finally {
      run.dispose();
    }
  }

  /**
   * What one query looks at, in every layer and head.
   * @param {number} query
   * @returns {Float32Array}  [numLayers, numHeads, length]
   */
  attention(query) {
    return this.#core.call('attentionOfQuery', this.#handle, whole('query', query));
  }

  /**
   * Attention rollout over all layers (Abnar & Zuidema 2020): Π (½ · mean of the heads + ½ · I).
   * @returns {Float32Array}  [length, length], one row per query
   */
  rollout() {
    return this.#core.call('rollout', this.#handle);
  }

  /**
   * Measured facts of every layer and head.
   * @param {number} [query]  of this query; of all on average without it
   * @returns {HeadFacts[][]}  [layer][head]
   */
  facts(query = -1) {
    return JSON.parse(this.#core.callForJson('headFacts', this.#handle, whole('query', query)));
  }

  /**
   * The known words that a token's vector lies nearest to, before and after attention; only for
   * models that were trained for it.
   * @param {number} token
   * @param {number} [count]
   * @returns {{ before: NearWord[], after: NearWord[] }}
   */
  readout(token, count = 3) {
    const numbers = [whole('token', token), whole('count', count)];
    return JSON.parse(this.#core.callForJson('readout', this.#handle, ...numbers));
  }

  /** @internal */
  get layersDone() {
    return this.#layersDone;
  }

  /** @internal Runs one more layer. */
  advance() {
    this.#layersDone = this.#core.call('advance', this.#handle);
  }

  /** Frees the memory now rather than at some collection; runs of its layers stay alive. */
  dispose() {
    this.#core.release(this, this.#handle);
  }
}

/**
 * As the core takes it, which knows the range: a 32-bit integer.
 * @param {string} name
 * @param {unknown} value
 */
export function whole(name, value) {
  if (typeof value === 'number' && Number.isInteger(value)) {
    return Math.max(-(2 ** 31), Math.min(value, 2 ** 31 - 1));
  }
  const got = typeof value === 'number' ? value : typeof value;
  throw refusal('range', 'error.whole', { name, got });
}
