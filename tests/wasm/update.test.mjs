// run.update(): other values for the same tokens, in place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { numbersFrom } from '../helpers/requests.mjs';

const engine = await createEngine();

const NAMES = /** @type {const} */ (['x', 'q', 'k', 'v', 'scores', 'scaled', 'weights', 'output']);

/** @param {number} seed */
function values(seed) {
  const next = numbersFrom(seed);
  return Float32Array.from({ length: 5 * 8 }, next);
}

/** @param {import('../../web/engine/engine.js').Run} run */
const numbersOf = (run) => NAMES.map((name) => run.tensor(name).data);

test('an updated run is what a new one would be', () => {
  for (const position of /** @type {any[]} */ ([undefined, 'sinusoidal', { type: 'rope' }])) {
    const layer = engine.attention({ dModel: 8, numHeads: 2, seed: 3, position });
    const run = layer.run({ x: values(1) });
    run.update(values(2));
    assert.deepEqual(numbersOf(run), numbersOf(layer.run({ x: values(2) })));
    run.update(values(1));
    const again = layer.run({ x: values(1) });
    assert.deepEqual(numbersOf(run), numbersOf(again));
    assert.equal(run.traceJson({ query: 2 }), again.traceJson({ query: 2 }));
  }
});

test('what was handed out before an update stays as it was', () => {
  const run = engine.attention({ dModel: 8, numHeads: 2 }).run({ x: values(1) });
  const { data } = run.tensor('output');
  const before = data.slice();
  run.update(values(2));
  assert.deepEqual(data, before);
});

test('an update still finds its place when the memory has grown', () => {
  const run = engine.attention({ dModel: 8, numHeads: 2 }).run({ x: values(1) });
  run.update(values(2));
  const large = engine.attention({ dModel: 64, numHeads: 16 });
  const grown = large.run({ x: new Float32Array(600 * 64).fill(0.5) });
  run.update(values(3));
  assert.deepEqual(run.tensor('x').data, values(3));
  grown.dispose();
});

test('what is refused names what is wrong and leaves the run as it was', () => {
  const run = engine.attention({ dModel: 8, numHeads: 2 }).run({ x: values(1) });
  const before = numbersOf(run);
  const shape = {
    code: 'shape',
    message: 'x: expected a Float32Array of 40 values, got 39 values',
  };
  assert.throws(() => run.update(values(1).subarray(1)), shape);
  assert.throws(() => run.update(/** @type {any} */ (null)), { code: 'shape' });
  assert.throws(() => run.update(/** @type {any} */ ([...values(1)])), { code: 'shape' });
  const broken = values(1);
  broken[11] = NaN;
  const message = 'x[1][3]: expected a finite number, got NaN';
  assert.throws(() => run.update(broken), { code: 'not_finite', message });
  assert.throws(() => run.update(new Float32Array(40).fill(3e38)), { code: 'not_finite' });
  assert.deepEqual(numbersOf(run), before);
});

test('a run that was disposed is not written to', () => {
  const run = engine.attention({ dModel: 8, numHeads: 2 }).run({ x: values(1) });
  run.update(values(2));
  run.dispose();
  assert.throws(() => run.update(values(1)), { code: 'disposed' });
});
