// The native attn_trace and the wasm module answer the same requests with the same numbers.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../web/tools/machine/process.mjs';
import { AttentionError, createEngine } from '../helpers/attention-walk.mjs';
import { featureRequests, matrix, splitWalk } from '../helpers/requests.mjs';

const attnTrace = join(root, 'build', 'native', 'core', 'attn_trace');
const tolerance = 1e-6;
/** Of a layer so large that the compilers' different orders of summing show. */
const largeTolerance = 1e-5;
const engine = await createEngine();

/** @param {object} request */
function nativeAnswer(request) {
  return JSON.parse(execFileSync(attnTrace, { input: JSON.stringify(request), encoding: 'utf8' }));
}

test('the examples are the same', () => {
  const native = execFileSync(attnTrace, ['--examples'], { encoding: 'utf8' });
  assert.deepEqual(engine.examples(), JSON.parse(native));
});

const larger = {
  'a larger layer': { dModel: 64, numHeads: 8, numKvHeads: 4, seed: 5, x: matrix(40, 64, 77) },
};
const walks = [
  ...engine.examples().map((example) => /** @type {const} */ ([example.title, example])),
  ...Object.entries({ ...featureRequests, ...larger }),
];

for (const [name, walk] of walks) {
  test(`the trace of "${name}" is the same`, () => {
    const { spec, input } = splitWalk(walk);
    const run = engine.attention(spec).run(input);
    const query = run.length - 1;
    const native = nativeAnswer({ ...walk, query, traceWeights: true });
    const allowed = name in larger ? largeTolerance : tolerance;
    assertClose(run.trace({ query, weights: true }), native, allowed);
  });
}

test('an example can be named, and heads and steps chosen', () => {
  const { spec, input } = splitWalk(engine.examples()[4]);
  const chosen = { query: 2, heads: [3, 1], steps: /** @type {const} */ (['softmax', 'sum']) };
  const native = nativeAnswer({ example: 'four-heads', ...chosen });
  assertClose(engine.attention(spec).run(input).trace(chosen), native);
});

test('an explanation is the same', () => {
  const { spec, input } = splitWalk(engine.examples()[1]);
  const ref = { tensor: 'contributions', index: [1, 2, 3] };
  const request = JSON.stringify({ example: 'question' });
  const native = execFileSync(attnTrace, ['--explain', JSON.stringify(ref)], {
    input: request,
    encoding: 'utf8',
  });
  assertClose(engine.attention(spec).run(input).explain(ref), JSON.parse(native));
});

test('a refusal has the same code and the same message', () => {
  const request = { dModel: 8, numHeads: 2, tokens: ['a'], weights: { wq: matrix(7, 8) } };
  const { spec, input } = splitWalk(/** @type {any} */ (request));
  const { status, stderr } = spawnSync(attnTrace, {
    input: JSON.stringify(request),
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  assert.throws(
    () => engine.attention(spec).run(input),
    (error) =>
      error instanceof AttentionError && stderr === `attn_trace: ${error.code}: ${error.message}\n`,
  );
});

/**
 * The same structure and texts, and numbers within what is allowed (relative for large ones).
 * @param {any} actual
 * @param {any} expected
 * @param {number} [allowed]
 * @param {string} [path]
 */
function assertClose(actual, expected, allowed = tolerance, path = '') {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
    assert.ok(error <= allowed, `${path}: ${actual} in wasm, ${expected} natively`);
    return;
  }
  if (typeof expected !== 'object' || expected === null) {
    assert.equal(actual, expected, path);
    return;
  }
  assert.equal(typeof actual, 'object', path);
  assert.deepEqual(Object.keys(actual), Object.keys(expected), path);
  for (const key of Object.keys(expected))
    assertClose(actual[key], expected[key], allowed, `${path}/${key}`);
}
