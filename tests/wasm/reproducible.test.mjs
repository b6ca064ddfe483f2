// The same seed gives the same numbers on every platform, in every version: these are pinned.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { splitWalk } from '../helpers/requests.mjs';

const engine = await createEngine();

test('seeded weights and word vectors are these', () => {
  const run = engine.attention({ dModel: 8, numHeads: 2, seed: 7 }).run({ tokens: ['I', 'like'] });
  const { weights } = run.trace({ query: 0, weights: true });
  assert.deepEqual(
    weights?.wq[0],
    [
      -0.13493045, -0.59181106, 0.4908296, 0.10156845, -0.058246545, -0.30688247, -0.039249394,
      -0.21056212,
    ],
  );
  assert.deepEqual(
    weights?.wo[7],
    [
      -0.2671878, 0.01956229, 0.4180644, -0.50955075, -0.24686451, -0.46486807, 0.09013464,
      -0.42253262,
    ],
  );
  assert.deepEqual(text(run.tensor('x').data.subarray(0, 8)), [
    '-0.51902',
    '1.1810',
    '0.62719',
    '-2.1709',
    '0.35934',
    '-1.5524',
    '-1.1952',
    '1.1336',
  ]);
});

test('the attention weights and the output of the simple example are these', () => {
  const { spec, input } = splitWalk(engine.examples()[0]);
  const run = engine.attention(spec).run(input);
  assert.deepEqual(text(run.tensor('weights', 0).data.subarray(0, 4)), [
    '0.33222',
    '0.51796',
    '0.090035',
    '0.059778',
  ]);
  assert.deepEqual(text(run.tensor('output').data.subarray(0, 8)), [
    '-0.079730',
    '0.088841',
    '0.27385',
    '-1.0610',
    '0.41321',
    '-0.030971',
    '0.058502',
    '-0.81571',
  ]);
});

test('another seed gives other numbers, and the same one the same', () => {
  const outputs = [1, 2, 1].map(
    (seed) =>
      engine
        .attention({ dModel: 8, numHeads: 2, seed })
        .run({ tokens: ['a'] })
        .tensor('output').data,
  );
  assert.notDeepEqual(outputs[0], outputs[1]);
  assert.deepEqual(outputs[0], outputs[2]);
});

/** To five digits, which show any change. @param {Float32Array} data */
function text(data) {
  return Array.from(data, (value) => value.toPrecision(5));
}
