// Brings the files of a model into the core, piece by piece, so that they are never there twice. Which
// bytes are needed says the core.
import { blobsOf, bytesOf } from './given-files.js';
import { PieceReader, readSlice } from './piece-reader.js';
import { toRequest } from './request.js';

/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('./model-types.js').ModelFiles} ModelFiles */
/** @typedef {{ begin: number, end: number, isPiece: boolean }} Wanted  isPiece: it may touch the one before */

/** Bytes that are copied at once; a multiple of every number's size. */
const PIECE = 1 << 22;

/**
 * @param {Core} core
 * @param {ModelFiles} given  as bytes
 * @param {object} config
 * @returns {number}  handle of a model
 */
export function loadModel(core, given, config) {
  const files = bytesOf(given);
  const loading = load(core, files, config);
  let step = loading.next();
  while (!step.done) step = loading.next(bytesAt(files, step.value));
  return step.value;
}

/**
 * @param {Core} core
 * @param {ModelFiles} given  read in pieces
 * @param {object} config
 * @param {import('./model-types.js').LongCall} call
 * @returns {Promise<number>}  handle of a model
 */
export async function readModel(core, given, config, { signal, onProgress }) {
  signal?.throwIfAborted();
  const files = blobsOf(given);
  const all = files.length === 1 ? files[0].data : new Blob(files.map(({ data }) => data));
  const loading = load(core, files, config, onProgress);
  const reader = new PieceReader(all, PIECE);
  try {
    let step = loading.next();
    while (!step.done) {
      signal?.throwIfAborted();
      const { begin, end, isPiece } = step.value;
      const bytes = await (isPiece ? reader.read(begin, end) : readSlice(all, begin, end));
      step = loading.next(bytes);
    }
    return step.value;
  } catch (error) {
    loading.throw(error);
    throw error;
  } finally {
    reader.close();
  }
}

/**
 * What is opened is freed where it does not get to its end.
 * @param {Core} core
 * @param {{ name: string, size: number }[]} files
 * @param {object} config
 * @param {(done: number) => void} [onProgress]
 * @returns {Generator<Wanted, number, Uint8Array>}  wants bytes of the files, as if they lay one behind the other
 */
function* load(core, files, config, onProgress) {
  const list = files.map(({ name, size }) => ({ name, size }));
  const { json } = toRequest('config', config);
  let handle = core.call('openFiles', toRequest('files', list).json);
  try {
    for (;;) {
      const [begin, end] = core.call('wantedBytes', handle);
      if (end === undefined) break;
      core.call('takeBytes', handle, yield { begin, end, isPiece: false });
    }
    handle = core.call('openModel', handle, json);
    const pieces = piecesOf(core.call('modelRanges', handle));
    const total = pieces.reduce((sum, { begin, end }) => sum + end - begin, 0);
    let done = 0;
    for (const { range, begin, end } of pieces) {
      core.call('fillModel', handle, range, yield { begin, end, isPiece: true });
      done += end - begin;
      onProgress?.(done / total);
    }
    return core.call('finishModel', handle);
  } catch (error) {
    core.free(handle);
    throw error;
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

/** What is wanted lies in one file. @param {{ data: Uint8Array, size: number }[]} files @param {Wanted} wanted */
function bytesAt(files, { begin, end }) {
  let start = 0;
  let at = 0;
  while (begin >= start + files[at].size) {
    start += files[at].size;
    at += 1;
  }
  return files[at].data.subarray(begin - start, end - start);
}
