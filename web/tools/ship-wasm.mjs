// The wasm module as it travels in a script: both builds in one gzip stream. Zopfli takes seconds
// for what gzip makes 5 % larger, so it is made once per module.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipAsync } from '@gfx/zopfli';
import { root } from './process.mjs';
import { editsBetween } from './wasm-edits.mjs';

const cache = join(root, 'build', 'shipped');

/** Other tools would make other bytes of the same module. */
const RECIPE = 3;

/**
 * The baseline module, the edits that make the relaxed one of it, and their size as the last four
 * bytes, little-endian.
 * @param {string} file  of the linked module
 * @returns {Promise<Buffer>}  compressed
 */
export async function shippedWasm(file) {
  const bytes = readFileSync(file);
  const name = createHash('sha256').update(`${RECIPE}`).update(bytes).digest('hex');
  const stored = join(cache, `${name}.gz`);
  if (existsSync(stored)) return readFileSync(stored);
  const { bothBuilds } = await import('./relaxed.mjs');
  const { baseline, relaxed } = bothBuilds(bytes);
  const edits = editsBetween(baseline, relaxed);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(edits.length);
  const packed = Buffer.from(
    await gzipAsync(Buffer.concat([baseline, edits, size]), { numiterations: 15 }),
  );
  mkdirSync(cache, { recursive: true });
  writeFileSync(stored, packed);
  return packed;
}
