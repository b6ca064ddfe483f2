// The worker's end of a model that lives in a worker.
import { AttentionError } from '../attention-error.js';
import { ModelCalls } from './model-calls.js';
import { startModels } from '../models.js';
import { modelsWasm } from '../wasm/models-wasm.js';
import { wordingOf } from '../refusal.js';

/**
 * `start` with the compiled wasm, `cancel` for the call of the same id, or a call of ModelCalls.
 * @typedef {{ id: number, call: string, args: any[] }} Request
 */

/**
 * One for each call but `cancel`; before it any number with progress.
 * @typedef {object} Reply
 * @property {number} id
 * @property {any} [value]
 * @property {{ code?: import('../attention-error.js').AttentionErrorCode, message: string,
 *   wording?: import('../refusal.js').Wording }} [error]
 * @property {number} [progress]
 */

/**
 * @param {import('./serve-models.js').WorkerScope} scope
 * @returns {(request: Request) => Promise<void>}  what answers the page
 */
export function modelService(scope) {
  /** @type {Map<number, AbortController>} */
  const running = new Map();
  /** @type {ModelCalls} */
  let calls;

  /** @param {Request} request @param {AbortSignal} signal @returns {Promise<any>} */
  async function answer({ id, call, args }, signal) {
    if (call === 'start') {
      modelsWasm.use(args[0]);
      calls = new ModelCalls(await startModels());
      return null;
    }
    /** @param {number} progress */
    const onProgress = (progress) => scope.postMessage({ id, progress });
    return /** @type {any} */ (calls)[call](args, { signal, onProgress });
  }

  return async (data) => {
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
      scope.postMessage({ id, error: { code, message, wording: wordingOf(error) } });
    } finally {
      running.delete(id);
    }
  };
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
