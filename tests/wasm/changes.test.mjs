// The list of changes: what a link says of it, what becomes of it when something is changed again, and that the walk
// without them is told from the one with them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Before, Reference } from '../../web/walk/before.js';
import { factsOf } from '../../web/walk/change-facts.js';
import { changesOfLink, changesOfText, textOfChanges } from '../../web/walk/changes-link.js';
import {
  forModel,
  kept,
  orderOf,
  plain,
  refBefore,
  withChange,
  withoutChange,
} from '../../web/walk/changes.js';
import { readFragment, writeFragment } from '../../web/walk/permalink.js';
import { Walk } from '../../web/walk/walk.js';
import { createEngine } from '../helpers/attention-walk.mjs';

const engine = await createEngine();

/** @type {import('../../web/walk/changes.js').Change[]} */
const ALL = [
  { scale: 1 },
  { temperature: 0.5 },
  { mask: 'causal' },
  { mask: { query: 2, key: 0, head: 1, allowed: false } },
  { mask: { query: 0, key: 3, allowed: true } },
  { head: 1, gate: 0 },
  { ref: { tensor: 'wq', index: [3, 1] }, value: -0.25 },
  { ref: { tensor: 'maskBias', head: 0, index: [2, 1] }, value: null },
  { ref: { tensor: 'bo', index: [5] }, value: 1e-7 },
  { tokens: [2, 0, 1] },
  { positions: false },
  { head: 0, gate: 0.5, layer: 3 },
];

test('a list goes into a link and comes back as it was', () => {
  const text = textOfChanges(ALL);
  assert.match(
    text,
    /^scale_1 temperature_0.5 mask_causal hide_h1_2_0 see_0_3 gate_1_0 wq_3_1_-0.25/,
  );
  const fragment = writeFragment({ example: 'simple', changes: text });
  assert.match(fragment, /changes=scale_1\+temperature_0\.5\+mask_causal/);
  assert.deepEqual(changesOfLink(readFragment(fragment), 4), ALL);
});

test('what a link cannot say shortly is JSON in it', () => {
  const list = [{ mask: { allow: [[true, false]] } }, { scale: 2 }];
  assert.deepEqual(changesOfText(textOfChanges(list)), list);
});

test('old links still say what they said; what fits no input is left out', () => {
  const old = (/** @type {string} */ order) => changesOfLink({ noPositions: true, order }, 3);
  assert.deepEqual(old('2,0,1'), [{ positions: false }, { tokens: [2, 0, 1] }]);
  for (const wrong of ['0,1', '0,0,1', '4,1,2', '1,,0', 'x', '']) {
    assert.deepEqual(old(wrong), [{ positions: false }], wrong);
  }
  for (const wrong of ['scale_', 'gate_x_0', 'wq_1__2', '_', 'L1']) {
    assert.deepEqual(changesOfText(wrong), [], wrong);
  }
});

test('each thing is changed once: again in its place, and taken back', () => {
  const list = withChange(withChange([], { head: 1, gate: 0 }), { temperature: 2 });
  assert.deepEqual(withChange(list, { head: 1, gate: 0.5 }), [
    { head: 1, gate: 0.5 },
    { temperature: 2 },
  ]);
  assert.deepEqual(withChange(list, { head: 1, gate: 0, layer: 1 }).length, 3, 'of another layer');
  assert.deepEqual(withoutChange(list, { temperature: 1 }), [{ head: 1, gate: 0 }]);
  // A temperature that stood before the scale would be lost with the scale that it divided.
  assert.deepEqual(withChange([{ temperature: 2 }], { scale: 1 })[0], { scale: 1 });
  assert.deepEqual(plain([{ tokens: [0, 1, 2] }, { head: 0, gate: 0, layer: 0 }]), [
    { head: 0, gate: 0 },
  ]);
  assert.deepEqual(forModel([{ tokens: [1, 0] }, { positions: false }, { scale: 1 }]), [
    { tokens: [1, 0] },
    { positions: false },
    { layer: 0, scale: 1 },
  ]);
});

test('another input of the same kind keeps what is not about its numbers', () => {
  const left = kept([...ALL, { ref: { tensor: 'x', index: [0, 0] }, value: 1 }]);
  assert.deepEqual(
    left,
    [0, 1, 2, 5, 6, 8, 10, 11].map((at) => ALL[at]),
  );
});

test('the walk without changes knows each number as it was, where its token stood', () => {
  const input = {
    tokens: ['a', 'b', 'c'],
    ...{ dModel: 4, numHeads: 2, seed: 3 },
    position: 'sinusoidal',
  };
  const list = /** @type {import('../../web/walk/changes.js').Change[]} */ ([
    { ref: { tensor: 'embedding', index: [0, 1] }, value: 5 },
    { tokens: [2, 0, 1] },
    { head: 1, gate: 0 },
  ]);
  const walk = new Walk(engine);
  walk.load({ ...input, changes: list });
  const reference = new Reference({ engine, input, given: null });
  void reference.goTo({ layer: 0, window: 0 });
  const before = new Before(reference, list, 0);
  const given = new Walk(engine);
  given.load(input);
  assert.deepEqual(walk.source.tokens, ['c', 'a', 'b']);
  assert.equal(before.isChanged({ tensor: 'embedding', index: [1, 1] }), true);
  assert.equal(before.isChanged({ tensor: 'embedding', index: [0, 1] }), false);
  assert.equal(walk.explain({ tensor: 'embedding', index: [1, 1] }).value, 5);
  for (const [ref, was] of /** @type {[any, any][]} */ ([
    [
      { tensor: 'embedding', index: [1, 1] },
      { tensor: 'embedding', index: [0, 1] },
    ],
    [
      { tensor: 'weights', head: 0, index: [0, 1] },
      { tensor: 'weights', head: 0, index: [2, 0] },
    ],
    [
      { tensor: 'wo', index: [3, 3] },
      { tensor: 'wo', index: [3, 3] },
    ],
  ])) {
    assert.deepEqual(refBefore(ref, orderOf(list)), was);
    assert.equal(before.value(ref), given.explain(was).value);
  }
  assert.equal(
    before.value({ tensor: 'maskBias', head: 0, index: [0, 0] }),
    0,
    'no mask was there',
  );

  const [fact] = factsOf({ list, walk, modelRun: null, reference });
  assert.equal(fact.key, 'whatIf.output.differs');
  const output = walk.source.row('output');
  given.goTo({ query: 2 });
  const was = given.source.row('output');
  const largest = Math.max(...output.map((value, column) => Math.abs(value - was[column])));
  const words = /** @type {any} */ ({ short: String, number: String });
  assert.equal(fact.values(words).difference, String(largest));
});

test('a refused list leaves the walk as it was', () => {
  const walk = new Walk(engine);
  const input = { tokens: ['a', 'b'], dModel: 4, numHeads: 2, seed: 3 };
  walk.load(input);
  const before = walk.source.row('output');
  assert.throws(
    () => walk.load({ ...input, changes: [{ head: 2, gate: 0 }] }),
    /changes\[0\]\.head: expected 0 to 1, got 2/,
  );
  assert.deepEqual(walk.source.row('output'), before);
});
