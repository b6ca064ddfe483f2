// Writes a .zip that has the same bytes wherever it is made: files in the order of their names, all of the same
// date, without what an operating system would add.
import { gzipSync } from 'node:zlib';

/** The first day that the format can name. */
const FIRST_DAY = (1 << 5) | 1;
/** Deflate, with names in UTF-8. */
const [VERSION, UTF8, DEFLATE] = [20, 1 << 11, 8];
/** -rw-r--r--, as Unix writes it into the upper half of a file's attributes. */
const [UNIX, READABLE] = [3, 0o100644];

/**
 * @param {{ name: string, bytes: Uint8Array }[]} files  name: with slashes
 * @returns {Buffer}
 */
export function zip(files) {
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  /** @type {Buffer[]} */
  const entries = [];
  /** @type {Buffer[]} */
  const directory = [];
  let offset = 0;
  for (const { name, bytes } of sorted) {
    const path = Buffer.from(name);
    // A gzip without options is ten bytes, what deflate makes, the checksum that a zip has too, and the size.
    const gzip = gzipSync(bytes, { level: 9 });
    const packed = gzip.subarray(10, -8);
    const checksum = gzip.subarray(-8, -4);
    const common = [
      ...[u16(VERSION), u16(UTF8), u16(DEFLATE), u16(0), u16(FIRST_DAY)],
      ...[checksum, u32(packed.length), u32(bytes.length), u16(path.length), u16(0)],
    ];
    const entry = Buffer.concat([Buffer.from('PK\x03\x04'), ...common, path, packed]);
    const attributes = [u16(0), u16(0), u16(0), u32(READABLE * 2 ** 16), u32(offset)];
    const made = u16((UNIX << 8) | VERSION);
    directory.push(Buffer.from('PK\x01\x02'), made, ...common, ...attributes, path);
    entries.push(entry);
    offset += entry.length;
  }
  const list = Buffer.concat(directory);
  const count = u16(sorted.length);
  const end = [u16(0), u16(0), count, count, u32(list.length), u32(offset), u16(0)];
  return Buffer.concat([...entries, list, Buffer.from('PK\x05\x06'), ...end]);
}

/** @param {number} value */
function u16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

/** @param {number} value */
function u32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
