// The page's end of a worker that holds a model.
import { AttentionError } from '../attention-error.js';
import { modelsWasm } from '../wasm/models-wasm.js';
import { refusal, withWording, wordingOf } from '../refusal.js';
import { WORKER_NAME } from './serve-models.js';
import { findWorkerScript } from './worker-script.js';

/** @typedef {import('../engine.js').Engine} Engine */
/** @typedef {import('../model-types.js').ModelHolder} ModelHolder */
/** @typedef {import('../model-types.js').LongCall} LongCall */
/** @typedef {import('./model-worker.js').Request} Request */
/** @typedef {import('./model-worker.js').Reply} Reply */

/**
 * @param {Engine} engine  where layers come to be walked
 * @returns {Promise<WorkerHolder | undefined>}  undefined where no worker can be had: a security
 *   policy is against it, or the page was opened from disk and the script is a file beside it
 */
export async function startModelWorker(engine) {
  const script = findWorkerScript();
  if (!script) return undefined;
  /** @type {WorkerHolder | undefined} */
  let holder;
  try {
    const worker = new Worker(script.url, { type: script.type, name: WORKER_NAME });
    holder = new WorkerHolder(engine, worker);
    await holder.call('start', [await modelsWasm.compiled()]);
    return holder;
  } catch {
    holder?.close();
    return undefined;
  } finally {
    script.release();
  }
}

/** @implements {ModelHolder} */
class WorkerHolder {
  isWorker = true;
  #engine;
  #worker;
  #calls = 0;
  /** @type {AttentionError | undefined}  why nothing is answered any more */
  #ended;
  /** @type {Map<number, { settle: (reply: Reply) => void, onProgress?: (done: number) => void }>} */
  #waiting = new Map();

  /** @param {Engine} engine @param {Worker} worker */
  constructor(engine, worker) {
    this.#engine = engine;
    this.#worker = worker;
    worker.addEventListener('message', ({ data }) => this.#receive(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault(); // the calls that fail say it
      this.#end(refusal('out_of_memory', 'error.worker.ended'));
    });
  }

  /**
   * @param {string} name
   * @param {unknown[]} args
   * @param {LongCall} [call]
   * @returns {Promise<any>}
   */
  call(name, args, { signal, onProgress } = {}) {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#ended) throw this.#ended;
      this.#calls += 1;
      const id = this.#calls;
      this.#send({ id, call: name, args });
      const cancel = () => {
        this.#waiting.delete(id);
        this.#send({ id, call: 'cancel', args: [] });
        reject(/** @type {AbortSignal} */ (signal).reason);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      this.#waiting.set(id, {
        onProgress,
        settle({ value, error }) {
          signal?.removeEventListener('abort', cancel);
          if (error) reject(revived(error));
          else resolve(value);
        },
      });
    });
  }

  /** @param {number} id @param {number} index @param {number} [window] */
  async layer(id, index, window) {
    const { spec, input } = await this.call('layerParts', [id, index, window]);
    await this.#engine.loadModels();
    const attention = this.#engine.attention(spec);
    try {
      return attention.run(input);
    } finally {
      attention.dispose();
    }
  }

  close() {
    this.#end(refusal('disposed', 'error.model.disposed'));
  }

  /** @param {Request} request */
  #send(request) {
    try {
      this.#worker.postMessage(request);
    } catch (error) {
      throw new AttentionError('parse', /** @type {Error} */ (error).message, { cause: error });
    }
  }

  /** @param {Reply} reply */
  #receive(reply) {
    const waiting = this.#waiting.get(reply.id);
    if (reply.progress !== undefined) {
      waiting?.onProgress?.(reply.progress);
      return;
    }
    this.#waiting.delete(reply.id);
    waiting?.settle(reply);
  }

  /** @param {AttentionError} reason */
  #end(reason) {
    this.#ended ??= reason;
    this.#worker.terminate();
    const { code, message } = this.#ended;
    const error = { code, message, wording: wordingOf(this.#ended) };
    for (const [id, { settle }] of this.#waiting) settle({ id, error });
    this.#waiting.clear();
  }
}

/** @param {NonNullable<Reply['error']>} error  what is left of it after its way */
function revived({ code, message, wording }) {
  const error = code === undefined ? new Error(message) : new AttentionError(code, message);
  return withWording(error, wording);
}
