// In the worker of a large model, which loads this same script once more: hands what the page asks to
// the part that answers it. Anywhere else nothing happens.
import { loadModelsPart } from '../models-part.js';
import { wordingOf } from '../refusal.js';

/**
 * Tells this script's worker from the host page's own, and from one of another build: what the
 * global scope of a worker is named.
 */
export const WORKER_NAME = `attention-walk ${ATTENTION_WALK_BUILD}`;

/** @typedef {{ name: string, addEventListener(type: 'message', listener: (event: { data: import('./model-worker.js').Request }) => void): void, postMessage(reply: import('./model-worker.js').Reply, transfer?: ArrayBufferLike[]): void }} WorkerScope */

export function serveModels() {
  const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (globalThis));
  if (typeof document !== 'undefined' || scope.name !== WORKER_NAME) return;
  const serving = loadModelsPart().then((part) => part.modelService(scope));
  serving.catch(() => {}); // told to whoever asks
  // At once: what comes while there is no listener would be lost.
  scope.addEventListener('message', ({ data }) => {
    serving.then(
      (serve) => serve(data),
      (error) => {
        const { code, message } = error;
        scope.postMessage({ id: data.id, error: { code, message, wording: wordingOf(error) } });
      },
    );
  });
}
