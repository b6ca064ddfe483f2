// Whole models: what comes out, layer by layer, and that it stays valid.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { largestDifference, modelFile, pixelsFor, referenceOf } from '../helpers/models.mjs';
import { assertIsTrace } from '../helpers/trace-schema.mjs';

const engine = await createEngine();
const images = ['fashion-vit', 'digit-vit'];
const sentence = "The animal didn't cross the street because it was too tired";

/** @param {string} name  @param {number} [which] */
function imageRun(name, which = 0) {
  const one = referenceOf(name).cases[which];
  const model = engine.model(modelFile(name));
  return { one, model, run: model.run({ pixels: pixelsFor(model, one.pixels) }) };
}

for (const name of images) {
  for (const which of [0, 1]) {
    test(`${name} gives PyTorch’s logits and probabilities for image ${which}`, () => {
      const { one, run } = imageRun(name, which);
      assert.ok(largestDifference(run.logits, one.logits) < 1e-4);
      assert.ok(largestDifference(run.probabilities, one.probabilities) < 1e-5);
    });
  }
}

test('a picture of the model’s own size gives what its pixels give', () => {
  const { one, model, run } = imageRun('fashion-vit');
  const data = new Uint8ClampedArray(28 * 28 * 4).fill(255);
  one.pixels.forEach((/** @type {number} */ grey, /** @type {number} */ i) => {
    data.fill(grey, i * 4, i * 4 + 3);
  });
  const drawn = model.run({ image: { data, width: 28, height: 28 } });
  assert.ok(largestDifference(drawn.pixels, run.pixels) < 1e-5);
  assert.ok(largestDifference(drawn.logits, run.logits) < 1e-4);
});

test('a model and its run say what they are', () => {
  const { model, run } = imageRun('digit-vit');
  assert.deepEqual(model.image, { size: 28, height: 28, width: 28, patchSize: 4, channels: 1 });
  assert.deepEqual([model.numLayers, model.numHeads, model.dModel], [4, 4, 48]);
  assert.equal(model.config.id2label[3], '3');
  assert.deepEqual(run.grid, { rows: 7, columns: 7, prefix: 1 });
  assert.deepEqual([run.length, run.numLayers, run.numHeads], [50, 4, 4]);
  assert.deepEqual(run.tokens.slice(0, 3), ['[CLS]', 'patch 0,0', 'patch 0,1']);
});

test('every layer is a run whose trace follows the schema, from hidden rows on', () => {
  const { run } = imageRun('digit-vit');
  for (let index = 0; index < run.numLayers; index += 1) {
    const layer = run.layer(index);
    const trace = layer.trace({ query: 3, weights: true });
    assertIsTrace(trace);
    const input = /** @type {any} */ (trace.steps[0]);
    assert.equal(input.id, 'input');
    assert.deepEqual(input.hidden.flat().map(Math.fround), Array.from(layer.tensor('hidden').data));
    assert.deepEqual(layer.tensor('hidden').shape, [50, 48]);
    assert.deepEqual(layer.tensor('weights').shape, [4, 50, 50]);
  }
});

test('only the first layer of an image model has patches and positions', () => {
  const { run } = imageRun('digit-vit');
  assert.deepEqual(run.layer(0).tensor('patches').shape, [49, 16]);
  assert.deepEqual(run.layer(0).tensor('position').shape, [50, 48]);
  for (const name of /** @type {const} */ (['patches', 'position', 'embedding'])) {
    assert.throws(() => run.layer(1).tensor(name), { code: 'unsupported' });
  }
});

test('what one query looks at is the same row as in each layer’s weights', () => {
  const { run } = imageRun('digit-vit');
  const rows = run.attention(7);
  assert.equal(rows.length, 4 * 4 * 50);
  for (let index = 0; index < 4; index += 1) {
    const { data } = run.layer(index).tensor('weights', 2);
    const first = (index * 4 + 2) * 50;
    assert.deepEqual(rows.slice(first, first + 50), data.slice(7 * 50, 8 * 50));
  }
});

