// Our wasm travels as gzip inside the script, and the browser unpacks it: base64 of plain wasm would
// leave little that a server's compression could find.
import { refusal } from '../refusal.js';

/** A .gz file ends with the size of what is in it. */
const SIZE_BYTES = 4;

/**
 * Written and read by hand: a Blob and a Response would do it in a line, but browsers ask another
 * process for what is in a Blob, and Node loads all of fetch() for a Response.
 * @param {Uint8Array<ArrayBuffer>} bytes  of a .gz file
 * @returns {Promise<Uint8Array<ArrayBuffer>>}  what is in it
 */
export async function gunzip(bytes) {
  if (typeof DecompressionStream !== 'function') {
    throw refusal('unsupported', 'error.wasm.gzip');
  }
  const { readable, writable } = new DecompressionStream('gzip');
  const end = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - SIZE_BYTES);
  const unpacked = new Uint8Array(end.getUint32(0, true));
  const writer = writable.getWriter();
  await Promise.all([writer.write(bytes), writer.close(), readInto(unpacked, readable)]);
  return unpacked;
}

/**
 * @param {Uint8Array} to
 * @param {ReadableStream<Uint8Array>} from
 */
async function readInto(to, from) {
  const reader = from.getReader();
  let at = 0;
  for (let got = await reader.read(); !got.done; got = await reader.read()) {
    to.set(got.value, at);
    at += got.value.length;
  }
}
