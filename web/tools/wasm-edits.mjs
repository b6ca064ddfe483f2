// What turns one wasm module into another of the same shape; web/engine/wasm-edits.js applies it.
import { ToolError } from './process.mjs';

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
    const other = fresh[index];
    if (Buffer.compare(piece, other) === 0) keep += piece.length;
    else {
      edits.push(...leb(keep), ...leb(piece.length), ...leb(other.length), ...other);
      keep = 0;
    }
  });
  return Uint8Array.from(edits);
}

const CODE = 10;

/** The module in order: each section whole, but the code section function by function. @param {Uint8Array} bytes */
function pieces(bytes) {
  const found = [bytes.subarray(0, 8)];
  let at = 8;
  while (at < bytes.length) {
    const start = at;
    const [size, content] = readLeb(bytes, at + 1);
    const end = content + size;
    if (bytes[start] === CODE) {
      const [count, first] = readLeb(bytes, content);
      found.push(bytes.subarray(start, first));
      at = first;
      for (let index = 0; index < count; index += 1) {
        const [length, body] = readLeb(bytes, at);
        found.push(bytes.subarray(at, body + length));
        at = body + length;
      }
    } else found.push(bytes.subarray(start, end));
    at = end;
  }
  return found;
}

/** @param {Uint8Array} bytes @param {number} start @returns {[value: number, end: number]} */
function readLeb(bytes, start) {
  let value = 0;
  for (let at = start, shift = 0; ; at += 1, shift += 7) {
    value |= (bytes[at] & 127) << shift;
    if (bytes[at] < 128) return [value, at + 1];
  }
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
