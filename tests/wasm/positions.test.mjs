// What positions do, as numbers: how alike two places are, and bias or score at every offset.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { splitWalk } from '../helpers/requests.mjs';

/** @typedef {import('../../web/engine/engine.js').Run} Run */
/** @typedef {import('../../web/engine/engine.js').Explanation} Explanation */

const engine = await createEngine();

/** @param {string} id */
function runOf(id) {
  const example = engine.examples().find((one) => one.id === id);
  assert.ok(example, id);
  const { spec, input } = splitWalk(example);
  return engine.attention(spec).run(input);
}

/** @param {number} actual @param {number} expected @param {string} [what] */
const assertNear = (actual, expected, what) =>
  assert.ok(Math.abs(actual - expected) < 1e-5, `${what ?? ''} ${actual} is ${expected}`);

/** @param {Explanation} explanation */
const dotOf = ({ pairs }) =>
  pairs.reduce((sum, [a, b]) => sum + Number(a.value) * Number(b.value), 0);

test('positions are as alike as the cosine of their vectors, and the explanation leads to it', () => {
  const run = runOf('repeat');
  const position = run.tensor('position');
  const { shape, data } = run.tensor('positionSimilarity');
  const [rows, columns] = position.shape;
  assert.deepEqual(shape, [rows, rows]);
  const row = (/** @type {number} */ i) => position.data.slice(i * columns, (i + 1) * columns);
  const dot = (/** @type {Float32Array} */ a, /** @type {Float32Array} */ b) =>
    a.reduce((sum, value, column) => sum + value * b[column], 0);
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < rows; j += 1) {
      const [a, b] = [row(i), row(j)];
      assertNear(data[i * rows + j], dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)), `${i}, ${j}`);
      const explanation = run.explain({ tensor: 'positionSimilarity', index: [i, j] });
      const { operation, pairs, factors = [], value } = explanation;
      assert.equal(operation, 'cosine');
      assert.equal(Math.fround(Number(value)), data[i * rows + j]);
      assert.equal(pairs.length, columns);
      assert.deepEqual(pairs[1][1].ref, { tensor: 'position', index: [j, 1] });
      assertNear(dotOf(explanation) / (factors[0] * factors[1]), Number(value));
    }
  }
});

test('a bias for each distance: every pair copies the bias of its offset', () => {
  const run = runOf('bias');
  const { shape, data } = run.tensor('offsetBias');
  assert.deepEqual(shape, [2, 11]);
  for (let head = 0; head < 2; head += 1) {
    const ofHead = run.tensor('offsetBias', head).data;
    assert.deepEqual(ofHead, data.slice(head * 11, (head + 1) * 11));
    for (const step of run.trace({ query: 2, heads: [head], steps: ['scale'] }).steps) {
      if (step.id !== 'scale') continue;
      step.bias?.forEach((bias, key) => {
        const { operation, operands } = run.explain({ tensor: 'bias', head, index: [2, key] });
        assert.equal(operation, 'copy');
        assert.deepEqual(operands[0].ref, { tensor: 'offsetBias', head, index: [key - 2 + 5] });
        assert.equal(operands[0].value, bias);
        assert.equal(Math.fround(Number(bias)), ofHead[key + 3]);
      });
    }
  }
  assert.equal(run.explain({ tensor: 'offsetBias', head: 0, index: [5] }).source, 'relative');
  assert.equal(run.trace({ query: 0, steps: [] }).config.positionOrigin, 'made by hand');
});

test('a rotation by offset: at its own offset a pair has its own score', () => {
  const run = runOf('rope');
  const { shape } = run.tensor('offsetScores');
  assert.deepEqual(shape, [2, 6, 6, 11]);
  for (let head = 0; head < 2; head += 1) {
    const scores = run.tensor('scores', head).data;
    const { data } = run.tensor('offsetScores', head);
    for (let query = 0; query < 6; query += 1) {
      for (let key = 0; key < 6; key += 1) {
        const place = key - query + 5;
        assertNear(data[(query * 6 + key) * 11 + place], scores[query * 6 + key]);
        const ref = { tensor: 'offsetScores', head, index: [query, key, place] };
        const explanation = run.explain(ref);
        assert.equal(explanation.operation, 'dot');
        assertNear(dotOf(explanation), Number(explanation.value));
        const turned = run.explain(explanation.pairs[1][1].ref);
        assert.equal(turned.operation, 'rotate');
        const [a, b] = turned.operands.map(({ value }) => Number(value));
        const [cos, sin] = turned.factors ?? [];
        assertNear(a * cos + b * sin, Number(turned.value));
      }
    }
  }
});

test('equal words at equal distances have equal scores, wherever they stand', () => {
  const run = runOf('rope'); // to be or not to be
  const { data } = run.tensor('scores', 0);
  const score = (/** @type {number} */ query, /** @type {number} */ key) => data[query * 6 + key];
  assertNear(score(0, 1), score(4, 5));
  assertNear(score(1, 0), score(5, 4));
  assert.ok(Math.abs(score(0, 1) - score(0, 5)) > 0.01, 'and other ones at another distance');
});

test('a run without such a position says so', () => {
  const run = runOf('simple');
  for (const name of /** @type {const} */ (['positionSimilarity', 'offsetBias', 'offsetScores'])) {
    assert.throws(() => run.tensor(name), { code: 'unsupported' });
  }
  assert.throws(() => runOf('repeat').tensor('positionSimilarity', 0), { code: 'range' });
  assert.throws(() => run.explain({ tensor: 'kTurned', head: 0, index: [0, 0, 0] }), {
    code: 'unsupported',
  });
});
