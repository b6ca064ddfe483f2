// Calls into the wasm module: requests go in as JSON with typed arrays beside it, answers come out
// as values or as AttentionError. No message of a refused request is written here.
import { AttentionError } from './attention-error.js';
import { failure, refusal } from './refusal.js';

/**
 * @template T
 * @typedef {{ value: T, error?: undefined } | { value?: undefined, error: { code: import('./attention-error.js').AttentionErrorCode | 'internal', message: string } }} Answer
 */

/**
 * Requests travel as UTF-8 bytes, encoded by the platform rather than by embind; answers may come
 * either way, bytes as a view that lasts until the next call. A handle is an integer that is never used twice.
 * @typedef {object} WasmModule
 * @property {() => Answer<string>} engineVersion
 * @property {() => Answer<string | Uint8Array>} examplesJson
 * @property {(spec: Uint8Array, blobs: Float32Array[]) => Answer<number>} createAttention
 * @property {(attention: number, input: Uint8Array, blobs: Float32Array[]) => Answer<number>} runAttention
 * @property {(run: number) => Answer<{ address: number, size: number }>} nextX  where the next input goes
 * @property {(run: number) => number} updateRun  the address after that one, or 0 when it was refused
 * @property {() => Answer<never>} updateError  why
 * @property {Float32Array} HEAPF32
 * @property {(run: number) => Answer<number>} runLength
 * @property {(run: number, options: Uint8Array) => Answer<string | Uint8Array>} traceJson
 * @property {(run: number, ref: Uint8Array) => Answer<string | Uint8Array>} explainJson
 * @property {(run: number, name: string, head: number) => Answer<{ shape: number[], data: Float32Array }>} tensor
 * @property {(run: number, name: string) => Answer<boolean>} hasTensor
 * @property {(run: number, name: string, head: number, query: number) => Answer<{ shape: number[], data: Float32Array }>} queryNumbers
 * @property {(handle: number) => Answer<null>} release
 * @property {(files: Uint8Array) => Answer<number>} openFiles
 * @property {(files: number) => Answer<number[]>} wantedBytes
 * @property {(files: number, bytes: Uint8Array) => Answer<null>} takeBytes
 * @property {(files: number, config: Uint8Array) => Answer<number>} openModel
 * @property {(loader: number) => Answer<number[]>} modelRanges
 * @property {(loader: number, range: number, bytes: Uint8Array) => Answer<null>} fillModel
 * @property {(loader: number) => Answer<number>} finishModel
 * @property {(model: number) => Answer<string | Uint8Array>} modelJson
 * @property {(model: number, text: Uint8Array) => Answer<string | Uint8Array>} tokenize
 * @property {(model: number, tokenIds: Uint8Array) => Answer<string | Uint8Array>} decode  a JSON list
 * @property {(model: number, pixels: Float32Array, height: number, width: number, changes: Uint8Array) => Answer<number>} startPixels  height and width 0: of the trained size
 * @property {(model: number, rgba: Uint8Array, width: number, height: number, changes: Uint8Array) => Answer<number>} startImage
 * @property {(model: number, input: Uint8Array) => Answer<number>} startTokens
 * @property {(run: number) => Answer<number>} advance
 * @property {(run: number) => Answer<string | Uint8Array>} modelRunJson
 * @property {(run: number, layer: number) => Answer<number>} modelRunLayer
 * @property {(run: number, layer: number, window: number) => Answer<number>} modelRunWindow
 * @property {(run: number) => Answer<string | Uint8Array>} layerJson  of the run of a layer
 * @property {(run: number) => Answer<Float32Array>} logits
 * @property {(run: number) => Answer<Float32Array>} probabilities
 * @property {(run: number) => Answer<Float32Array>} pixels
 * @property {(run: number, query: number) => Answer<Float32Array>} attentionOfQuery
 * @property {(run: number, heads: string, discard: number) => Answer<Float32Array>} rollout
 * @property {(run: number, query: number) => Answer<string | Uint8Array>} headFacts
 * @property {(run: number, token: number, count: number) => Answer<string | Uint8Array>} readout
 * @property {(run: number, label: number) => Answer<string | Uint8Array>} logitContributions
 * @property {(run: number, count: number, temperature: number, topK: number) => Answer<string | Uint8Array>} nextTokens
 * @property {(run: number, temperature: number, topK: number, seed: number) => Answer<string | Uint8Array>} pickNextToken
 */

const decoder = new TextDecoder();

export class Core {
  #module;
  /** @type {FinalizationRegistry<number>} */
  #abandoned;

  /** @param {WasmModule} module */
  constructor(module) {
    this.#module = module;
    this.#abandoned = new FinalizationRegistry((handle) => module.release(handle));
  }

  /**
   * @template {Exclude<keyof WasmModule, 'updateRun' | 'HEAPF32'>} Name
   * @param {Name} name
   * @param {Parameters<WasmModule[Name]>} args
   * @returns {NonNullable<ReturnType<WasmModule[Name]>['value']>}
   */
  call(name, ...args) {
    return this.#valueOf(this.#answer(name, args));
  }

  /**
   * Copies a run's next input to where it belongs and computes: the one call that is made so often
   * that no object crosses the boundary.
   * @param {number} run
   * @param {Float32Array} x
   * @param {number} address  of its next input
   * @returns {number}  the address of the input after that
   */
  update(run, x, address) {
    const module = this.#module;
    module.HEAPF32.set(x, address >>> 2);
    return module.updateRun(run) || this.#valueOf(module.updateError());
  }

  /**
   * @template T
   * @param {Answer<T>} answer
   * @returns {T}
   */
  #valueOf({ value, error }) {
    if (error?.code === 'internal') throw failure('error.bug', { message: error.message });
    if (error) throw new AttentionError(error.code, error.message);
    return /** @type {any} */ (value);
  }

  /**
   * @param {'examplesJson' | 'traceJson' | 'explainJson' | 'modelJson' | 'tokenize' | 'decode' | 'modelRunJson' | 'layerJson' | 'headFacts' | 'readout' | 'logitContributions' | 'nextTokens' | 'pickNextToken'} name
   * @param {any[]} args
   * @returns {string}
   */
  callForJson(name, ...args) {
    const json = this.call(name, .../** @type {[any, any]} */ (args));
    return typeof json === 'string' ? json : decoder.decode(json);
  }

  /**
   * Frees what the handle stands for when its owner is collected, unless release() came first.
   * @param {object} owner
   * @param {number} handle
   */
  adopt(owner, handle) {
    this.#abandoned.register(owner, handle, owner);
  }

  /**
   * @param {object} owner
   * @param {number} handle
   */
  release(owner, handle) {
    this.#abandoned.unregister(owner);
    this.#module.release(handle);
  }

  /** What has no owner yet. @param {number} handle */
  free(handle) {
    this.#module.release(handle);
  }

  /**
   * @param {keyof WasmModule} name
   * @param {any[]} args
   * @returns {Answer<any>}
   */
  #answer(name, args) {
    try {
      return /** @type {any} */ (this.#module)[name](...args);
    } catch (error) {
      // JavaScript's own want of memory: for the copy of a result, or for the way out of a full heap.
      if (!(error instanceof RangeError)) throw error;
      throw refusal('out_of_memory', 'error.memory.result', {}, { cause: error });
    }
  }
}
