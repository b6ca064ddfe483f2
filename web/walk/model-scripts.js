// The scripts of the trained models, each of which puts its bytes and sample pictures where the page
// looks for them.
import { loadScript } from '../engine/load-script.js';
import { refusal } from '../engine/refusal.js';
import { importOf } from './shipped-models.js';

/**
 * @typedef {{ label: string, pixels: string }} Sample  pixels: base64 of grey bytes, row by row
 * @typedef {{ weights: string, samples?: { samples: Sample[] } }} Pack  weights: base64 of a .safetensors file
 */

const PACKS = Symbol.for('attention-walk models');

/** @returns {Record<string, Pack>} */
const packs = () => /** @type {any} */ (globalThis)[PACKS] ?? {};

/** What is there already. @param {string} name @returns {Pack | undefined} */
export const packOf = (name) => packs()[name];

/** What is on its way, by name. @type {Map<string, Promise<Pack>>} */
const coming = new Map();

/** @param {string} name @returns {Promise<Pack>} @throws {AttentionError} code `unsupported` */
export function loadPack(name) {
  const loading = coming.get(name) ?? fetchPack(name).finally(() => coming.delete(name));
  coming.set(name, loading);
  return loading;
}

/** @param {string} name @returns {Promise<Pack>} */
async function fetchPack(name) {
  /** @type {unknown} */
  let cause;
  const load = importOf(name) ?? (() => loadScript(`models/${name}.js`));
  if (!packs()[name]) await load().catch((error) => (cause = error));
  const pack = packs()[name];
  if (pack) return pack;
  throw refusal('unsupported', 'error.model.script', { name }, { cause });
}
