// Memory of whole models: what is disposed, forgotten, refused or given up is freed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { modelFile } from '../helpers/models.mjs';
import { engine, heapSize } from '../helpers/watched-engine.mjs';

const MB = 1e6;
const file = modelFile('fashion-vit'); // 0.3 MB of weights in the core, and a run is 1 MB
const pixels = new Float32Array(784);

test('disposed models and runs give their memory back', () => {
  for (let count = 0; count < 150; count += 1) {
    const model = engine.model(file);
    const run = model.run({ pixels });
    run.layer(0).dispose();
    run.dispose();
    model.dispose();
  }
  assert.ok(heapSize() < 50 * MB, `${heapSize()} bytes`);
});

test('files that are refused or given up leave nothing behind', async () => {
  const cut = file.slice();
  cut.fill(0xff, cut.length - 4); // NaN in the last tensor
  for (let count = 0; count < 150; count += 1) {
    assert.throws(() => engine.model(cut), { code: 'not_finite' });
    const stop = new AbortController();
    const onProgress = (/** @type {number} */ share) => share > 0.5 && stop.abort();
    await assert.rejects(
      engine.openModel(new Blob([file]), {}, { signal: stop.signal, onProgress }),
    );
  }
  assert.ok(heapSize() < 50 * MB, `${heapSize()} bytes`);
});

test('models and runs that nobody holds any more are freed with the garbage', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc');
  for (let count = 0; count < 150; count += 1) {
    engine.model(file).run({ pixels }).layer(1);
    if (count % 10 === 0) {
      collectGarbage();
      await setImmediate(); // the registry calls back between tasks
    }
  }
  assert.ok(heapSize() < 80 * MB, `${heapSize()} bytes`);
});
