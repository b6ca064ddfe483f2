// The trained models that ship, by name: the small text model comes with the script, the image
// models from a script beside it (or from the page itself, where it is one file).
import textTiny from 'attention-walk-models/text-tiny';
import { AttentionError } from '../engine/attention-error.js';

/**
 * @typedef {import('../engine/engine.js').Engine} Engine
 * @typedef {import('../engine/engine.js').Model} Model
 * @typedef {{ label: string, pixels: string }} Sample  pixels: base64 of grey bytes, row by row
 * @typedef {{ weights: string, samples: { samples: Sample[] } }} Pack  weights: base64
 */

/** Where the models' own scripts put them. */
const PACKS = Symbol.for('attention-walk models');

const ENGLISH_FILE = 'english-use-lite.safetensors';
/** About, where the server does not tell. */
const ENGLISH_BYTES = 4.9e6;

/** Of this script; while it runs, since document.currentScript is gone afterwards. */
const ownUrl =
  import.meta.url ?? /** @type {any} */ (globalThis.document?.currentScript)?.src ?? '';

/** @type {WeakMap<Engine, Map<string, Model>>} */
const loaded = new WeakMap();

/** The model of the text examples. @param {Engine} engine @returns {Model} */
export const textModel = (engine) => once(engine, 'text-tiny', () => textTiny);

/**
 * @param {Engine} engine
 * @param {string} name
 * @returns {Promise<{ model: Model, samples: Sample[] }>}
 * @throws {AttentionError} code `unsupported` when its script cannot be loaded
 */
export async function imageModel(engine, name) {
  const pack = packs()[name] ?? (await loadPack(name));
  const model = once(engine, name, () => bytesOf(pack.weights));
  return { model, samples: pack.samples.samples };
}

/**
 * The pack of real English, fetched from beside the script.
 * @param {{ signal?: AbortSignal, onProgress?: (done: number) => void }} call
 * @returns {Promise<Blob>}
 * @throws {AttentionError} code `unsupported` where it cannot be had, as on file://
 */
export async function fetchEnglish({ signal, onProgress }) {
  const url = new URL(`models/${ENGLISH_FILE}`, ownUrl || document.baseURI).href;
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || !response.body) throw new Error(String(response.status));
    const total = Number(response.headers.get('content-length')) || ENGLISH_BYTES;
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
    const message = `model: ${ENGLISH_FILE} could not be loaded from here; open the file itself`;
    throw new AttentionError('unsupported', message, { cause: error });
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

/** @returns {Record<string, Pack>} */
const packs = () => /** @type {any} */ (globalThis)[PACKS] ?? {};

/** @param {string} name @returns {Promise<Pack>} */
async function loadPack(name) {
  const failure = (/** @type {unknown} */ cause) =>
    new AttentionError('unsupported', `model: models/${name}.js was not found beside the script`, {
      cause,
    });
  if (!ownUrl || ownUrl.startsWith('blob:')) throw failure(undefined);
  const url = new URL(`models/${name}.js`, ownUrl).href;
  await new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = resolve;
    script.onerror = () => reject(failure(undefined));
    document.head.append(script);
    script.remove();
  });
  const pack = packs()[name];
  if (!pack) throw failure(undefined);
  return pack;
}

/** @param {string} base64 */
const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** @param {Engine} engine @param {string} name @param {() => Uint8Array} bytes */
function once(engine, name, bytes) {
  const models = loaded.get(engine) ?? new Map();
  loaded.set(engine, models);
  if (!models.has(name)) models.set(name, engine.model(bytes()));
  return /** @type {Model} */ (models.get(name));
}
