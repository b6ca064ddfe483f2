// Our wasm travels as gzip inside the script, and the browser unpacks it: base64 of plain wasm would
// leave little that a server's compression could find.
import { refusal } from '../refusal.js';

/**
 * @param {Uint8Array<ArrayBuffer>} bytes  of a .gz file
 * @returns {Promise<ArrayBuffer>}  what is in it. Read by hand, as a Response, which would do it in a
 *   line, makes Node load and compile all that it needs for fetch()
 */
export async function gunzip(bytes) {
  if (typeof DecompressionStream !== 'function') {
    throw refusal('unsupported', 'error.wasm.gzip');
  }
  const reader = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'))
    .getReader();
  const pieces = [];
  for (let got = await reader.read(); !got.done; got = await reader.read()) pieces.push(got.value);
  return new Blob(pieces).arrayBuffer();
}
