// What a layer does with its spec and its input.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { matrix, splitWalk, vector } from '../helpers/requests.mjs';

const engine = await createEngine();
const spec = { dModel: 8, numHeads: 2, seed: 7 };
const tokens = ['I', 'like', 'machine', 'learning'];

/**
 * @param {import('../../web/engine/engine.js').WalkInput} walk
 */
function run(walk) {
  const { spec, input } = splitWalk(walk);
  return engine.attention(spec).run(input);
}

test('every built-in example runs and says what it is', () => {
  const examples = engine.examples();
  assert.deepEqual(
    examples.map(({ id }) => id),
    ['simple', 'question', 'pronoun', 'repeat', 'four-heads', 'bias', 'rope'],
  );
  for (const example of examples) {
    assert.ok(example.title && example.description, example.id);
    assert.equal(run(example).length, example.tokens.length, example.id);
  }
});

test('the examples are a fresh copy at every call', () => {
  engine.examples()[0].tokens.push('changed');
  assert.deepEqual(engine.examples()[0].tokens, tokens);
});

test('what is left out of a spec is the documented default', () => {
  const given = {
    ...spec,
    numKvHeads: 2,
    headDim: 4,
    valueDim: 4,
    outDim: 8,
    scale: 0.5,
    mask: /** @type {const} */ ('none'),
    position: /** @type {const} */ ('none'),
  };
  const short = run({ ...spec, tokens }).trace({ query: 0 });
  assert.deepEqual(short, run({ ...given, tokens }).trace({ query: 0 }));
  assert.deepEqual(short.config, {
    dModel: 8,
    numHeads: 2,
    numKvHeads: 2,
    headDim: 4,
    valueDim: 4,
    outDim: 8,
    length: 4,
    contextLength: 4,
    query: 0,
    scale: 0.5,
    mask: 'none',
    maskInfo: { type: 'none', parts: [] },
    position: 'none',
    positionInfo: { type: 'none', adds: false, rotates: false, biases: false, byOffset: false },
    weights: 'seed 7',
    weightsInfo: { type: 'seeded', seed: 7 },
    biases: [],
  });
});

test('a member that is undefined counts as left out', () => {
  const layer = engine.attention({ ...spec, softcap: undefined, mask: undefined });
  const input = { tokens, x: undefined, context: undefined };
  assert.deepEqual(
    layer.run(input).trace({ query: 1, heads: undefined }),
    run({ ...spec, tokens }).trace({ query: 1 }),
  );
});

test('lists of rows, Float32Array, Float64Array and rows of them all mean the same', () => {
  const rows = matrix(3, 4);
  const weights = {
    wq: matrix(4, 4, 2),
    wk: matrix(4, 4, 3),
    wv: matrix(4, 4, 4),
    wo: matrix(4, 4, 5),
    bq: vector(4),
  };
  const expected = run({ dModel: 4, numHeads: 2, weights, x: rows }).tensor('output').data;
  const kinds = [
    (/** @type {number[][]} */ value) => new Float32Array(value.flat()),
    (/** @type {number[][]} */ value) => new Float64Array(value.flat()),
    (/** @type {number[][]} */ value) => value.map((row) => new Float32Array(row)),
    (/** @type {number[][]} */ value) => value.map((row) => new Float64Array(row)),
  ];
  for (const kind of kinds) {
    const { wq, wk, wv, wo, bq } = weights;
    const same = {
      wq: kind(wq),
      wk: kind(wk),
      wv: kind(wv),
      wo: kind(wo),
      bq: new Float32Array(bq),
    };
    const actual = run({ dModel: 4, numHeads: 2, weights: same, x: kind(rows) });
    assert.deepEqual(actual.tensor('output').data, expected);
  }
});

test('inputs are neither changed nor kept', () => {
  const x = new Float32Array(matrix(3, 4).flat());
  const wq = matrix(4, 4, 2);
  const weights = {
    wq,
    wk: matrix(4, 4, 3),
    wv: matrix(4, 4, 4),
    wo: new Float32Array(matrix(4, 4, 5).flat()),
  };
  const before = structuredClone({ x, weights });
  const layer = engine.attention({ dModel: 4, numHeads: 2, weights });
  const first = layer.run({ x });
  const output = first.tensor('output').data;
  assert.deepEqual({ x, weights }, before);

  x.fill(0);
  weights.wo.fill(0);
  wq[0][0] = 100;
  assert.deepEqual(first.tensor('output').data, output);
  assert.deepEqual(layer.run({ x: before.x }).tensor('output').data, output);
});

test('frozen input is accepted', () => {
  const input = Object.freeze({ tokens: Object.freeze(['a', 'b']) });
  assert.equal(engine.attention(Object.freeze({ ...spec })).run(input).length, 2);
});

test('the same word gets the same vector, whatever its case', () => {
  const { data, shape } = run({ ...spec, tokens: ['The', 'cat', 'the'] }).tensor('x');
  assert.deepEqual(data.slice(0, shape[1]), data.slice(2 * shape[1]));
});

test('half of a surrogate pair in a token becomes the replacement character', () => {
  const { tokens: names } = run({ ...spec, tokens: ['🙂'.slice(0, 1), '🙂'] }).trace({ query: 0 });
  assert.deepEqual(names, ['\uFFFD', '🙂']);
});

test('cross-attention takes its keys from the context', () => {
  const walk = { ...spec, tokens, context: { tokens: ['a', 'b'] } };
  const cross = run(walk);
  assert.equal(cross.length, 4);
  assert.deepEqual(cross.tensor('weights').shape, [2, 4, 2]);
  const { config, contextTokens } = cross.trace({ query: 3 });
  assert.equal(config.contextLength, 2);
  assert.deepEqual(contextTokens, ['a', 'b']);
});

test('layers and runs do not disturb each other', () => {
  const layers = [1, 2].map((seed) => engine.attention({ ...spec, seed }));
  const outputs = layers.map((layer) => layer.run({ tokens }).tensor('output').data);
  assert.notDeepEqual(outputs[0], outputs[1]);
  const runs = layers.map((layer) => layer.run({ tokens }));
  assert.deepEqual(runs[0].tensor('output').data, outputs[0]);
  assert.deepEqual(runs[1].tensor('output').data, outputs[1]);
});
