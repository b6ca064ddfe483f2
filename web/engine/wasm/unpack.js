// Unpacks our wasm modules, with a wasm module that is small enough to come as it is.

/** Where an .lzma file tells how large its content is; its upper half is 0. */
const SIZE_AT = 5;

/**
 * @param {Uint8Array} packed  an .lzma file of the build
 * @param {Uint8Array<ArrayBuffer>} unpacker  wasm_bindings/unpack.cpp
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function unpacked(packed, unpacker) {
  const { instance } = await WebAssembly.instantiate(unpacker);
  const { memory, room, unpack } = /** @type {Unpacker} */ (
    /** @type {unknown} */ (instance.exports)
  );
  new Uint8Array(memory.buffer).set(packed, room());
  const start = unpack(packed.length);
  const size = new DataView(packed.buffer, packed.byteOffset).getUint32(SIZE_AT, true);
  return new Uint8Array(memory.buffer, start, size);
}

/**
 * What it exports.
 * @typedef {object} Unpacker
 * @property {{ buffer: ArrayBuffer }} memory
 * @property {() => number} room
 * @property {(size: number) => number} unpack
 */
