// Answers what a hosted model is asked, beside the core that holds it: on the page, or in a worker.
import { sizeOf } from '../given-files.js';
import { refusal } from '../refusal.js';

/** @typedef {import('../models.js').OpensModels} OpensModels */
/** @typedef {import('../model.js').Model} Model */
/** @typedef {import('../model-run.js').ModelRun} ModelRun */
/** @typedef {import('../model-types.js').LongCall} LongCall */
/** @typedef {import('../model-types.js').ModelInput} ModelInput */
/** @typedef {import('../model-types.js').HostedRunInfo} HostedRunInfo */
/** @typedef {import('../model-types.js').ModelInfo} ModelInfo */

/**
 * Bytes of the largest files whose model is run at once: at most about 10 ms, which is less than the
 * timers of a run in steps would add to every stroke on a drawing pad.
 */
const AT_ONCE = 1 << 20;

/** One model and its runs, which go by the numbers that the caller gave them. */
export class ModelCalls {
  #engine;
  /** @type {Model | undefined} */
  #model;
  #inSteps = true;
  /** @type {Map<number, ModelRun>} */
  #runs = new Map();

  /** @param {OpensModels} engine */
  constructor(engine) {
    this.#engine = engine;
  }

  /**
   * Comes first, and once.
   * @param {[files: import('../model-types.js').ModelFiles, config: object]} args
   * @param {LongCall} call
   * @returns {Promise<ModelInfo>}
   */
  async open([files, given], call) {
    this.#inSteps = sizeOf(files) > AT_ONCE;
    const model = await this.#engine.openModel(files, given, call);
    this.#model = model;
    const { config, numLayers, numHeads, dModel, image } = model;
    const { hasNextToken, readsText, noTokenizer } = model;
    const of = { hasNextToken, readsText, noTokenizer };
    return { config, numLayers, numHeads, dModel, image, ...of };
  }

  /** @param {[text: string]} args */
  tokenize([text]) {
    return this.#opened.tokenize(text);
  }

  /** @param {[tokenIds: readonly number[]]} args */
  decode([tokenIds]) {
    return this.#opened.decode(tokenIds);
  }

  /**
   * @param {[id: number, input: ModelInput]} args
   * @param {LongCall} call
   * @returns {Promise<HostedRunInfo>}
   */
  async run([id, input], call) {
    call.signal?.throwIfAborted();
    const model = this.#opened;
    const run = this.#inSteps ? await model.runInSteps(input, call) : model.run(input);
    this.#runs.set(id, run);
    const { length, numLayers, numHeads, tokens, tokenIds, grid, windows } = run;
    const { classLayers, logits, probabilities, pixels } = run;
    const info = { length, numLayers, numHeads, tokens, tokenIds, grid, windows, classLayers };
    return { ...info, logits, probabilities, pixels };
  }

  /** @param {[id: number, query: number]} args */
  attention([id, query]) {
    return this.#runOf(id).attention(query);
  }

  /** @param {[id: number, label: number]} args */
  logitContributions([id, label]) {
    return this.#runOf(id).logitContributions(label);
  }

  /** @param {[id: number, options?: import('../model-types.js').RolloutOptions]} args */
  rollout([id, options]) {
    return this.#runOf(id).rollout(options);
  }

  /** @param {[id: number, query: number | undefined]} args */
  facts([id, query]) {
    return this.#runOf(id).facts(query);
  }

  /** @param {[id: number, token: number, count: number | undefined]} args */
  readout([id, token, count]) {
    return this.#runOf(id).readout(token, count);
  }

  /** @param {[id: number, options: object | undefined]} args */
  nextTokens([id, options]) {
    return this.#runOf(id).nextTokens(options);
  }

  /** @param {[id: number, options: object | undefined]} args */
  pickNext([id, options]) {
    return this.#runOf(id).pickNext(options);
  }

  /** Where page and model share a core. @param {[id: number, index: number, window: number | undefined]} args */
  layer([id, index, window]) {
    return this.#runOf(id).layer(index, window);
  }

  /** Where they do not. @param {[id: number, index: number, window: number | undefined]} args */
  layerParts([id, index, window]) {
    return this.#runOf(id).layerParts(index, window);
  }

  /** A number that stands for no run is ignored: its run may have been cancelled. @param {[id: number]} args */
  disposeRun([id]) {
    this.#runs.get(id)?.dispose();
    this.#runs.delete(id);
  }

  close() {
    for (const run of this.#runs.values()) run.dispose();
    this.#runs.clear();
    this.#model?.dispose();
  }

  get #opened() {
    return /** @type {Model} */ (this.#model);
  }

  /** @param {number} id */
  #runOf(id) {
    const run = this.#runs.get(id);
    if (!run) throw refusal('disposed', 'error.modelRun.disposed');
    return run;
  }
}
