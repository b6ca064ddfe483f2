// What is said of a layer is what it computes: formulas, leads and names, for layers that differ in one thing each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STEPS } from '../../web/steps/index.js';
import { leadOf, nameOf } from '../../web/steps/wording.js';
import { EN_ON_DEMAND } from '../../web/text/en-on-demand.js';
import { wordsOf } from '../../web/text/index.js';
import { onDemand } from '../../web/text/on-demand.js';
import { Walk } from '../../web/walk/walk.js';
import { createEngine } from '../helpers/attention-walk.mjs';

const engine = await createEngine();
onDemand.texts = EN_ON_DEMAND;
const words = wordsOf();

/** @param {object} more  of a small layer */
function walkOf(more = {}) {
  const walk = new Walk(engine);
  walk.load({ dModel: 8, numHeads: 2, tokens: ['a', 'b', 'c'], query: 1, ...more });
  return walk;
}

/** What the formula of a step says. @param {import('../../web/walk/steps.js').StepId} step @param {object} [more] */
const reading = (step, more) => STEPS[step].formula(walkOf(more).source, words).reading;

/** @param {import('../../web/walk/steps.js').StepId} step @param {object} [more] */
const math = (step, more) => STEPS[step].formula(walkOf(more).source, words).math;

const biased = () => {
  const { weights } = engine
    .attention({ dModel: 8, numHeads: 2 })
    .run({ tokens: ['a'] })
    .trace({
      query: 0,
      weights: true,
    });
  return { weights: { ...weights, bq: Array(8).fill(0.1), bo: Array(8).fill(0.2) } };
};

test('biases stand in the formulas of layers that have them, and in no others', () => {
  assert.match(
    reading('project', biased()),
    /^Q equals X times W Q plus the bias b Q, K equals X times W K, V/,
  );
  assert.match(reading('output', biased()), /plus the bias b O$/);
  for (const step of /** @type {const} */ (['project', 'output_projection', 'output'])) {
    assert.match(math(step, biased()), /<mi>b<\/mi>/);
    assert.doesNotMatch(math(step), /<mi>b<\/mi>/);
  }
});

test('a rotation, a context, a factor, a cap, a bias and a mask are told', () => {
  assert.match(
    reading('project', { position: 'rope' }),
    /^q i equals R i of x i times W Q, k j equals R j/,
  );
  const context = { tokens: ['d', 'e'] };
  assert.match(reading('project', { context }), /K equals the context C times W K/);
  assert.match(reading('scale'), /s i j divided by the root of d k, the numbers per key$/);
  assert.match(reading('scale', { scale: 0.25 }), /s i j divided by 4$/);
  assert.match(reading('scale', { softcap: 5 }), /5 times tanh of .* divided by 5$/);
  assert.match(
    reading('scale', { position: 'alibi' }),
    /plus b, the bias of the distance j minus i$/,
  );
  assert.match(reading('scale', { mask: 'causal' }), /plus the mask m/);
  assert.match(reading('softmax'), /minus max/);
});

test('a later head begins again, and seeded weights are told where the reader would believe them', () => {
  const walk = walkOf();
  walk.goTo({ step: 'scores', head: 0 });
  assert.doesNotMatch(leadOf(words, 'scores', walk.source), /starts again/);
  walk.goTo({ head: 1 });
  assert.match(
    leadOf(words, 'scores', walk.source),
    /^Head 2 starts again from the same X, with its own Wq, Wk, Wv\./,
  );
  assert.match(
    leadOf(words, 'softmax', walk.source),
    /not trained: who gets most means nothing\.$/,
  );
  assert.doesNotMatch(leadOf(words, 'softmax', walkOf(biased()).source), /not trained/);
  const shared = walkOf({ numKvHeads: 1 });
  shared.goTo({ step: 'scores', head: 1 });
  assert.match(leadOf(words, 'scores', shared.source), /with its own Wq\./);
});

test('names count dimensions from 1, and tokens keep their places', () => {
  const { source } = walkOf({ position: 'sinusoidal' });
  const name = (/** @type {string} */ tensor, /** @type {number[]} */ ...index) =>
    nameOf(words, { tensor, index }, source);
  assert.equal(name('x', 0, 0), 'x of “a”, dimension 1');
  assert.equal(name('wq', 0, 7), 'Wq, row 1, column 8');
  assert.equal(name('position', 0, 0), 'position 0, dimension 1');
  assert.equal(
    name('positionSimilarity', 0, 2),
    'cosine similarity of the vectors of places 0 and 2',
  );
  assert.equal(name('residual', 1, 0), 'output + input of “b”, dimension 1');
});

test('an output that is not as wide as its input is not added to it', () => {
  const { source } = walkOf({ outDim: 5 });
  assert.equal(source.residual, null);
  assert.match(leadOf(words, 'output', source), /another width\.$/);
  assert.equal(walkOf().source.residual?.tensor, 'x');
});
