// Gzip as small as it gets, for what the scripts carry: zopfli takes seconds, so what it made is kept.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipAsync } from '@gfx/zopfli';
import { root } from './process.mjs';

const cache = join(root, 'build', 'gzip');

/** @param {Uint8Array} content @returns {Promise<Uint8Array>} */
export async function gzipSmallest(content) {
  const name = createHash('sha256').update(content).digest('hex').slice(0, 32);
  const file = join(cache, `${name}.gz`);
  if (existsSync(file)) return readFileSync(file);
  const small = await gzipAsync(content, { numiterations: 15 });
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, small);
  return small;
}
