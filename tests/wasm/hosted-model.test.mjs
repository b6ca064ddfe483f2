// The interface that hides where a model lives, for a small one: beside the engine.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../web/tools/machine/process.mjs';
import { createEngine } from '../helpers/attention-walk.mjs';

const engine = await createEngine();
const bytes = readFileSync(join(root, 'web/models/digit-vit/model.safetensors'));
const file = new Blob([bytes]);
const model = await engine.hostModel(file);
const { size } = /** @type {{ size: number }} */ (model.image);
const pixels = Float32Array.from({ length: size * size }, (_, i) => Math.sin(i / 20));

test('says the same as the model itself', async () => {
  const own = engine.model(bytes);
  for (const name of /** @type {const} */ ([
    'config',
    'numLayers',
    'numHeads',
    'dModel',
    'image',
    'hasNextToken',
  ])) {
    assert.deepEqual(model[name], own[name], name);
  }
  assert.equal(model.isInWorker, false);

  const run = await model.run({ pixels });
  const ownRun = own.run({ pixels });
  for (const name of /** @type {const} */ ([
    ...['length', 'numLayers', 'numHeads', 'tokens', 'tokenIds', 'grid', 'windows'],
    ...['logits', 'probabilities', 'pixels'],
  ])) {
    const key = /** @type {'length'} */ (name);
    assert.deepEqual(run[key], ownRun[key], name);
  }
  assert.deepEqual(await run.attention(4), ownRun.attention(4));
  assert.deepEqual(await run.rollout(), ownRun.rollout());
  assert.deepEqual(await run.facts(), ownRun.facts());
  assert.deepEqual(await run.facts(4), ownRun.facts(4));
  const layer = await run.layer(1);
  assert.equal(layer.traceJson({ query: 2 }), ownRun.layer(1).traceJson({ query: 2 }));

  run.dispose();
  await assert.rejects(run.rollout(), { code: 'disposed' });
  assert.equal(layer.length, 50, 'a layer stays alive');
});

test('a small model has run before any timer fires', async () => {
  let fired = false;
  setTimeout(() => (fired = true), 0);
  setImmediate(() => (fired = true));
  await model.run({ pixels });
  assert.equal(fired, false);
});

test('a picture may be anything that is shaped like an ImageData', async () => {
  class Picture {
    width = 2;
    height = 2;
    data = new Uint8ClampedArray(16).fill(200);
  }
  const run = await model.run({ image: new Picture() });
  assert.equal(run.pixels.length, size * size);
});

test('refusals arrive as they would from the model itself', async () => {
  await assert.rejects(model.run({ pixels: new Float32Array(3) }), { code: 'shape' });
  await assert.rejects(model.run(/** @type {any} */ (undefined)), { name: 'AttentionError' });
  await assert.rejects(model.tokenize('words'), { code: 'unsupported' });
  await assert.rejects(engine.hostModel(new Blob([])), { code: 'parse' });
});

test('a signal ends loading and running with its reason', async () => {
  const reason = new Error('not any more');
  const signal = AbortSignal.abort(reason);
  await assert.rejects(engine.hostModel(file, {}, { signal }), reason);
  await assert.rejects(model.run({ pixels }, { signal }), reason);
});

test('text goes through the model’s own vocabulary', async () => {
  const words = new Blob([readFileSync(join(root, 'web/models/text-tiny/model.safetensors'))]);
  const hosted = await engine.hostModel(words);
  const { tokens, tokenIds } = await hosted.tokenize('the animal');
  assert.equal(tokens.length, tokenIds.length);
  const run = await hosted.run({ text: 'the animal' });
  assert.deepEqual(run.tokens, tokens);
  assert.equal((await run.readout(0)).before.length, 3);
});

test('a disposed model answers nothing', async () => {
  const hosted = await engine.hostModel(file);
  const run = await hosted.run({ pixels });
  hosted.dispose();
  for (const call of [hosted.run({ pixels }), run.rollout(), run.layer(0)]) {
    await assert.rejects(call, { code: 'disposed' });
  }
  hosted.dispose();
  run.dispose();
});
