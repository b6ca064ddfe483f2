// The converted English model: a whole file, with what its card promises.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { dist } from '../../web/tools/build.mjs';
import { halfBits } from '../../web/tools/package/float16.mjs';

suite('halves', () => {
  /** @type {[number, number][]} */
  const known = [
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [1 / 3, 0x3555],
    [2047.5, 0x6800],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [65504, 0x7bff],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [-Infinity, 0xfc00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1e-30, 0x0000],
    [NaN, 0x7e00],
  ];
  for (const [value, bits] of known) {
    test(`${value} is 0x${bits.toString(16)}`, () => assert.equal(halfBits(value), bits));
  }
});

suite('dist/models/english-use-lite', () => {
  const file = join(dist, 'models', 'english-use-lite.safetensors');
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const { __metadata__: metadata, ...tensors } = JSON.parse(bytes.toString('utf8', 8, start));
  const config = JSON.parse(metadata.config);

  test('its tensors fill the file, one after another', () => {
    const entries = Object.values(tensors);
    let end = 0;
    for (const { dtype, shape, data_offsets: offsets } of entries) {
      const count = shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
      assert.equal(offsets[0], end);
      assert.equal(offsets[1] - offsets[0], count * (dtype === 'F16' ? 2 : 4));
      end = offsets[1];
    }
    assert.equal(start + end, bytes.length);
    assert.ok(bytes.length < 5e6);
  });

  test('it says what it is, whose it is, and that it was changed', () => {
    assert.equal(config.model_type, 'attention-walk-text');
    assert.equal(config.vocab.length, 8000);
    assert.equal(metadata.license, 'Apache-2.0');
    assert.match(metadata.converted, /model-embeddings-en 0\.2\.0, changed:/);
  });

  test('the licence stands beside it', () => {
    const license = join(dist, 'models', 'english-use-lite.LICENSE.txt');
    assert.ok(existsSync(license));
    assert.match(readFileSync(license, 'utf8'), /Apache License\s+Version 2\.0/);
  });
});