test('rollout has a row per query that sums to 1', () => {
  const { run } = imageRun('fashion-vit');
  const rows = run.rollout();
  assert.equal(rows.length, 50 * 50);
  for (let query = 0; query < 50; query += 1) {
    const sum = rows.slice(query * 50, query * 50 + 50).reduce((a, b) => a + b);
    assert.ok(Math.abs(sum - 1) < 1e-5, `${query}: ${sum}`);
  }
});

test('facts come for every layer and head, of one query or of all', () => {
  const { run } = imageRun('fashion-vit');
  for (const facts of [run.facts(), run.facts(0)]) {
    assert.equal(facts.length, 4);
    for (const fact of facts.flat()) {
      assert.ok(fact.entropy >= 0 && fact.entropy <= Math.log2(50) + 1e-5);
      assert.ok(fact.onPrefix >= 0 && fact.onPrefix <= 1);
    }
  }
  const { data } = run.layer(2).tensor('weights', 1);
  assert.equal(Math.fround(run.facts(5)[2][1].onPrefix), data[5 * 50]);
});

test('a text is cut, run and read out as PyTorch did', () => {
  const model = engine.model(modelFile('text-tiny'));
  const one = referenceOf('text-tiny').cases[0];
  assert.equal(one.text, sentence);
  assert.deepEqual(model.tokenize(sentence), { tokenIds: one.ids, tokens: one.tokens });
  for (const run of [model.run({ text: sentence }), model.run({ tokenIds: one.ids })]) {
    assert.deepEqual(run.tokens, one.tokens);
    assert.ok(largestDifference(run.layer(0).tensor('output').data, one.output.flat()) < 1e-4);
    const words = run.readout(7);
    assert.equal(words.before[0].token, one.before[7].word);
    assert.equal(words.after[0].token, one.after[7].word);
    assert.equal(words.after.length, 3);
    assert.equal(run.logits.length, 0);
    assert.equal(run.grid, undefined);
    assertIsTrace(run.layer(0).trace({ query: 7 }));
  }
});

test('layers are run in steps to the same bits, with progress', async () => {
  const { model, one, run } = imageRun('fashion-vit');
  /** @type {number[]} */
  const done = [];
  const onProgress = (/** @type {number} */ share) => done.push(share);
  const stepped = await model.runInSteps({ pixels: pixelsFor(model, one.pixels) }, { onProgress });
  assert.deepEqual(stepped.logits, run.logits);
  assert.deepEqual(done, [0.25, 0.5, 0.75, 1]);
});

test('a run in steps ends when it is told to', async () => {
  const { model, one } = imageRun('fashion-vit');
  const stop = new AbortController();
  const reason = new Error('enough');
  const onProgress = () => stop.abort(reason);
  const running = model.runInSteps(
    { pixels: pixelsFor(model, one.pixels) },
    { signal: stop.signal, onProgress },
  );
  await assert.rejects(running, reason);
});

test('input is copied, and what comes out are copies', () => {
  const { model, one, run } = imageRun('fashion-vit');
  const pixels = pixelsFor(model, one.pixels);
  const second = model.run({ pixels });
  pixels.fill(0);
  const { logits } = second;
  assert.deepEqual(logits, run.logits);
  second.logits.fill(0);
  second.pixels.fill(0);
  assert.deepEqual(second.logits, logits);
});

test('copies survive the growth of the memory by more than 64 MB', () => {
  const { run } = imageRun('fashion-vit');
  const kept = [run.logits, run.attention(3), run.rollout(), run.layer(3).tensor('x').data];
  const before = kept.map((data) => Float32Array.from(data));
  const large = engine.attention({ dModel: 2400, numHeads: 1 }); // 4 · 2400² · 4 bytes = 92 MB
  assert.deepEqual(kept, before);
  assert.deepEqual(run.logits, before[0]);
  large.dispose();
});

test('runs outlive their model, and layers their run', () => {
  const { model, run } = imageRun('fashion-vit');
  const before = run.logits;
  const layer = run.layer(1);
  const trace = layer.traceJson({ query: 0 });
  model.dispose();
  assert.deepEqual(run.logits, before);
  assert.equal(run.layer(1).traceJson({ query: 0 }), trace);
  run.dispose();
  assert.equal(layer.traceJson({ query: 0 }), trace);
  assert.equal(layer.explain({ tensor: 'hidden', index: [0, 0] }).operation, 'given');
});
