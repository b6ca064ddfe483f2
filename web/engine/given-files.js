// What a caller gives as the files of a model: one of them or several, each with or without its name.
import { refusal } from './refusal.js';

/** @typedef {import('./model-types.js').ModelFiles} ModelFiles */

/** @param {ModelFiles} given @returns {{ name: string, size: number, data: Uint8Array }[]} */
export const bytesOf = (given) =>
  listOf(given).map(({ name, data }) => {
    const bytes = toBytes(data);
    return { name, size: bytes.length, data: bytes };
  });

/** @param {ModelFiles} given @returns {{ name: string, size: number, data: Blob }[]} */
export const blobsOf = (given) =>
  listOf(given).map(({ name, data }) => {
    const blob = isBlob(data) ? data : new Blob([toBytes(data)]);
    return { name, size: blob.size, data: blob };
  });

/** @param {ModelFiles} given  @returns {number}  bytes of all together */
export const sizeOf = (given) => blobsOf(given).reduce((sum, { size }) => sum + size, 0);

/** @param {any} given @returns {{ name: string, data: unknown }[]} */
function listOf(given) {
  const list = Array.isArray(given) || kindOf(given) === 'FileList' ? [...given] : [given];
  return list.map((file) => {
    const data = kindOf(file) === 'Object' && !isBlob(file) ? file.data : file;
    return { name: String(file?.name ?? data?.name ?? ''), data };
  });
}

/** @param {any} value @returns {value is Blob} */
const isBlob = (value) => typeof value?.slice === 'function' && typeof value.size === 'number';

/** @param {unknown} given @returns {Uint8Array<ArrayBuffer>} */
function toBytes(given) {
  const kind = kindOf(given);
  if (kind === 'ArrayBuffer') return new Uint8Array(/** @type {ArrayBuffer} */ (given));
  if (kind === 'Uint8Array') return /** @type {Uint8Array<ArrayBuffer>} */ (given);
  throw refusal('parse', 'error.bytes', { type: kind });
}

/** By their names, since what comes from another frame is not an instance of ours. @param {unknown} given */
const kindOf = (given) => Object.prototype.toString.call(given).slice(8, -1);
