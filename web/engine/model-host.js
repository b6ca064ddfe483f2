// Whole models behind one asynchronous interface, wherever they live: a small one beside the page's
// own engine, a large one in a worker, so that the page stays responsive.
import { blobsOf, sizeOf } from './given-files.js';
import { generate } from './generate.js';
import { ModelCalls } from './worker/model-calls.js';
import { ModelRunTraits, ModelTraits } from './model-traits.js';
import { refusal } from './refusal.js';
import { startModelWorker } from './worker/model-in-worker.js';

/** @typedef {import('./engine.js').Engine} Engine */
/** @typedef {import('./model-types.js').ModelHolder} ModelHolder */
/** @typedef {import('./run.js').Run} Run */
/** @typedef {import('./model-types.js').LongCall} LongCall */
/** @typedef {import('./model-types.js').ModelInput} ModelInput */
/** @typedef {import('./model-types.js').HeadFacts} HeadFacts */
/** @typedef {import('./model-types.js').NearWord} NearWord */
/** @typedef {import('./model-types.js').ModelInfo} ModelInfo */
/** @typedef {import('./model-types.js').HostedRunInfo} HostedRunInfo */

/**
 * Bytes from which on a model lives in a worker. A layer takes about 10 ms for each of its megabytes
 * (ViT-B/16 with 197 tokens: 28 MB, 300 ms), so below this a step of a run is hardly seen.
 */
const WORKER_FROM = 1 << 24;

/** Frees what an owner that was collected held. @type {FinalizationRegistry<() => void>} */
const abandoned = new FinalizationRegistry((free) => free());

/**
 * See {@link import('./engine.js').Engine.hostModel}.
 * @param {Engine} engine
 * @param {import('./model-types.js').ModelFiles} given
 * @param {object} config
 * @param {LongCall} call
 * @returns {Promise<HostedModel>}
 */
export async function openHostedModel(engine, given, config, call) {
  call.signal?.throwIfAborted();
  const files = blobsOf(given);
  const worker = sizeOf(files) < WORKER_FROM ? undefined : await startModelWorker(engine);
  const holder = worker ?? new PageHolder(engine);
  try {
    return new HostedModel(holder, await holder.call('open', [files, config], call));
  } catch (error) {
    holder.close();
    throw error;
  }
}

/**
 * A model that may live in a worker; see {@link Engine.hostModel}.
 * @hideconstructor
 */
export class HostedModel extends ModelTraits {
  #holder;
  #runs = 0;

  /**
   * @internal
   * @param {ModelHolder} holder
   * @param {ModelInfo} info
   */
  constructor(holder, info) {
    super(info);
    this.#holder = holder;
    abandoned.register(this, () => holder.close(), this);
  }

  /** False where it lives beside the page's engine: it is small, or no worker was to be had. */
  get isInWorker() {
    return this.#holder.isWorker;
  }

  /**
   * @param {string} text
   * @returns {Promise<{ tokenIds: number[], tokens: string[] }>}
   */
  tokenize(text) {
    return this.#holder.call('tokenize', [String(text)]);
  }

  /**
   * The text that has these tokens; see {@link Model.decode}.
   * @param {readonly number[]} tokenIds
   * @returns {Promise<string>}
   */
  decode(tokenIds) {
    return this.#holder.call('decode', [Array.from(tokenIds)]);
  }

  /**
   * All layers. A small model is done before any timer or event; a large one reports each layer.
   * @param {ModelInput} input  copied
   * @param {LongCall} [call]
   * @returns {Promise<HostedRun>}
   */
  async run(input, call = {}) {
    const holder = this.#holder;
    this.#runs += 1;
    const id = this.#runs;
    try {
      return new HostedRun(
        this,
        holder,
        id,
        await holder.call('run', [id, plainInput(input)], call),
      );
    } catch (error) {
      // The answer may have come in the moment in which the call was cancelled.
      holder.call('disposeRun', [id]).catch(() => {});
      throw error;
    }
  }

  /**
   * A text and what a causal model goes on with: one token at a time, the whole text run anew for each.
   * @param {ModelInput} input  copied
   * @param {import('./model-types.js').GenerateOptions} [options]
   * @returns {Promise<HostedRun>}  of the whole text, with its `tokenIds` and `tokens`; the caller's to dispose
   * @throws {AttentionError} code `unsupported` for a model that does not say what comes next; `shape` when the text grows
   *   longer than the model has positions
   */
  generate(input, options = {}) {
    return generate((one, call) => this.run(one, call), this.config, input, options);
  }

  /** Ends what is under way, and frees the memory of the model and of its runs. */
  dispose() {
    abandoned.unregister(this);
    this.#holder.close();
  }
}

