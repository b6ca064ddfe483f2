// Whole tensors: their shapes, their agreement with the trace, and that they are copies.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { featureRequests, splitWalk } from '../helpers/requests.mjs';

/** @typedef {import('../../web/engine/engine.js').TensorName} TensorName */

const engine = await createEngine();

/** @param {string} name  of a feature request */
function runOf(name) {
  const { spec, input } = splitWalk(featureRequests[name]);
  return engine.attention(spec).run(input);
}

test('every tensor has the shape that its name promises', () => {
  const run = runOf('sizes that all differ'); // n 5, m 3, 6 heads on 2, headDim 3, valueDim 5
  /** @type {[TensorName, number[], number[] | null][]} */
  const expected = [
    ['x', [5, 7], null],
    ['q', [5, 18], [5, 3]],
    ['k', [3, 6], [3, 3]],
    ['v', [3, 10], [3, 5]],
    ['scores', [6, 5, 3], [5, 3]],
    ['scaled', [6, 5, 3], [5, 3]],
    ['weights', [6, 5, 3], [5, 3]],
    ['z', [5, 30], [5, 5]],
    ['concat', [5, 30], null],
    ['output', [5, 4], null],
    ['wq', [7, 18], [7, 3]],
    ['wk', [7, 6], [7, 3]],
    ['wv', [7, 10], [7, 5]],
    ['wo', [30, 4], [5, 4]],
  ];
  for (const [name, whole, ofHead] of expected) {
    const { shape, data } = run.tensor(name);
    assert.deepEqual(shape, whole, name);
    assert.ok(data instanceof Float32Array);
    assert.equal(
      data.length,
      whole.reduce((a, b) => a * b),
      name,
    );
    if (ofHead) assert.deepEqual(run.tensor(name, 5).shape, ofHead, `${name} of a head`);
  }
});

test('tensors that only some layers have are there with their shapes', () => {
  for (const name of /** @type {const} */ (['embedding', 'position'])) {
    assert.deepEqual(runOf('sinusoidal positions').tensor(name).shape, [5, 8]);
  }
  for (const name of /** @type {const} */ (['qProjected', 'kProjected'])) {
    assert.deepEqual(runOf('RoPE, interleaved').tensor(name).shape, [5, 8]);
    assert.deepEqual(runOf('RoPE, interleaved').tensor(name, 1).shape, [5, 4]);
  }
});

test('the weights and biases are those of the trace, and a head’s are the ones it uses', () => {
  for (const name of Object.keys(featureRequests)) {
    const run = runOf(name);
    const { config, weights } = run.trace({ query: 0, steps: [], weights: true });
    const { numHeads, numKvHeads, headDim, valueDim } = config;
    for (const [part, width] of /** @type {const} */ ([
      ['q', headDim],
      ['k', headDim],
      ['v', valueDim],
    ])) {
      const matrix = /** @type {number[][]} */ (weights?.[`w${part}`]);
      const bias = weights?.[`b${part}`];
      assertSame(matrix.flat(), run.tensor(`w${part}`).data);
      for (let head = 0; head < numHeads; head += 1) {
        const owner = part === 'q' ? head : Math.floor((head * numKvHeads) / numHeads);
        const [first, end] = [owner * width, (owner + 1) * width];
        const columns = matrix.flatMap((row) => row.slice(first, end));
        assertSame(columns, run.tensor(`w${part}`, head).data);
        if (bias) assertSame(bias.slice(first, end), run.tensor(`b${part}`, head).data);
      }
      if (bias) assertSame(bias, run.tensor(`b${part}`).data);
      else assert.throws(() => run.tensor(`b${part}`), { code: 'unsupported' });
    }
    assertSame(weights?.wo.flat() ?? [], run.tensor('wo').data);
    const rows = weights?.wo.slice((numHeads - 1) * valueDim) ?? [];
    assertSame(rows.flat(), run.tensor('wo', numHeads - 1).data);
    if (weights?.bo) assertSame(weights.bo, run.tensor('bo').data);
    else assert.throws(() => run.tensor('bo'), { code: 'unsupported' });
  }
});

