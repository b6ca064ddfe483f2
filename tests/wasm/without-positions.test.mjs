// A picture whose patches do not know their places.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { largestDifference, modelFile, pixelsFor, referenceOf } from '../helpers/models.mjs';

const engine = await createEngine();
const model = engine.model(modelFile('fashion-vit'));
const pixels = pixelsFor(model, referenceOf('fashion-vit').cases[0].pixels);

/** The patches in the opposite order. */
function turned() {
  const moved = new Float32Array(pixels.length);
  for (let y = 0; y < 28; y += 1) {
    for (let x = 0; x < 28; x += 1) {
      const [row, column] = [Math.floor(y / 4), Math.floor(x / 4)];
      const to = ((6 - row) * 4 + (y % 4)) * 28 + (6 - column) * 4 + (x % 4);
      moved[to] = pixels[y * 28 + x];
    }
  }
  return moved;
}

test('without positions the order of the patches does not matter, and with them it does', () => {
  const logits = (/** @type {Float32Array} */ picture, /** @type {boolean} */ positions) =>
    model.run({ pixels: picture, positions }).logits;
  assert.ok(largestDifference(logits(turned(), false), logits(pixels, false)) < 1e-5);
  assert.ok(largestDifference(logits(turned(), true), logits(pixels, true)) > 0.1);
  assert.ok(largestDifference(logits(pixels, false), logits(pixels, true)) > 0.1);
});

test('a patch without its position is its projected pixels, and says so', () => {
  const run = model.run({ pixels, positions: false }).layer(0);
  const hidden = run.tensor('hidden').data;
  assert.deepEqual(hidden, run.tensor('embedding').data);
  const why = run.explain({ tensor: 'hidden', index: [3, 5] });
  assert.equal(why.operation, 'copy');
  assert.deepEqual(why.operands[0].ref, { tensor: 'embedding', index: [3, 5] });
  const made = run.explain(why.operands[0].ref);
  assert.equal(made.operation, 'dot');
  assert.equal(Math.fround(made.value ?? NaN), hidden[3 * 48 + 5]);
  assert.throws(() => run.tensor('position'), { code: 'unsupported' });
});
