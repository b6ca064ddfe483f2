// The trace: valid by its schema, in the order of the walk, and only what was asked for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { featureRequests, splitWalk } from '../helpers/requests.mjs';
import { assertIsTrace } from '../helpers/trace-schema.mjs';

/** @typedef {import('../../web/engine/engine.js').StepId} StepId */

const engine = await createEngine();
const simple = engine
  .attention({ dModel: 8, numHeads: 2, seed: 7 })
  .run({ tokens: ['I', 'like', 'machine', 'learning'] });

/** @type {StepId[]} */
const perHead = ['scores', 'scale', 'softmax', 'weight', 'sum'];

/** @param {import('../../web/engine/engine.js').Trace} trace */
function stepNames(trace) {
  return trace.steps.map((step) => ('head' in step ? `${step.id} ${step.head}` : step.id));
}

for (const example of engine.examples()) {
  test(`the traces of the example "${example.title}" are valid for every query`, () => {
    const { spec, input } = splitWalk(example);
    const run = engine.attention(spec).run(input);
    for (let query = 0; query < run.length; query += 1) {
      assertIsTrace(run.trace({ query, weights: true }));
    }
  });
}

for (const [name, walk] of Object.entries(featureRequests)) {
  test(`the traces of a layer with ${name} are valid for every query`, () => {
    const { spec, input } = splitWalk(walk);
    const run = engine.attention(spec).run(input);
    for (let query = 0; query < run.length; query += 1) {
      assertIsTrace(run.trace({ query }));
      assertIsTrace(run.trace({ query, weights: true, heads: [1, 0].slice(0, spec.numHeads) }));
    }
  });
}

test('the schema refuses what is not a trace', () => {
  const trace = simple.trace({ query: 0 });
  assert.throws(() => assertIsTrace({ ...trace, schema: 'attention-walk/trace/2' }));
  assert.throws(() => assertIsTrace({ ...trace, steps: [{ id: 'invented' }] }));
  assert.throws(() => assertIsTrace({ ...trace, steps: [{ id: 'concat' }] }));
  assert.throws(() => assertIsTrace({ ...trace, tokens: undefined }));
});

test('the steps come in the order of the walk, the middle ones for each head', () => {
  assert.deepEqual(stepNames(simple.trace({ query: 2 })), [
    'input',
    'project',
    ...perHead.map((id) => `${id} 0`),
    ...perHead.map((id) => `${id} 1`),
    'concat',
    'output_projection',
    'output',
  ]);
});

test('heads leaves out the other heads', () => {
  const trace = simple.trace({ query: 0, heads: [1] });
  const all = simple.trace({ query: 0 });
  assert.deepEqual(
    trace.steps.filter((step) => 'head' in step),
    all.steps.filter((step) => 'head' in step && step.head === 1),
  );
  assertIsTrace(trace);
});

test('steps leaves out the other steps', () => {
  const trace = simple.trace({ query: 0, steps: ['softmax', 'input'] });
  assert.deepEqual(stepNames(trace), ['input', 'softmax 0', 'softmax 1']);
  assertIsTrace(trace);
});

test('no heads and no steps leave the frame', () => {
  const trace = simple.trace({ query: 0, heads: [], steps: [] });
  assert.deepEqual(trace.steps, []);
  assertIsTrace(trace);
});

test('weights are part of the trace only when they are asked for', () => {
  assert.equal(simple.trace({ query: 0 }).weights, undefined);
  assert.equal(simple.trace({ query: 0, weights: false }).weights, undefined);
  const { weights } = simple.trace({ query: 0, weights: true });
  assert.deepEqual(Object.keys(weights ?? {}), ['wq', 'wk', 'wv', 'wo']);
  assert.equal(weights?.wq.length, 8);
  assert.equal(weights?.wq[0].length, 8);
});

test('trace is the parsed traceJson, on one line or indented', () => {
  const options = { query: 1, weights: true };
  const line = simple.traceJson(options);
  const indented = simple.traceJson({ ...options, indent: 2 });
  assert.ok(!line.includes('\n'));
  assert.match(indented, /^\{\n {2}"schema": "attention-walk\/trace\/1",\n/);
  assert.deepEqual(simple.trace(options), JSON.parse(line));
  assert.deepEqual(JSON.parse(line), JSON.parse(indented));
});

test('a trace can be changed without changing the next one', () => {
  const first = simple.trace({ query: 0 });
  first.tokens[0] = 'changed';
  assert.equal(simple.trace({ query: 0 }).tokens[0], 'I');
});

test('weights of given layers come back as they went in', () => {
  const walk = featureRequests['own weights and biases'];
  const { spec, input } = splitWalk(walk);
  const trace = engine.attention(spec).run(input).trace({ query: 0, weights: true });
  assert.deepEqual(rounded(trace.weights), rounded(walk.weights));
  assert.deepEqual(trace.config.biases, ['q', 'k', 'v', 'output']);
  assert.equal(trace.config.weights, 'given');
});

test('a query that sees no key has no maximum, and zeros from there on', () => {
  const { spec, input } = splitWalk(featureRequests['a query that sees nothing']);
  const run = engine.attention(spec).run(input);
  for (const step of run.trace({ query: 0 }).steps) {
    if (step.id === 'scale') assert.deepEqual(step.values, [null, null, null, null, null]);
    if (step.id === 'softmax') assert.equal(step.max, null);
    if (step.id === 'softmax' || step.id === 'sum') assert.ok(step.values.every((v) => v === 0));
  }
});

/**
 * Every number as the float32 it stands for.
 * @param {unknown} value
 */
function rounded(value) {
  return JSON.parse(JSON.stringify(value), (_, item) =>
    typeof item === 'number' ? Math.fround(item) : item,
  );
}