/**
 * One pass through a hosted model. What is read at once is here; the rest is asked for.
 * @hideconstructor
 */
export class HostedRun extends ModelRunTraits {
  #holder;
  #id;
  #info;

  /**
   * @internal
   * @param {HostedModel} model
   * @param {ModelHolder} holder
   * @param {number} id
   * @param {HostedRunInfo} info
   */
  constructor(model, holder, id, info) {
    super(info);
    /** Keeps its holder open. @internal */
    this.model = model;
    this.#holder = holder;
    this.#id = id;
    this.#info = info;
    abandoned.register(this, () => void holder.call('disposeRun', [id]).catch(() => {}), this);
  }

  /** As of a ModelRun. */
  get logits() {
    return this.#info.logits;
  }

  /** softmax(logits). */
  get probabilities() {
    return this.#info.probabilities;
  }

  /** The image as the model sees it, [channels, height, width], normalised; empty for words. */
  get pixels() {
    return this.#info.pixels;
  }

  /**
   * What one query looks at, in every layer and head.
   * @param {number} query
   * @returns {Promise<Float32Array>}  [numLayers, numHeads, length]
   */
  attention(query) {
    return this.#holder.call('attention', [this.#id, query]);
  }

  /**
   * @param {number} label
   * @returns {Promise<import('./model-types.js').LogitContributions>}  see ModelRun.logitContributions()
   */
  logitContributions(label) {
    return this.#holder.call('logitContributions', [this.#id, label]);
  }

  /**
   * @param {import('./model-types.js').RolloutOptions} [options]
   * @returns {Promise<Float32Array>}  [length, length]; see ModelRun.rollout()
   */
  rollout(options) {
    return this.#holder.call('rollout', [this.#id, options]);
  }

  /**
   * @param {number} [query]  of this query; of all on average without it
   * @returns {Promise<HeadFacts[][]>}  [layer][head]
   */
  facts(query) {
    return this.#holder.call('facts', [this.#id, query]);
  }

  /**
   * @param {number} token
   * @param {number} [count]
   * @returns {Promise<{ before: NearWord[], after: NearWord[] }>}  see ModelRun.readout()
   */
  readout(token, count) {
    return this.#holder.call('readout', [this.#id, token, count]);
  }

  /**
   * The attention of one layer, with all its steps, at that layer's real input: a Run on the page,
   * whose numbers are those of the worker, to the bit.
   * @param {number} index
   * @param {number} [window]  see ModelRun.layer()
   * @returns {Promise<Run>}  the caller's to dispose; it stays alive without the model. It holds a
   *   copy of the layer's weights where the model lives in a worker, so keep one at a time
   */
  layer(index, window) {
    return this.#holder.layer(this.#id, index, window);
  }

  /**
   * @param {{ count?: number } & import('./model-types.js').SamplingOptions} [options]
   * @returns {Promise<import('./model-types.js').NextToken[]>}  see ModelRun.nextTokens()
   */
  nextTokens(options) {
    return this.#holder.call('nextTokens', [this.#id, options]);
  }

  /**
   * @param {import('./model-types.js').SamplingOptions & { seed?: number }} [options]
   * @returns {Promise<import('./model-types.js').NextToken>}  see ModelRun.pickNext()
   */
  pickNext(options) {
    return this.#holder.call('pickNext', [this.#id, options]);
  }

  /** Frees the memory; runs of its layers stay alive. */
  dispose() {
    abandoned.unregister(this);
    this.#holder.call('disposeRun', [this.#id]).catch(() => {});
  }
}

/** Beside the page's own engine. @implements {ModelHolder} */
class PageHolder {
  isWorker = false;
  #calls;
  #isClosed = false;

  /** @param {Engine} engine */
  constructor(engine) {
    this.#calls = new ModelCalls(engine);
  }

  /**
   * @param {string} name
   * @param {any} args
   * @param {LongCall} [call]
   * @returns {Promise<any>}
   */
  async call(name, args, { signal, onProgress } = {}) {
    this.#refuseClosed();
    return /** @type {any} */ (this.#calls)[name](args, {
      signal,
      onProgress: (/** @type {number} */ done) => {
        this.#refuseClosed();
        onProgress?.(done);
      },
    });
  }

  /** @param {number} id @param {number} index @param {number} [window] */
  layer(id, index, window) {
    return this.call('layer', [id, index, window]);
  }

  close() {
    this.#isClosed = true;
    this.#calls.close();
  }

  #refuseClosed() {
    if (this.#isClosed) throw refusal('disposed', 'error.model.disposed');
  }
}

/** By its parts: what is only shaped like an ImageData need not be able to travel. @param {any} input */
function plainInput(input) {
  if (!input?.image) return input;
  const { data, width, height } = input.image;
  return { ...input, image: { data, width, height } };
}
