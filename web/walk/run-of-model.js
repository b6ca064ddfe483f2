// One input's way through a whole model, of which one layer at a time is walked.
import { gridOfWindow, windowAt } from './windows.js';

/**
 * @typedef {import('../engine/engine.js').Model} Model
 * @typedef {import('../engine/engine.js').ModelRun} ModelRun
 * @typedef {import('../engine/engine.js').Run} Run
 * @typedef {import('../engine/engine.js').HeadFacts} HeadFacts
 * @typedef {import('./patch-grid.js').Picture} Picture
 * @typedef {{ id: number, label?: unknown, probability: number }} Prediction  label: where the model names its classes
 */

/** What a class is called. @param {import('../text/index.js').Words} words @param {Prediction} prediction */
export const classOf = (words, { id, label }) =>
  label === undefined || label === null ? words.say('prediction.class', { id }) : String(label);

export class RunOfModel {
  #run;
  /** @type {import('./patch-grid.js').Grid | null} */
  #grid = null;
  /** @type {Map<number, Float32Array | Promise<Float32Array>>} */
  #attention = new Map();
  /** @type {Float32Array | Promise<Float32Array> | null} */
  #rollout = null;

  /**
   * @param {any} model  a Model, or one that lives in a worker
   * @param {any} run  of it
   * @param {string} name  of the model
   * @param {(changes: import('./changes.js').Parts[]) => RunOfModel | Promise<RunOfModel>} again  the same input with changes, each with its layer
   */
  constructor(model, run, name, again) {
    this.model = model;
    this.#run = run;
    this.name = name;
    this.again = again;
    this.numLayers = /** @type {number} */ (run.numLayers);
    this.numHeads = /** @type {number} */ (run.numHeads);
    this.length = /** @type {number} */ (run.length);
  }

  /** @param {number} index @param {number} [window]  of a layer that has windows @returns {Run | Promise<Run>} */
  layer(index, window) {
    return this.#run.layer(index, this.windows ? window : undefined);
  }

  /** The windows of each layer; null where all patches see each other. @returns {import('../engine/engine.js').LayerWindows[] | null} */
  get windows() {
    return this.#run.windows ?? null;
  }

  /** How many windows a layer has; 1: it is one. @param {number} layer */
  windowsOf(layer) {
    const found = this.windows?.[layer];
    return found ? found.order.length / found.size : 1;
  }

