// The parts that layers of models have beside attention: each number of them follows from the numbers that it is
// explained by, and a layer that is taken apart for another engine is the same there, to the bit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { follow } from '../helpers/explanations.mjs';
import { assertRefused } from '../helpers/refused.mjs';
import { matrix, vector } from '../helpers/requests.mjs';
import { smallModels } from '../helpers/small-models.mjs';
import { assertIsTrace } from '../helpers/trace-schema.mjs';
import { EN } from '../../web/text/en.js';
import { EN_ON_DEMAND } from '../../web/text/en-on-demand.js';

/** @typedef {import('../../web/engine/engine.js').Run} Run */
/** @typedef {import('../../web/engine/engine.js').TensorName} TensorName */

const engine = await createEngine();

/** Every tensor that readers are told of. */
const TENSORS = [
  ...Object.keys({ ...EN, ...EN_ON_DEMAND }).flatMap((key) => /^ref\.(\w+)$/.exec(key)?.[1] ?? []),
  ...['wq', 'wk', 'wv', 'wo', 'bq', 'bk', 'bv', 'bo'],
].filter((name) => !['weight', 'bias', 'biasOf'].includes(name));

/** @param {string} name  of a small model */
function runOf(name) {
  const { bytes, config, input } = smallModels[name]();
  return engine.model(bytes, config).run(input);
}

/** The second query, or the only one. @param {Run} run */
const lastOfTwo = (run) => Math.min(1, run.length - 1);

/** One number at the end of a layer, followed down to what was given. @param {Run} run */
function followed(run) {
  const tensor = run.has('residual') ? 'residual' : 'output';
  const seen = new Map();
  const sources = new Set();
  follow(run, run.explain({ tensor, index: [lastOfTwo(run), 2] }), seen, sources);
  const tensors = new Set([...seen.keys()].map((key) => JSON.parse(key).tensor));
  return { seen, sources, tensors };
}

/**
 * What must be met on the way down from a number of a layer.
 * @type {Record<string, { layer?: number, meets: string[], lacks?: string[] }>}
 */
const CASES = {
  gemma: {
    layer: 1,
    meets: ['normDeviation', 'kProjected', 'capped', 'outputNormDeviation', 'outputNormalized'],
    lacks: ['normMean', 'normBias', 'outputNormMean'],
  },
  dinov2: { meets: ['patchWeight', 'position', 'normMean', 'layerScale', 'outputScaled'] },
  dinov3: { meets: ['patchWeight', 'qProjected', 'kProjected', 'outputScaled'] },
  normedQueries: {
    meets: ['qProjected', 'qNormMean', 'qNormDeviation', 'qNormWeight', 'kNormBias'],
    lacks: ['qNormalized'],
  },
  clip: {
    meets: ['hidden', 'normMean', 'embedded', 'embeddingNormMean', 'embedding', 'patches'],
    lacks: ['patchNormMean'],
  },
  cait: {
    meets: [
      'patchWeight',
      'multiplied',
      'scoreMix',
      'scoreMixBias',
      'scoresMixed',
      'weightMix',
    ].concat(['weightMixBias', 'unmixedWeights', 'exponentials', 'outputScaled']),
  },
  t5: { layer: 1, meets: ['hidden', 'normDeviation', 'offsetBias'], lacks: ['normMean'] },
  modernBert: { layer: 1, meets: ['kProjected', 'normMean'], lacks: ['normBias'] },
};

for (const [name, { layer = 0, meets, lacks = [] }] of Object.entries(CASES)) {
  test(`${name}: every number follows from those that it is explained by`, () => {
    const run = runOf(name).layer(layer);
    const { tensors } = followed(run);
    for (const tensor of meets) assert.ok(tensors.has(tensor), `${tensor} in ${[...tensors]}`);
    for (const tensor of lacks) assert.ok(!tensors.has(tensor) && !run.has(tensor), tensor);
  });

  test(`${name}: its layers are the same where another engine runs them`, () => {
    const modelRun = runOf(name);
    for (let index = 0; index < modelRun.numLayers; index += 1) {
      assertSame(modelRun.layer(index), again(modelRun.layerParts(index)));
    }
  });
}

/** @param {{ spec: any, input: any }} parts  as they come from a worker */
function again({ spec, input }) {
  const travelled = structuredClone({ spec, input });
  return engine.attention(travelled.spec).run(travelled.input);
}

/** @param {Run} run @param {Run} other */
function assertSame(run, other) {
  for (const name of TENSORS) {
    assert.equal(other.has(name), run.has(name), name);
    if (run.has(name) && isWhole(run, name)) {
      const tensor = /** @type {TensorName} */ (name);
      assert.deepEqual(other.tensor(tensor), run.tensor(tensor), name);
    }
  }
  const options = { query: lastOfTwo(run), weights: true };
  assertIsTrace(run.trace(options));
  assert.equal(other.traceJson(options), run.traceJson(options));
  const [here, there] = [followed(run), followed(other)];
  assert.deepEqual(there.seen, here.seen);
  assert.deepEqual(there.sources, here.sources);
}

/** Whether tensor() hands it out. @param {Run} run @param {string} name */
function isWhole(run, name) {
  try {
    return Boolean(run.tensor(/** @type {TensorName} */ (name)));
  } catch {
    return false;
  }
}