test('a bias that is absent and a head of what has none are refused with the reason', () => {
  const run = runOf('own x without tokens');
  assert.throws(() => run.tensor('bq'), { message: 'bq: this layer has no such bias' });
  assert.throws(() => run.tensor('bo', 0), { message: 'head: bo has no heads, got 0' });
  assert.throws(() => run.tensor('wo', 9), { code: 'range' });
});

for (const [name, walk] of Object.entries(featureRequests)) {
  test(`the trace and the tensors of a layer with ${name} are the same numbers`, () => {
    const run = runOf(name);
    const heads = walk.numHeads;
    for (let query = 0; query < run.length; query += 1) {
      const { steps } = run.trace({ query });
      for (const step of steps) {
        if (step.id === 'input') assertSame(step.values.flat(), run.tensor('x').data);
        if (step.id === 'project') {
          for (let head = 0; head < heads; head += 1) {
            for (const part of /** @type {const} */ (['q', 'k', 'v'])) {
              assertSame(step.heads[head][part].flat(), run.tensor(part, head).data);
            }
          }
        }
        if (step.id === 'scores') assertSame(step.values, row(run, 'scores', query, step.head));
        if (step.id === 'scale') assertSame(step.values, row(run, 'scaled', query, step.head));
        if (step.id === 'softmax') assertSame(step.values, row(run, 'weights', query, step.head));
        if (step.id === 'sum') assertSame(step.values, row(run, 'z', query, step.head));
        if (step.id === 'concat') assertSame(step.values, row(run, 'concat', query));
        if (step.id === 'output_projection') assertSame(step.values, row(run, 'output', query));
        if (step.id === 'output') assertSame(step.values, row(run, 'output', query));
      }
    }
  });
}

test('a tensor is a copy: changing it changes nothing, and no two share memory', () => {
  const run = runOf('own x without tokens');
  const first = run.tensor('output');
  const value = first.data[0];
  first.data.fill(0);
  first.shape[0] = 0;
  const second = run.tensor('output');
  assert.equal(second.data[0], value);
  assert.deepEqual(second.shape, [4, 8]);
  assert.equal(second.data.byteOffset, 0);
  assert.equal(second.data.buffer.byteLength, 4 * 8 * 4);
});

test('copies survive the growth of the memory by more than 64 MB', () => {
  const run = runOf('own x without tokens');
  const kept = run.tensor('weights');
  const before = Float32Array.from(kept.data);
  const large = engine.attention({ dModel: 2400, numHeads: 1 }); // 4 · 2400² · 4 bytes = 92 MB
  assert.deepEqual(kept.data, before);
  assert.deepEqual(run.tensor('weights').data, before);
  large.dispose();
});

/**
 * @param {import('../../web/engine/engine.js').Run} run
 * @param {TensorName} name
 * @param {number} index
 * @param {number} [head]
 */
function row(run, name, index, head) {
  const { shape, data } = run.tensor(name, head);
  return data.subarray(index * shape[1], (index + 1) * shape[1]);
}

/**
 * @param {(number | null)[]} numbers  of the trace: shortest text of a float32, null for masked
 * @param {Float32Array} data
 */
function assertSame(numbers, data) {
  const expected = Array.from(data, (value) => (value === -Infinity ? null : value));
  assert.deepEqual(
    numbers.map((value) => (value === null ? null : Math.fround(value))),
    expected,
  );
}

test('the matrices of one query are those of the trace', () => {
  for (const name of Object.keys(featureRequests)) {
    const run = runOf(name);
    const query = run.length - 1;
    const { steps } = run.trace({ query });
    const same = (
      /** @type {{ shape: number[], data: Float32Array }} */ { shape, data },
      /** @type {number[][]} */ rows,
    ) => {
      assert.deepEqual(shape, [rows.length, rows[0].length], name);
      assert.deepEqual([...data], rows.flat().map(Math.fround), name);
    };
    for (const step of steps) {
      if (step.id === 'scores') same(run.ofQuery('products', query, step.head), step.products);
      if (step.id === 'weight') same(run.ofQuery('weighted', query, step.head), step.values);
      if (step.id === 'output_projection') same(run.ofQuery('headOutput', query, 0), step.heads);
      if (step.id === 'output') same(run.contributions(query), step.contributions);
    }
    assert.throws(() => run.contributions(run.length), { code: 'range' });
  }
});
