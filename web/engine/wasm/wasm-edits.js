// The relaxed build as what is different about it: whole functions in the place of others. Shipping
// that instead of a second module costs a few kilobytes.

/**
 * @param {Uint8Array} bytes  of the baseline module
 * @param {Uint8Array} edits  bytes to keep, bytes to leave out, bytes to put in, those bytes; again
 *   and again until the rest is kept. Numbers are unsigned LEB128, as in wasm itself
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function edited(bytes, edits) {
  const parts = [];
  let from = 0;
  let at = 0;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = edits[at];
      at += 1;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < edits.length) {
    const keep = number();
    const skip = number();
    const size = number();
    parts.push(bytes.subarray(from, from + keep), edits.subarray(at, at + size));
    from += keep + skip;
    at += size;
  }
  parts.push(bytes.subarray(from));
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let to = 0;
  for (const part of parts) {
    all.set(part, to);
    to += part.length;
  }
  return all;
}
