// What turns one wasm module into another of the same shape; web/engine/wasm/wasm-edits.js applies it.
import { ToolError } from '../machine/process.mjs';
import { CODE, Reader } from './wasm-format.mjs';

/**
 * @param {Uint8Array} before
 * @param {Uint8Array} after  the same functions in the same order, some with another body
 * @returns {Uint8Array}
 */
export function editsBetween(before, after) {
  const old = pieces(before);
  const fresh = pieces(after);
  if (old.length !== fresh.length) {
    throw new ToolError('The two wasm builds have not the same functions in the same order.');
  }
  /** @type {number[]} */
  const edits = [];
  let keep = 0;
  old.forEach((piece, index) => {
    for (const { kept, left, put } of differences(piece, fresh[index])) {
      keep += kept;
      if (left + put.length === 0) continue;
      edits.push(...leb(keep), ...leb(left), ...leb(put.length), ...put);
      keep = 0;
    }
  });
  return Uint8Array.from(edits);
}

/** As many equal bytes are no chance. */
const ANCHOR = 10;
/** An instruction and its operands are shorter. */
const FARTHEST = 96;

/**
 * Bytes that are kept, left out and put in, in turn; the shortest way to where both go on alike.
 * @param {Uint8Array} before
 * @param {Uint8Array} after
 */
function differences(before, after) {
  const found = /** @type {{ kept: number, left: number, put: Uint8Array }[]} */ ([]);
  let [at, to] = [0, 0];
  while (at < before.length || to < after.length) {
    const start = at;
    while (at < before.length && before[at] === after[to]) {
      at += 1;
      to += 1;
    }
    const kept = at - start;
    const [left, put] = wayBack(before.subarray(at), after.subarray(to));
    found.push({ kept, left, put: after.subarray(to, to + put) });
    at += left;
    to += put;
  }
  return found;
}

/** @param {Uint8Array} before @param {Uint8Array} after @returns {[left: number, put: number]} */
function wayBack(before, after) {
  for (let sum = 1; sum <= FARTHEST; sum += 1) {
    for (let left = 0; left <= sum; left += 1) {
      const put = sum - left;
      if (isAlike(before.subarray(left), after.subarray(put))) return [left, put];
    }
  }
  return [before.length, after.length];
}

/** @param {Uint8Array} one @param {Uint8Array} other */
function isAlike(one, other) {
  if (one.length < ANCHOR || other.length < ANCHOR) return false;
  for (let at = 0; at < ANCHOR; at += 1) if (one[at] !== other[at]) return false;
  return true;
}

/** The module in order: each section whole, but the code section function by function. @param {Uint8Array} bytes */
function pieces(bytes) {
  const reader = new Reader(Buffer.from(bytes));
  const found = /** @type {Uint8Array[]} */ ([]);
  let from = 0;
  const cut = () => {
    found.push(bytes.subarray(from, reader.at));
    from = reader.at;
  };
  reader.slice(8);
  cut();
  while (!reader.isAtEnd) {
    const id = reader.byte();
    const size = reader.number();
    if (id === CODE) {
      const count = reader.number();
      cut();
      for (let index = 0; index < count; index += 1) {
        reader.slice(reader.number());
        cut();
      }
    } else {
      reader.slice(size);
      cut();
    }
  }
  return found;
}

/** @param {number} value */
function leb(value) {
  const bytes = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return [...bytes, rest];
}
