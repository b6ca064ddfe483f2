// An engine whose memory can be measured and limited: the start of the module is watched.
import assert from 'node:assert/strict';
import { createEngine } from './attention-walk.mjs';

/** @type {WebAssembly.Memory | undefined} */
let memory;

const { instantiate } = WebAssembly;
// What unpacks the module is one too, so the largest memory is ours.
Object.assign(WebAssembly, {
  async instantiate(/** @type {[WebAssembly.Module, WebAssembly.Imports]} */ ...args) {
    const made = await instantiate(...args);
    // Of bytes, the unpacker's, it gives the module as well.
    const { exports } = /** @type {{ instance?: WebAssembly.Instance }} */ (made).instance ?? made;
    const exported = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
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
