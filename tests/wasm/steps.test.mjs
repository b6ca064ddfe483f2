// The page's steps are the core's: the same ones, in the same order, and the same ones for every head.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ORDER, stopsOf } from '../../web/walk/steps.js';
import { createEngine } from '../helpers/attention-walk.mjs';

const HEADS = 3;

test('a trace has the steps of the page, in their order', async () => {
  const engine = await createEngine({ models: false });
  const layer = engine.attention({ dModel: 6, numHeads: HEADS });
  const { steps } = layer.run({ tokens: ['a', 'b'] }).trace({ query: 0 });
  const stops = steps.map((step) => ({ step: step.id, head: 'head' in step ? step.head : 0 }));
  assert.deepEqual(stops, stopsOf(HEADS));
  const perHead = new Set(steps.filter((step) => 'head' in step).map(({ id }) => id));
  assert.deepEqual(
    ORDER.filter((step) => step.perHead).map(({ id }) => id),
    [...perHead],
  );
  layer.dispose();
});

test('a step that the core does not know is refused with the list of those of the page', async () => {
  const engine = await createEngine({ models: false });
  const run = engine.attention({ dModel: 2, numHeads: 1 }).run({ tokens: ['a'] });
  assert.throws(
    () => run.trace({ query: 0, steps: /** @type {any} */ (['stop']) }),
    new RegExp(ORDER.map(({ id }) => id).join(', ')),
  );
});
