// A layer of a model, taken apart and run again by itself: the same walk, to the last bit.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../web/tools/machine/process.mjs';
import { createEngine } from '../helpers/attention-walk.mjs';
import { testRefusals } from '../helpers/refused.mjs';

/** @typedef {import('../../web/engine/engine.js').TensorName} TensorName */
/** @typedef {import('../../web/engine/run.js').Run} Run */

const engine = await createEngine();
const model = engine.model(readFileSync(join(root, 'web/models/digit-vit/model.safetensors')));
const { size } = /** @type {{ size: number }} */ (model.image);
const pixels = Float32Array.from({ length: size * size }, (_, i) => Math.sin(i / 20));
const modelRun = model.run({ pixels });

/** @type {TensorName[]} */
const MIDDLE = ['x', 'q', 'k', 'v', 'scores', 'scaled', 'weights', 'z', 'concat', 'output'];
/** @type {TensorName[]} */
const WEIGHTS = ['wq', 'wk', 'wv', 'wo', 'bq', 'bk', 'bv', 'bo'];

/** @param {Run} run @param {number} layer */
function runAgain(run, layer) {
  const data = (/** @type {TensorName} */ name) => run.tensor(name).data;
  const { config, tokens } = run.trace({ query: 0, steps: [] });
  const { dModel, numHeads, headDim, scale } = config;
  const weights = Object.fromEntries(WEIGHTS.map((name) => [name, data(name)]));
  const { factor } = run.explain({ tensor: 'normDeviation', index: [0] });
  return engine
    .attention({
      ...{ dModel, numHeads, headDim, scale },
      weights: { .../** @type {any} */ (weights), label: config.weights, trained: true },
    })
    .run({
      tokens,
      origin: {
        layer,
        ...(layer === 0
          ? {
              ...{ embedding: data('embedding'), position: data('position') },
              patches: data('patches'),
              projection: { weight: data('patchWeight'), bias: data('patchBias') },
            }
          : { hidden: data('hidden') }),
        norm: {
          ...{ weight: data('normWeight'), bias: data('normBias') },
          epsilon: /** @type {number} */ (factor),
        },
      },
    });
}

for (const index of [0, 1]) {
  const run = modelRun.layer(index);
  const again = runAgain(run, index);

  test(`layer ${index} again: the same tensors, the same trace`, () => {
    /** @type {TensorName[]} */
    const made = ['hidden', 'normWeight', 'normBias'];
    /** @type {TensorName[]} */
    const first = ['embedding', 'position', 'patches', 'patchWeight', 'patchBias'];
    for (const name of [...MIDDLE, ...WEIGHTS, ...made, ...(index === 0 ? first : [])]) {
      assert.deepEqual(again.tensor(name), run.tensor(name), name);
    }
    assert.equal(again.traceJson({ query: 3 }), run.traceJson({ query: 3 }));
    assert.match(again.trace({ query: 0, steps: [] }).config.weights, /^trained on /);
  });

  test(`layer ${index} again: the same explanations`, () => {
    const tensors = ['x', 'hidden', 'normMean', 'normWeight', 'normBias'];
    if (index === 0) tensors.push('embedding', 'position');
    for (const tensor of tensors) {
      const isVector = tensor.startsWith('norm');
      for (const token of isVector ? [0] : [0, 7]) {
        const ref = { tensor, index: isVector ? [5] : [token, 5] };
        assert.deepEqual(again.explain(ref), run.explain(ref), `${tensor} of token ${token}`);
      }
    }
  });
}

test('a layer that is not the first has neither patches nor positions', () => {
  const again = runAgain(modelRun.layer(1), 1);
  for (const name of /** @type {const} */ (['patches', 'patchWeight', 'embedding', 'position'])) {
    assert.throws(() => again.tensor(name), { code: 'unsupported' }, name);
  }
});

test('without a norm the hidden rows are x', () => {
  const run = engine
    .attention({ dModel: 2, numHeads: 1 })
    .run({ origin: { hidden: [[1, 2], [3, 4]] } }); // prettier-ignore
  assert.deepEqual([...run.tensor('x').data], [1, 2, 3, 4]);
  assert.equal(run.explain({ tensor: 'x', index: [0, 1] }).operation, 'given');
  assert.throws(() => run.tensor('normWeight'), { code: 'unsupported' });
});

/** @param {object} input */
const layerOn = (input) => () => engine.attention({ dModel: 2, numHeads: 1 }).run(input);
const hidden = [[1, 2]];
const embedding = [[1, 2]];

testRefusals([
  [
    'x beside an origin',
    layerOn({ x: hidden, origin: { hidden } }),
    'unsupported',
    'x: it is made from origin; give only one of the two',
  ],
  [
    'hidden rows of another width',
    layerOn({ origin: { hidden: [[1, 2, 3]] } }),
    'shape',
    'origin.hidden[0]: expected 2 values, got 3',
  ],
  [
    'no hidden rows',
    layerOn({ origin: { hidden: [] } }),
    'shape',
    'origin.hidden: expected at least one row, got none',
  ],
  [
    'hidden rows that are not finite',
    layerOn({ origin: { hidden: new Float32Array([1, NaN]) } }),
    'not_finite',
    'origin.hidden[0][1]: expected a finite number, got NaN',
  ],
  [
    'an embedding beside hidden rows',
    layerOn({ origin: { hidden, embedding, position: embedding } }),
    'unsupported',
    'origin.hidden: with an embedding it is embedding + position; give only one of the two',
  ],
  [
    'a norm of another kind',
    layerOn({ origin: { hidden, norm: { kind: 'batch', weight: [1, 1], epsilon: 0 } } }),
    'unsupported',
    'origin.norm.kind: "batch" is not known; known are layer, rms',
  ],
  [
    'a layer scale of another width',
    layerOn({ origin: { hidden, layerScale: [1, 2, 3] } }),
    'shape',
    'origin.layerScale: expected 2 values, got 3',
  ],
  [
    'more patches in a grid than rows',
    layerOn({ origin: { hidden, grid: [2, 2] } }),
    'shape',
    /^origin\.grid: expected \[rows, columns\] of at most 1 patches in all, got /,
  ],
  [
    'a norm without epsilon',
    layerOn({ origin: { hidden, norm: { weight: [1, 1], bias: [0, 0] } } }),
    'shape',
    'origin.norm.epsilon: expected a number, got nothing',
  ],
  [
    'a norm of another width',
    layerOn({ origin: { hidden, norm: { weight: [1], bias: [0, 0], epsilon: 0 } } }),
    'shape',
    'origin.norm.weight: expected 2 values, got 1',
  ],
  [
    'a negative epsilon',
    layerOn({ origin: { hidden, norm: { weight: [1, 1], bias: [0, 0], epsilon: -1 } } }),
    'range',
    'origin.norm.epsilon: expected a number from 0 on, got -1.0',
  ],
  [
    'more patches than rows',
    layerOn({
      origin: {
        embedding,
        position: embedding,
        projection: { weight: [[1, 2]] },
        patches: [[1], [2]],
      },
    }),
    'shape',
    'origin.patches: expected at most one for each row of embedding, got 2 for 1',
  ],
  [
    'a label that is no text',
    () =>
      engine.attention({
        ...{ dModel: 1, numHeads: 1 },
        weights: { wq: [[1]], wk: [[1]], wv: [[1]], wo: [[1]], label: /** @type {any} */ (7) },
      }),
    'parse',
    'weights.label: expected a string, got 7',
  ],
]);
