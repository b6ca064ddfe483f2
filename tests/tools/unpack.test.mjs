// The unpacker of the wasm modules, against an encoder that is not ours.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compress } from 'lzma1';
import { unpacked } from '../../web/engine/wasm/unpack.js';
import { root } from '../../web/tools/machine/process.mjs';
import { unpackerWasm } from '../../web/tools/wasm/pack-wasm.mjs';

const unpacker = new Uint8Array(await unpackerWasm());
const readme = readFileSync(join(root, 'README.md'));

/** Bytes without a pattern; the same every time. @param {number} count @param {number} seed */
function noise(count, seed) {
  let state = seed;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 24;
  });
}

/** @type {Record<string, Uint8Array>} */
const CONTENTS = {
  nothing: new Uint8Array(0),
  'one byte': Uint8Array.of(200),
  'one byte again and again': new Uint8Array(200_000).fill(7),
  'short periods': Uint8Array.from({ length: 5000 }, (_, i) => (i % 3) + (i % 700 === 0 ? 1 : 0)),
  'bytes of all values': noise(100_000, 1),
  text: readme,
  'matches far back': Buffer.concat([readme, noise(250_000, 2), readme, noise(9, 3), readme]),
  'matches at many distances': Buffer.concat(
    Array.from({ length: 400 }, (_, i) => [noise(i, i), noise(64, 5)]).flat(),
  ),
};

for (const [name, content] of Object.entries(CONTENTS)) {
  test(`unpacks ${name}`, async () => {
    const result = await unpacked(compress(content, 9), unpacker);
    assert.equal(Buffer.compare(result, content), 0);
  });
}
