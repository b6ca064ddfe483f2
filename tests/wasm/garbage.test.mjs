// Hundreds of spoiled requests: each is answered or refused with a sentence, and none does harm.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AttentionError, createEngine } from '../helpers/attention-walk.mjs';
import { featureRequests, numbersFrom, splitWalk } from '../helpers/requests.mjs';
import { assertIsTrace } from '../helpers/trace-schema.mjs';

const engine = await createEngine();
const next = numbersFrom(2024);
const pick = (/** @type {readonly any[]} */ list) =>
  list[Math.floor(((next() + 1) / 2) * list.length) % list.length];

const junk = [
  null,
  undefined,
  true,
  '',
  'x',
  '\0',
  'Infinity',
  0,
  -1,
  1,
  2,
  3.5,
  1e9,
  -1e39,
  NaN,
  -Infinity,
  [],
  [[]],
  [[], [1]],
  [[[[1]]]],
  [null],
  {},
  { $blob: 0 },
  { $blob: 99 },
  { type: 'rope' },
  new Float32Array(0),
  new Float32Array(7).fill(0.5),
  new Float64Array([NaN]),
  new Uint8Array(8),
  new Date(0),
  () => 1,
  Symbol('junk'),
  10n,
];
const keys = ['dModel', 'numHeads', 'mask', 'position', 'weights', 'x', 'tokens', 'seed', 'odd'];
const traces = [
  { query: 0 },
  { query: 0, weights: true },
  { query: 99 },
  { query: 0, heads: [0, 0] },
  { query: 0, heads: [-1] },
  { query: 0, steps: ['scale', 'scale'] },
  { query: 0, steps: [''] },
];

/**
 * A copy of a good request with one to three members somewhere inside replaced, added or removed.
 * @param {unknown} request
 */
function spoiled(request) {
  const copy = structuredClone(request);
  for (let count = pick([1, 1, 2, 3]); count > 0; count -= 1) spoil(copy);
  return copy;
}

/** @param {any} value */
function spoil(value) {
  const inside = Object.keys(value);
  const key = next() > 0.8 || inside.length === 0 ? pick(keys) : pick(inside);
  const isContainer = Array.isArray(value[key]) || value[key]?.constructor === Object;
  const goDeeper = isContainer && next() > -0.2;
  if (goDeeper) spoil(value[key]);
  else if (next() > 0.6) delete value[key];
  else value[key] = pick(junk);
}

/**
 * @param {() => void} call
 * @returns {boolean}  false when the call was refused as it should be
 */
function isAnswered(call) {
  try {
    call();
    return true;
  } catch (error) {
    if (!(error instanceof AttentionError)) throw error;
    assert.ok(error.message.length > 10 && error.message.length < 1000, error.message);
    return false;
  }
}

for (const [name, walk] of Object.entries(featureRequests)) {
  test(`spoiled copies of a layer with ${name} crash nothing`, () => {
    const { spec, input } = splitWalk(walk);
    const witness = engine.attention(spec).run(input);
    const before = witness.traceJson({ query: 0, weights: true });
    let refused = 0;
    for (let count = 0; count < 60; count += 1) {
      const request = /** @type {any} */ (spoiled(walk));
      const answered = isAnswered(() => {
        const { spec, input } = splitWalk(request);
        const run = engine.attention(spec).run(input);
        isAnswered(() => assertIsTrace(run.trace(/** @type {any} */ (pick(traces)))));
        isAnswered(() => run.tensor(pick(['q', 'scaled', 'nothing']), pick([undefined, 0, 7])));
        run.dispose();
      });
      if (!answered) refused += 1;
    }
    assert.ok(refused > 20, `${refused} of 60 were refused`);
    assert.equal(witness.traceJson({ query: 0, weights: true }), before);
  });
}
