// One pass through a whole model, which lives in the core.
import { layerParts } from './layer-parts.js';
import { ModelRunTraits } from './model-traits.js';
import { Run } from './run.js';
import { samplingOf, seedOf } from './generate.js';
import { whole } from './whole.js';

/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('./model-types.js').HeadFacts} HeadFacts */
/** @typedef {import('./model-types.js').NearWord} NearWord */
/** @typedef {import('./model-types.js').NextToken} NextToken */
/** @typedef {import('./model-types.js').SamplingOptions} SamplingOptions */

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

  /** One number for each label, or of a causal model for each token that may come next; empty without either. */
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
   * @param {number} [window]  of a layer with windows (Swin), one of them as a layer of its own; all of them, one after
   *   the other, without it
   * @returns {Run}
   */
  layer(index, window) {
    return new Run(this.#core, this.#layerHandle(index, window));
  }

  /**
   * A layer taken apart, so that another engine can run it to the same bits.
   * @internal
   * @param {number} index
   * @param {number} [window]
   */
  layerParts(index, window) {
    const handle = this.#layerHandle(index, window);
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
   * Which head of which layer spoke for a class: what each part adds to one logit, with the scale of the final norm held
   * as it is in this run (Elhage et al. 2021). Together they are the logit, but for rounding.
   * @param {number} label  0-based, of the logits
   * @returns {import('./model-types.js').LogitContributions}
   * @throws {AttentionError} code `range`, or `unsupported` where the logits are no such sum
   */
  logitContributions(label) {
    return JSON.parse(this.#core.callForJson('logitContributions', this.#handle, label));
  }

  /**
   * Attention rollout over all layers (Abnar & Zuidema 2020): Π (½ · mean of the heads + ½ · I).
   * @param {import('./model-types.js').RolloutOptions} [options]
   * @returns {Float32Array}  [length, length], one row per query
   * @throws {AttentionError} code `unsupported` (heads; a model with windows), `range` (discard)
   */
  rollout({ heads = 'mean', discard = 0 } = {}) {
    return this.#core.call('rollout', this.#handle, String(heads), Number(discard));
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

  /**
   * What may come next, likeliest first, with the softmax of logit / temperature.
   * @param {{ count?: number } & SamplingOptions} [options]  count: at most so many; 10 when left out. Temperature 1
   *   when left out: the probabilities that the model gives
   * @returns {NextToken[]}
   * @throws {AttentionError} code `unsupported` for a model that does not say what comes next, such as BERT; `range`
   */
  nextTokens({ count = 10, ...sampling } = {}) {
    const numbers = [whole('count', count), ...samplingOf(sampling)];
    return JSON.parse(this.#core.callForJson('nextTokens', this.#handle, ...numbers));
  }

  /**
   * One of them, drawn by its probability: the same seed gives the same one on every platform. The draw depends on the
   * length of the text too, so that one seed serves for all of its tokens.
   * @param {SamplingOptions & { seed?: number }} [options]  temperature 0 when left out: the likeliest; seed 0
   * @returns {NextToken}
   * @throws {AttentionError} code `unsupported`, `range`
   */
  pickNext({ temperature = 0, topK, seed = 0 } = {}) {
    const numbers = [...samplingOf({ temperature, topK }), seedOf(seed)];
    return JSON.parse(this.#core.callForJson('pickNextToken', this.#handle, ...numbers));
  }

  /** @internal */
  get layersDone() {
    return this.#layersDone;
  }

  /** @internal Runs one more layer. */
  advance() {
    this.#layersDone = this.#core.call('advance', this.#handle);
  }

  /** @param {number} index @param {number} [window] */
  #layerHandle(index, window) {
    const layer = whole('layer', index);
    if (window === undefined) return this.#core.call('modelRunLayer', this.#handle, layer);
    return this.#core.call('modelRunWindow', this.#handle, layer, whole('window', window));
  }

  /** Frees the memory now rather than at some collection; runs of its layers stay alive. */
  dispose() {
    this.#core.release(this, this.#handle);
  }
}
