// Brings a .safetensors file into the core, piece by piece, so that it is never there twice.
import { PieceReader, readSlice } from './piece-reader.js';
import { refusal } from './refusal.js';
import { toRequest } from './request.js';

/** @typedef {import('./core.js').Core} Core */

/** Bytes that are copied at once; a multiple of every number's size. */
const PIECE = 1 << 22;

const LENGTH_BYTES = 8;

/**
 * @param {Core} core
 * @param {unknown} given  an ArrayBuffer or Uint8Array
 * @param {object} config
 * @returns {number}  handle of a model
 */
export function loadModel(core, given, config) {
  const bytes = toBytes(given);
  const size = bytes.length;
  const start = core.call('modelDataStart', bytes.subarray(0, LENGTH_BYTES), size);
  const loader = openModel(core, bytes.subarray(0, start), size, config);
  return whileOpen(core, loader, (pieces) => {
    for (const { range, begin, end } of pieces) {
      core.call('fillModel', loader, range, bytes.subarray(begin, end));
    }
    return core.call('finishModel', loader);
  });
}

/**
 * @param {Core} core
 * @param {Blob} file  read in pieces
 * @param {object} config
 * @param {import('./model-types.js').LongCall} call
 * @returns {Promise<number>}  handle of a model
 */
export async function readModel(core, file, config, { signal, onProgress }) {
  signal?.throwIfAborted();
  const first = await readSlice(file, 0, LENGTH_BYTES);
  const start = core.call('modelDataStart', first, file.size);
  const loader = openModel(core, await readSlice(file, 0, start), file.size, config);
  return whileOpen(core, loader, async (pieces) => {
    const reader = new PieceReader(file, PIECE);
    try {
      for (const { range, begin, end } of pieces) {
        signal?.throwIfAborted();
        core.call('fillModel', loader, range, await reader.read(begin, end));
        onProgress?.(end / file.size);
      }
    } finally {
      reader.close();
    }
    return core.call('finishModel', loader);
  });
}

/** @param {Core} core @param {Uint8Array} start @param {number} size @param {object} config */
function openModel(core, start, size, config) {
  return core.call('openModel', start, size, toRequest('config', config).json);
}

/**
 * A loader that did not get to its end is freed.
 * @template {number | Promise<number>} Result
 * @param {Core} core
 * @param {number} loader
 * @param {(pieces: { range: number, begin: number, end: number }[]) => Result} fill
 * @returns {Result}
 */
function whileOpen(core, loader, fill) {
  const drop = (/** @type {unknown} */ error) => {
    core.free(loader);
    throw error;
  };
  try {
    const result = fill(piecesOf(core.call('modelRanges', loader)));
    return /** @type {any} */ (typeof result === 'number' ? result : result.catch(drop));
  } catch (error) {
    return drop(error);
  }
}

/** @param {number[]} bounds  begin, end, begin, end, … */
function piecesOf(bounds) {
  const pieces = [];
  for (let range = 0; range * 2 < bounds.length; range += 1) {
    const last = bounds[range * 2 + 1];
    for (let begin = bounds[range * 2]; begin < last; begin += PIECE) {
      pieces.push({ range, begin, end: Math.min(begin + PIECE, last) });
    }
  }
  return pieces;
}

/**
 * By their names, since what comes from another frame is not an instance of ours.
 * @param {unknown} given
 */
function toBytes(given) {
  const name = Object.prototype.toString.call(given).slice(8, -1);
  if (name === 'ArrayBuffer') return new Uint8Array(/** @type {ArrayBuffer} */ (given));
  if (name === 'Uint8Array') return /** @type {Uint8Array} */ (given);
  throw refusal('parse', 'error.bytes', { type: name });
}
