// The worker's end: this script, loaded once more in a worker that the page named after it.
import { AttentionError } from './attention-error.js';
import { createEngine } from './engine.js';
import { layerParts } from './layer-parts.js';
import { ModelDesk } from './model-desk.js';
import { useCompiledWasm } from './wasm-module.js';
import { WORKER_NAME } from './worker-source.js';

/**
 * `start` with the compiled wasm, `cancel` for the call of the same id, or a call of ModelDesk.
 * @typedef {{ id: number, call: string, args: any[] }} Request
 */

/**
 * One for each call but `cancel`; before it any number with progress.
 * @typedef {object} Reply
 * @property {number} id
 * @property {any} [value]
 * @property {{ code?: import('./attention-error.js').AttentionErrorCode, message: string }} [error]
 * @property {number} [progress]
 */

const scope = /** @type {DedicatedWorkerScope} */ (/** @type {unknown} */ (globalThis));

/** @typedef {{ name: string, addEventListener(type: 'message', listener: (event: { data: Request }) => void): void, postMessage(reply: Reply, transfer?: ArrayBufferLike[]): void }} DedicatedWorkerScope */

/** Answers the page, where this is the worker that it started; anywhere else nothing happens. */
export function serveModels() {
  if (typeof document !== 'undefined' || scope.name !== WORKER_NAME) return;
  /** @type {Map<number, AbortController>} */
  const running = new Map();
  /** @type {ModelDesk} */
  let desk;

  /** @param {Request} request @param {AbortSignal} signal @returns {Promise<any>} */
  async function answer({ id, call, args }, signal) {
    if (call === 'start') {
      useCompiledWasm(args[0]);
      desk = new ModelDesk(await createEngine());
      return null;
    }
    /** @param {number} progress */
    const onProgress = (progress) => scope.postMessage({ id, progress });
    const value = await /** @type {any} */ (desk)[call](args, { signal, onProgress });
    if (call !== 'layer') return value;
    try {
      return layerParts(value, args[1], desk.config);
    } finally {
      value.dispose();
    }
  }

  scope.addEventListener('message', async ({ data }) => {
    const { id, call } = data;
    if (call === 'cancel') {
      running.get(id)?.abort();
      return;
    }
    const ending = new AbortController();
    running.set(id, ending);
    try {
      const value = await answer(data, ending.signal);
      scope.postMessage({ id, value }, buffersIn(value));
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      const code = error instanceof AttentionError ? error.code : undefined;
      scope.postMessage({ id, error: { code, message } });
    } finally {
      running.delete(id);
    }
  });
}

/**
 * Of every Float32Array in a reply: it is moved rather than copied.
 * @param {unknown} value
 * @returns {ArrayBufferLike[]}
 */
function buffersIn(value) {
  if (value instanceof Float32Array) return [value.buffer];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(buffersIn);
}