test('[CLS] of a CaiT comes late and asks alone, and what is not defined across all layers says so', () => {
  const run = runOf('cait');
  assert.deepEqual([run.classLayers, run.length, run.grid?.prefix], [2, 4, 0]);
  const layer = run.layer(2);
  const { tokens, contextTokens } = layer.trace({ query: 0, steps: [] });
  assert.deepEqual([tokens, contextTokens?.length], [['[CLS]'], 5]);
  const { tensors, sources } = followed(layer);
  assert.ok(tensors.has('context') && !tensors.has('scoreMix'), [...tensors].join());
  assert.ok(sources.has('layer before'));
  for (const call of [() => run.attention(0), () => run.facts(), () => run.rollout()]) {
    assertRefused(call, 'unsupported', /not defined/);
  }
});

test('the residual is what came in, and what became of the output', () => {
  for (const [name, tensor] of /** @type {const} */ ([
    ['gemma', 'outputNormalized'],
    ['dinov2', 'outputScaled'],
    ['normedQueries', 'output'],
  ])) {
    const run = runOf(name).layer(1);
    const [hidden, added] = [run.tensor('hidden').data, run.tensor(tensor).data];
    const sum = hidden.map((value, at) => Math.fround(added[at] + value));
    assert.deepEqual(run.tensor('residual').data, sum, name);
  }
});

test('a window is told, and hides what is further away', () => {
  const { config } = runOf('modernBert').layer(1).trace({ query: 0, steps: [] });
  assert.deepEqual([config.mask, config.maskInfo.reach], ['window', 1]);
  const weights = runOf('modernBert').layer(1).tensor('weights', 0).data;
  weights.forEach((weight, at) => {
    const distance = Math.abs(Math.floor(at / 6) - (at % 6));
    assert.equal(weight > 0, distance <= 1, `weight ${at}`);
  });
  const causal = runOf('gemma').layer(0).trace({ query: 0, steps: [] }).config;
  assert.deepEqual(causal.maskInfo.parts, ['causal', 'window']);
});

test('an image of another size has other patches, and one that is no square has rows and columns', () => {
  const run = runOf('dinov2');
  assert.deepEqual(run.grid, { rows: 2, columns: 3, prefix: 3 });
  assert.equal(run.length, 9);
  assert.deepEqual(runOf('dinov3').grid, { rows: 3, columns: 2, prefix: 2 });
});

test('pixels of the trained size need no sides, and sides that do not fit are refused', () => {
  const { bytes, config } = smallModels.dinov2();
  const model = engine.model(bytes, config);
  assert.deepEqual(model.image, { size: 4, height: 4, width: 4, patchSize: 2, channels: 1 });
  const pixels = new Float32Array(16);
  const [own, told] = [model.run({ pixels }), model.run({ pixels, height: 4, width: 4 })];
  assert.deepEqual(told.layer(1).tensor('x'), own.layer(1).tensor('x'));
  const run = (/** @type {any} */ sides) => () => model.run({ pixels, ...sides });
  assertRefused(run({ height: 2, width: 4 }), 'shape', /^pixels: expected 1 × 2 × 4 = 8 values/);
  assertRefused(run({ height: 16, width: 1 }), 'shape', /^pixels: expected 4 × 4 pixels, or other/);
  assertRefused(run({ height: 4 }), 'range', 'width: expected a whole number, got undefined');
  assertRefused(
    run({ height: 0, width: 4 }),
    'range',
    'height: expected a whole number from 1 to 65536, got 0',
  );
});

test('cosines and a factor for each head: own numbers have them too', () => {
  const spec = {
    ...{ dModel: 8, numHeads: 2, cosine: true, scales: [10, 4] },
    mask: { reach: 2 },
    weights: {
      ...{ wq: matrix(8, 8, 1), wk: matrix(8, 8, 2), wv: matrix(8, 8, 3), wo: matrix(8, 8, 4) },
      qNorm: { kind: /** @type {const} */ ('rms'), weight: vector(4, 5), epsilon: 1e-6 },
      kNorm: { weight: vector(8, 6), bias: vector(8, 7), epsilon: 0 },
    },
  };
  const run = engine.attention(spec).run({ x: matrix(4, 8, 8) });
  const { tensors } = followed(run);
  const met = ['qLength', 'qNormalized', 'qNormDeviation', 'kLength', 'kNormMean', 'kNormBias'];
  for (const tensor of met) assert.ok(tensors.has(tensor), `${tensor} in ${[...tensors]}`);
  const { config } = run.trace({ query: 0, steps: [] });
  assert.deepEqual([config.cosine, config.scales], [true, [10, 4]]);
  const step = run.trace({ query: 1, heads: [1], steps: ['scale'] }).steps[0];
  assert.equal(/** @type {any} */ (step).factor, 4);
  for (const score of run.tensor('scores', 0).data) assert.ok(Math.abs(score) <= 1.000001);
});

test('a table of query − key is the one of key − query, backwards', () => {
  // As Swin has it, 2 × 2: entry 2 is one row up and one column right of (query − key): query 1 at key 2.
  const table = [[0, 0, 9, 0, 0, 0, 0, 0, 0]];
  const position = /** @type {const} */ ({ type: 'relative', grid: [2, 2], table });
  const looks = (/** @type {'queryKey' | 'keyQuery'} */ order) => {
    const layer = engine.attention({ dModel: 2, numHeads: 1, position: { ...position, order } });
    const weights = layer.run({ x: new Float32Array(8) }).tensor('weights', 0).data;
    return [1, 2].map((query) => {
      const row = weights.subarray(4 * query, 4 * query + 4);
      return row.indexOf(Math.max(...row));
    });
  };
  assert.equal(looks('queryKey')[0], 2);
  assert.equal(looks('keyQuery')[1], 1);
});
