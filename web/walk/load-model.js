// The trained models that ship, by name: each comes from a script beside ours (or from the page
// itself, where it is one file).
import { bytesOf } from '../engine/base64.js';
import { refusal } from '../engine/refusal.js';
import { loadPack } from './model-scripts.js';
import { fileUrl } from './shipped-models.js';

/**
 * @typedef {import('../engine/engine.js').Engine} Engine
 * @typedef {import('../engine/engine.js').Model} Model
 * @typedef {import('./model-scripts.js').Sample} Sample
 */

/** @type {WeakMap<Engine, Map<string, Model>>} */
const loaded = new WeakMap();

/**
 * @param {Engine} engine  with its models loaded
 * @param {string} name
 * @returns {Promise<{ model: Model, samples: Sample[] }>}
 * @throws {AttentionError} code `unsupported` when its script cannot be loaded
 */
export async function trainedModel(engine, name) {
  const { weights, samples } = await loadPack(name);
  const models = loaded.get(engine) ?? new Map();
  loaded.set(engine, models);
  if (!models.has(name)) models.set(name, engine.model(bytesOf(weights)));
  return { model: models.get(name), samples: samples?.samples ?? [] };
}

/**
 * The file of a model that is loaded on demand, fetched from beside the script.
 * @param {{ model: string, bytes: number }} shipped  bytes: where the server does not tell
 * @param {{ signal?: AbortSignal, onProgress?: (done: number) => void }} call
 * @returns {Promise<Blob>}
 * @throws {AttentionError} code `unsupported` where it cannot be had, as on file://
 */
export async function fetchModel({ model, bytes }, { signal, onProgress }) {
  try {
    const response = await fetch(fileUrl(model), { signal });
    if (!response.ok || !response.body) throw new Error(String(response.status));
    const total = Number(response.headers.get('content-length')) || bytes;
    const parts = /** @type {BlobPart[]} */ ([]);
    let done = 0;
    for (const reader = response.body.getReader(); ;) {
      const { value } = await reader.read();
      if (!value) return new Blob(parts);
      parts.push(value);
      done += value.length;
      onProgress?.(Math.min(1, done / total));
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    throw refusal('unsupported', 'error.model.fetch', { name: model }, { cause: error });
  }
}

/** @param {Sample} sample @returns {{ width: number, height: number, data: Uint8ClampedArray }} */
export function pictureOf({ pixels }) {
  const grey = bytesOf(pixels);
  const side = Math.round(Math.sqrt(grey.length));
  const data = new Uint8ClampedArray(grey.length * 4);
  grey.forEach((value, at) => data.set([value, value, value, 255], at * 4));
  return { width: side, height: side, data };
}
