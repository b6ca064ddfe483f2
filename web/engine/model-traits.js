// What a model and a pass through it say of themselves, wherever they live: read once, kept here.

/** @typedef {import('./model-types.js').PatchGrid} PatchGrid */
/** @typedef {import('./model-types.js').LayerWindows} LayerWindows */

export class ModelTraits {
  #info;

  /** @internal @param {import('./model-types.js').ModelInfo} info */
  constructor(info) {
    this.#info = info;
  }

  /** The file's own configuration with the one that was given over it, without the vocabulary. */
  get config() {
    return this.#info.config;
  }

  /** Number of layers. */
  get numLayers() {
    return this.#info.numLayers;
  }

  /** Heads of every layer. */
  get numHeads() {
    return this.#info.numHeads;
  }

  /** Columns of a token's vector. */
  get dModel() {
    return this.#info.dModel;
  }

  /** Whether it brings a vocabulary to read texts with. */
  get readsText() {
    return this.#info.readsText ?? false;
  }

  /** Why the tokenizer's files that came with it are not read; undefined when they are, or none came. */
  get noTokenizer() {
    return this.#info.noTokenizer;
  }

  /**
   * As its tokenizer takes texts: those of Hugging Face normalize by themselves.
   * @internal
   * @param {string} text
   */
  normalized(text) {
    const form = this.#info.normalization;
    return form ? text.normalize(form) : text;
  }

  /** What it expects of an image, in pixels; undefined for a model of words. */
  get image() {
    return this.#info.image;
  }

  /** Whether its runs say what comes next: a causal model with an output head, of its own or tied to the embedding. */
  get hasNextToken() {
    return this.#info.hasNextToken;
  }
}

export class ModelRunTraits {
  #info;

  /** @internal @param {import('./model-types.js').ModelRunInfo} info */
  constructor(info) {
    this.#info = info;
  }

  /** Number of tokens. */
  get length() {
    return this.#info.length;
  }

  /** Layers of the model. */
  get numLayers() {
    return this.#info.numLayers;
  }

  /** Heads of every layer. */
  get numHeads() {
    return this.#info.numHeads;
  }

  /** Their names. */
  get tokens() {
    return this.#info.tokens;
  }

  /** Their numbers in the vocabulary; empty for images. */
  get tokenIds() {
    return this.#info.tokenIds ?? [];
  }

  /** For each layer the windows of its patches (Swin); undefined without. @returns {LayerWindows[] | undefined} */
  get windows() {
    return this.#info.windows;
  }

  /**
   * How many of the last layers have [CLS] as their only query, which is asked for the first time there (CaiT); 0
   * without. Attention, facts and rollout are not defined across all layers then.
   */
  get classLayers() {
    return this.#info.classLayers ?? 0;
  }

  /** Places of the patches; undefined for words. @returns {PatchGrid | undefined} */
  get grid() {
    return this.#info.grid;
  }
}
