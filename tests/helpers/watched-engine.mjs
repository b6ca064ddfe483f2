// An engine whose memory can be measured and limited: the start of the module is watched.
import assert from 'node:assert/strict';
import { createEngine } from './attention-walk.mjs';

/** @type {WebAssembly.Memory | undefined} */
let memory;

const { instantiate } = WebAssembly;
// The module with whole models is started as well; the largest memory is its.
Object.assign(WebAssembly, {
  async instantiate(/** @type {[WebAssembly.Module, WebAssembly.Imports]} */ ...args) {
    const made = await instantiate(...args);
    const exported = Object.values(made.exports).find(
      (value) => value instanceof WebAssembly.Memory,
    );
    if (exported && exported.buffer.byteLength > heapSize()) memory = exported;
    return made;
  },
});

export const engine = await createEngine();
assert.ok(memory, 'the module exports its memory');

/**
 * As on a device that has no more to give.
 * @param {number} bytes
 */
export function limitHeap(bytes) {
  const limited = /** @type {WebAssembly.Memory} */ (memory);
  limited.grow = (pages) => {
    if (heapSize() + pages * 65536 > bytes) throw new RangeError('Out of memory');
    return WebAssembly.Memory.prototype.grow.call(limited, pages);
  };
}

/** Bytes that the module has taken from the system; it never gives any back. */
export function heapSize() {
  return memory?.buffer.byteLength ?? 0;
}
