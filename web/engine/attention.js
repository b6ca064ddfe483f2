// One attention layer that lives in the core.
import { toRequest } from './request.js';
import { Run } from './run.js';

/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('./spec-types.js').RunInput} RunInput */

/**
 * A layer with its weights; see {@link Engine.attention}.
 * @hideconstructor
 */
export class Attention {
  #core;
  #handle;

  /**
   * @internal
   * @param {Core} core
   * @param {number} handle
   */
  constructor(core, handle) {
    this.#core = core;
    this.#handle = handle;
    core.adopt(this, handle);
  }

  /**
   * The whole layer for every token, keeping each intermediate. Input is copied.
   * @param {RunInput} input
   * @returns {Run}
   * @example
   * ```js
   * import { createEngine } from 'attention-walk';
   *
   * const engine = await createEngine();
   * const layer = engine.attention({ dModel: 4, numHeads: 2, mask: 'causal' });
   * const run = layer.run({ x: new Float32Array(3 * 4).fill(1), tokens: ['a', 'b', 'c'] });
   * const { shape, data } = run.tensor('weights', 0);
   * console.log(shape, data[0]); // [ 3, 3 ] 1
   * ```
   */
  run(input) {
    const { json, blobs } = toRequest('input', input);
    return new Run(this.#core, this.#core.call('runAttention', this.#handle, json, blobs));
  }

  /** Frees the memory now rather than at some collection; its runs stay alive. */
  dispose() {
    this.#core.release(this, this.#handle);
  }
}
