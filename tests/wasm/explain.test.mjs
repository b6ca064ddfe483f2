// explain(): the same number as everywhere else, and operands from which it really follows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { assertFollows, follow } from '../helpers/explanations.mjs';
import { featureRequests, splitWalk } from '../helpers/requests.mjs';
import { valuesOf } from '../helpers/trace-values.mjs';

const engine = await createEngine();
const simple = { dModel: 8, numHeads: 2, seed: 7, tokens: ['I', 'like', 'machine', 'learning'] };

/**
 * Where numbers of a layer come from besides its weights.
 * @type {Record<string, string | string[]>}
 */
const sourcesOf = {
  'nothing special': 'word vector',
  'own x without tokens': 'input',
  'sinusoidal positions': ['sinusoidal', 'word vector'],
  'learned positions': ['learned position', 'word vector'],
  ALiBi: 'alibi',
  'ALiBi with own slopes and a soft cap': 'alibi',
  'relative bias': 'relative',
  'relative bias, 2-D with a prefix': ['relative', 'mask'],
  'mask for each head': 'mask',
};

/** @param {import('../../web/engine/engine.js').WalkInput} walk */
function runOf(walk) {
  const { spec, input } = splitWalk(walk);
  return engine.attention(spec).run(input);
}

for (const [name, walk] of Object.entries({ 'nothing special': simple, ...featureRequests })) {
  test(`every number of a layer with ${name} has an explanation that agrees`, () => {
    const run = runOf(walk);
    const query = run.length - 1;
    for (const { ref, value } of valuesOf(run.trace({ query, weights: true }))) {
      const explanation = run.explain(ref);
      assert.deepEqual(explanation.ref, ref);
      assert.equal(explanation.value, value, JSON.stringify(ref));
      assertFollows(explanation);
    }
  });

  test(`an output of a layer with ${name} can be followed back to what was given`, () => {
    const run = runOf(walk);
    const sources = new Set();
    const seen = new Map();
    follow(run, run.explain({ tensor: 'output', index: [0, 0] }), seen, sources);
    assert.ok(seen.size > 10);
    const expected = [
      'weights' in walk ? 'weights' : 'seeded weights',
      sourcesOf[name] ?? [],
    ].flat();
    for (const source of expected) assert.ok(sources.has(source), `${source} in ${[...sources]}`);
  });
}

test('a weight is its exponential divided by the total', () => {
  const run = runOf(simple);
  const ref = { tensor: 'weights', head: 1, index: [2, 3] };
  const { operation, operands } = run.explain(ref);
  assert.equal(operation, 'divide');
  assert.deepEqual(
    operands.map((operand) => operand.ref),
    [
      { tensor: 'exponentials', head: 1, index: [2, 3] },
      { tensor: 'total', head: 1, index: [2] },
    ],
  );
});

test('a score is the sum of products of its query and its key', () => {
  const { operation, operands } = runOf(simple).explain({
    tensor: 'scores',
    head: 0,
    index: [1, 2],
  });
  assert.equal(operation, 'sum');
  assert.deepEqual(
    operands.map((operand) => operand.ref),
    [0, 1, 2, 3].map((column) => ({ tensor: 'products', head: 0, index: [1, 2, column] })),
  );
});

test('a projected value is the dot product of a row of x and a column of the weights', () => {
  const run = runOf(featureRequests['own weights and biases']);
  const { operation, pairs, bias } = run.explain({ tensor: 'k', head: 1, index: [2, 0] });
  assert.equal(operation, 'dot');
  assert.equal(pairs.length, 6);
  assert.deepEqual(pairs[4][0].ref, { tensor: 'x', index: [2, 4] });
  assert.deepEqual(pairs[4][1].ref, { tensor: 'wk', index: [4, 3] });
  assert.deepEqual(bias?.ref, { tensor: 'bk', index: [3] });
});

test('a masked score says so', () => {
  const run = runOf(featureRequests['causal mask']);
  const { value, operation } = run.explain({ tensor: 'scaled', head: 0, index: [0, 4] });
  assert.equal(value, null);
  assert.equal(operation, 'masked');
  assert.equal(run.explain({ tensor: 'weights', head: 0, index: [0, 4] }).value, 0);
});
