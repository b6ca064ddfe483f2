// A whole encoder that lives in the core.
import { generate } from './generate.js';
import { ModelRun } from './model-run.js';
import { ModelTraits } from './model-traits.js';
import { refusal } from './refusal.js';
import { toRequest } from './request.js';
import { whole } from './whole.js';

/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('./model-types.js').ModelInput} ModelInput */
/** @typedef {import('./model-types.js').LongCall} LongCall */

/**
 * A stack of layers read from a file; see {@link Engine.model}.
 * @hideconstructor
 */
export class Model extends ModelTraits {
  #core;
  #handle;

  /**
   * @internal
   * @param {Core} core
   * @param {number} handle
   */
  constructor(core, handle) {
    super(JSON.parse(core.callForJson('modelJson', handle)));
    this.#core = core;
    this.#handle = handle;
    core.adopt(this, handle);
  }

  /**
   * Cuts a text as the model's vocabulary wants it.
   * @param {string} text
   * @returns {{ tokenIds: number[], tokens: string[] }}
   * @throws {AttentionError} code `unsupported` when the model brings no vocabulary
   */
  tokenize(text) {
    const normal = encode(this.normalized(String(text)));
    return JSON.parse(this.#core.callForJson('tokenize', this.#handle, normal));
  }

  /**
   * The text that has these tokens, as far as they tell it; special tokens are left out.
   * @param {readonly number[]} tokenIds
   * @returns {string}
   * @throws {AttentionError} code `unsupported` when the model brings no vocabulary
   */
  decode(tokenIds) {
    const ids = encode(JSON.stringify(Array.from(tokenIds)));
    return JSON.parse(this.#core.callForJson('decode', this.#handle, ids));
  }

  /**
   * All layers at once.
   * @param {ModelInput} input  copied
   * @returns {ModelRun}
   */
  run(input) {
    const run = this.#start(input);
    try {
      while (run.layersDone < run.numLayers) run.advance();
    } catch (error) {
      run.dispose();
      throw error;
    }
    return run;
  }

  /**
   * Layer by layer, with room for everything else in between.
   * @param {ModelInput} input  copied
   * @param {LongCall} [call]
   * @returns {Promise<ModelRun>}
   */
  async runInSteps(input, { signal, onProgress } = {}) {
    const run = this.#start(input);
    try {
      while (run.layersDone < run.numLayers) {
        await new Promise((resolve) => setTimeout(resolve));
        signal?.throwIfAborted();
        run.advance();
        onProgress?.(run.layersDone / run.numLayers);
      }
    } catch (error) {
      run.dispose();
      throw error;
    }
    return run;
  }

  /**
   * A text and what a causal model goes on with: one token at a time, the whole text run anew for each.
   * @param {ModelInput} input  copied
   * @param {import('./model-types.js').GenerateOptions} [options]
   * @returns {Promise<ModelRun>}  of the whole text, with its `tokenIds` and `tokens`; the caller's to dispose
   * @throws {AttentionError} code `unsupported` for a model that does not say what comes next; `shape` when the text grows
   *   longer than the model has positions
   */
  generate(input, options = {}) {
    return generate((one, call) => this.runInSteps(one, call), this.config, input, options);
  }

  /** Frees the memory now rather than at some collection; its runs stay alive. */
  dispose() {
    this.#core.release(this, this.#handle);
  }

  /** @param {any} input */
  #start(input) {
    return new ModelRun(this.#core, this.#startIn(input ?? {}));
  }

  /** @param {any} input */
  #startIn(input) {
    const core = this.#core;
    const handle = this.#handle;
    const changes = changesOf(input);
    if (input.image !== undefined) {
      const { data, width, height } = toImage(input.image);
      return core.call('startImage', handle, data, width, height, changes);
    }
    if (input.pixels !== undefined) {
      const pixels = toRequest('pixels', input.pixels).blobs[0] ?? noPixels();
      const [height, width] = sides(input);
      return core.call('startPixels', handle, pixels, height, width, changes);
    }
    const { positions, ...words } = input;
    if (typeof words.text === 'string') words.text = this.normalized(words.text);
    if (positions === false || words.changes !== undefined) words.changes = listOfChanges(input);
    return core.call('startTokens', handle, toRequest('input', words).json);
  }
}

const encoder = new TextEncoder();

/** `positions: false` is the same as a change that says so. @param {any} input */
function listOfChanges({ changes = [], positions }) {
  return positions === false && Array.isArray(changes)
    ? [...changes, { positions: false }]
    : changes;
}

/** @param {any} input */
const changesOf = (input) => toRequest('changes', listOfChanges(input)).json;

/** Pixels of an image, at most. */
const LONGEST_SIDE = 65536;

/** @param {string} text */
const encode = (text) => encoder.encode(text);

/** As the core takes them: 0 for those of the trained size. @param {any} input */
function sides({ height, width }) {
  if (height === undefined && width === undefined) return [0, 0];
  return [positive('height', height), positive('width', width)];
}

/** @param {string} name @param {unknown} value */
function positive(name, value) {
  const side = whole(name, value);
  if (side > 0 && side <= LONGEST_SIDE) return side;
  throw refusal('range', 'error.side', { name, most: LONGEST_SIDE, got: side });
}

/** @returns {never} */
function noPixels() {
  throw refusal('parse', 'error.pixels');
}

/** @param {any} image */
function toImage(image) {
  const { data, width, height } = image ?? {};
  const name = Object.prototype.toString.call(data);
  if (name === '[object Uint8ClampedArray]' || name === '[object Uint8Array]') {
    if (Number.isInteger(width) && Number.isInteger(height)) return { data, width, height };
  }
  throw refusal('parse', 'error.image');
}
