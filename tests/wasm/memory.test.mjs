// Memory: what is disposed or forgotten is freed, and running out of it harms nobody.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { assertRefused } from '../helpers/refused.mjs';
import { engine, heapSize, limitHeap } from '../helpers/watched-engine.mjs';

const MB = 1e6;

/** A layer with 4 · dModel² · 4 bytes of weights. @param {number} dModel */
function layerOf(dModel) {
  const zeros = new Float32Array(dModel * dModel);
  const weights = { wq: zeros, wk: zeros, wv: zeros, wo: zeros };
  return engine.attention({ dModel, numHeads: 1, weights });
}

test('disposed layers and runs give their memory back', () => {
  for (let count = 0; count < 200; count += 1) {
    const layer = layerOf(256); // 1 MB
    layer.run({ tokens: ['a'] }).dispose();
    layer.dispose();
  }
  assert.ok(heapSize() < 50 * MB, `${heapSize()} bytes`);
});

test('thousands of small layers and runs come and go', () => {
  for (let count = 0; count < 5000; count += 1) {
    const layer = engine.attention({ dModel: 8, numHeads: 2, seed: count });
    const run = layer.run({ tokens: ['a', 'b'] });
    layer.dispose();
    assert.equal(run.length, 2);
    run.trace({ query: 1, steps: ['output'] });
    run.dispose();
  }
  assert.ok(heapSize() < 50 * MB, `${heapSize()} bytes`);
});

test('refused calls leave nothing behind', () => {
  const layer = engine.attention({ dModel: 8, numHeads: 2 });
  const x = new Float32Array(25_000); // 0.1 MB, and not a multiple of 8
  x.fill(NaN, 24_999);
  for (let count = 0; count < 1000; count += 1) {
    assert.throws(() => layer.run({ x }));
    assert.throws(() => layer.run({ x: x.subarray(0, 9) }));
  }
  assert.ok(heapSize() < 50 * MB, `${heapSize()} bytes`);
});

test('layers that nobody holds any more are freed with the garbage', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc');
  for (let count = 0; count < 200; count += 1) {
    layerOf(256);
    if (count % 10 === 0) {
      collectGarbage();
      await setImmediate(); // the registry calls back between tasks
    }
  }
  assert.ok(heapSize() < 60 * MB, `${heapSize()} bytes`);
});

test('a run keeps working when its layer was disposed', () => {
  const layer = engine.attention({ dModel: 8, numHeads: 2, seed: 7 });
  const run = layer.run({ tokens: ['a', 'b'] });
  const before = run.trace({ query: 1, weights: true });
  layer.dispose();
  layerOf(256).dispose();
  assert.deepEqual(run.trace({ query: 1, weights: true }), before);
  assert.equal(run.explain({ tensor: 'wq', index: [0, 0] }).operation, 'given');
});

test('a full memory refuses with out_of_memory, and everything alive goes on', () => {
  limitHeap(100 * MB);
  const survivor = engine
    .attention({ dModel: 32, numHeads: 4, seed: 7 })
    .run({ tokens: ['a', 'b'] });
  const before = survivor.traceJson({ query: 0, weights: true });
  /** @type {{ dispose(): void }[]} */
  const hoard = [];
  const fill = () => {
    for (;;) hoard.push(layerOf(512)); // 4 MB
  };
  assertRefused(fill, 'out_of_memory', 'the result does not fit in memory');
  assert.equal(survivor.traceJson({ query: 0, weights: true }), before);

  for (const one of hoard) one.dispose();
  assert.equal(survivor.traceJson({ query: 0, weights: true }), before);
  layerOf(256)
    .run({ tokens: ['a'] })
    .tensor('output');
});
