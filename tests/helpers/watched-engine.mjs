// An engine whose memory can be measured: the start of the module is watched. One per process.
import assert from 'node:assert/strict';
import { createEngine } from './attention-walk.mjs';

/** @type {WebAssembly.Memory | undefined} */
let memory;

const { instantiate } = WebAssembly;
// Node's own fetch has a wasm module too, so the largest memory is ours.
Object.assign(WebAssembly, {
  async instantiate(/** @type {[WebAssembly.Module, WebAssembly.Imports]} */ ...args) {
    const instance = await instantiate(...args);
    const exported = Object.values(instance.exports).find(
      (value) => value instanceof WebAssembly.Memory,
    );
    if (exported && exported.buffer.byteLength > heapSize()) memory = exported;
    return instance;
  },
});

export const engine = await createEngine();
assert.ok(memory, 'the module exports its memory');

/** Bytes that the module has taken from the system; it never gives any back. */
export function heapSize() {
  return memory?.buffer.byteLength ?? 0;
}