  /** Whether [CLS] is the only query of a layer. @param {number} layer */
  isOfClass(layer) {
    return layer >= this.numLayers - (this.#run.classLayers ?? 0);
  }

  /** Whether all layers have the same tokens, so that their weights can stand side by side. */
  get isComparable() {
    return !this.windows && !this.#run.classLayers;
  }

  /** @param {number} layer */
  headsOf(layer) {
    return this.windows?.[layer].numHeads ?? this.numHeads;
  }

  /** Tokens that are walked of a layer. @param {number} layer */
  lengthOf(layer) {
    if (this.isOfClass(layer)) return 1;
    return this.windows?.[layer].size ?? this.length;
  }

  /**
   * The same place of the picture in another layer, or in a window that may not be there.
   * @param {{ layer: number, window: number, query: number }} from @param {number} layer
   * @returns {{ window: number, query: number }}
   */
  follow({ layer: before, window, query }, layer) {
    const { windows } = this;
    if (!windows) return { window: 0, query: Math.min(query, this.lengthOf(layer) - 1) };
    const from = windows[Math.min(before, windows.length - 1)];
    const row = Math.min(query, from.size - 1);
    const patch = from.order[window * from.size + row] ?? from.order[row];
    return windowAt(windows[layer], patch, from);
  }

  /** Where the patches are, with the picture as the model sees it; null for words. */
  get grid() {
    const { places } = this;
    // The same object every time: pictures that are painted of it are kept by it.
    this.#grid ??= places && { ...places, image: seenPicture(this) };
    return this.#grid;
  }

  /** Of a window of a layer, as a picture of its own; the whole where there are none. @param {number} layer @param {number} window */
  gridAt(layer, window) {
    const { grid, windows } = this;
    if (this.isOfClass(layer)) return null; // the only token that asks is no patch
    if (!windows || !grid?.image) return grid;
    return gridOfWindow(windows[layer], window, grid.image);
  }

  /** Rows, columns and prefix of the patches, without the picture; null for words. */
  get places() {
    return /** @type {import('../engine/engine.js').PatchGrid | null} */ (this.#run.grid ?? null);
  }

  /** Pixels of the picture that went in, which may be another size than the model was trained for, and of its patches. */
  get size() {
    const { patchSize } = /** @type {NonNullable<Model['image']>} */ (this.model.image);
    const { rows, columns } = /** @type {NonNullable<typeof this.places>} */ (this.places);
    return { height: rows * patchSize, width: columns * patchSize, patchSize };
  }

  /** The picture as it went in: [channels, height, width], normalised. @returns {Float32Array} */
  get pixels() {
    return this.#run.pixels;
  }

  /** What a query looks at in every layer and head: [layers, heads, n]. @param {number} query */
  async attention(query) {
    if (!this.#attention.has(query)) this.#attention.set(query, this.#run.attention(query));
    return /** @type {Float32Array} */ (await this.#attention.get(query));
  }

  /** A query's row of the attention rollout: [n]. @param {number} query */
  async rollout(query) {
    this.#rollout ??= this.#run.rollout();
    const all = /** @type {Float32Array} */ (await this.#rollout);
    return all.subarray(query * this.length, (query + 1) * this.length);
  }

  /** @param {number} [query] @returns {Promise<HeadFacts[][]>} */
  async facts(query) {
    return this.#run.facts(query);
  }

  /** Whether it says what comes next. @returns {boolean} */
  get hasNextToken() {
    return this.model.hasNextToken;
  }

  /** What went in, where it was text. @returns {number[]} */
  get tokenIds() {
    return this.#run.tokenIds;
  }

  /** @param {object} options  see ModelRun.nextTokens() @returns {Promise<import('../engine/engine.js').NextToken[]>} */
  async nextTokens(options) {
    return this.#run.nextTokens(options);
  }

  /** @param {object} options  see ModelRun.pickNext() @returns {Promise<import('../engine/engine.js').NextToken>} */
  async pickNext(options) {
    return this.#run.pickNext(options);
  }

  /** The classes with their probabilities, likeliest first; empty without a classifier. @returns {Prediction[]} */
  get predictions() {
    if (this.hasNextToken) return [];
    const probabilities = Array.from(/** @type {Float32Array} */ (this.#run.probabilities));
    const labels = this.model.config.id2label ?? {};
    return probabilities
      .map((probability, id) => ({ id, label: labels[id], probability }))
      .sort((a, b) => b.probability - a.probability);
  }

  /** Nearest known words before and after attention; null where the model was not trained for that. @param {number} token */
  readout(token) {
    return this.model.config.readout ? this.#run.readout(token) : null;
  }

  dispose() {
    this.#run.dispose();
  }
}

/**
 * The pixels that went in, undone to grey or colour bytes.
 * @param {RunOfModel} run  of a picture
 * @returns {Picture}
 */
function seenPicture({ model, pixels, size: { height, width } }) {
  const { config } = model;
  const of = (/** @type {number[] | undefined} */ list, /** @type {number} */ channel) =>
    list?.[channel] ?? list?.[0] ?? 0.5;
  const mean = config.image_mean ?? config.pretrained_cfg?.mean;
  const deviation = config.image_std ?? config.pretrained_cfg?.std;
  const area = height * width;
  const data = new Uint8ClampedArray(4 * area).fill(255);
  for (let at = 0; at < area; at += 1) {
    for (let color = 0; color < 3; color += 1) {
      const channel = pixels.length === 3 * area ? color : 0;
      const value = pixels[channel * area + at];
      data[4 * at + color] = 255 * (value * of(deviation, channel) + of(mean, channel));
    }
  }
  return { width, height, data };
}
