// Who made an output: shares along it that add up to its length, and what is muted has none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outputShares } from '../../web/walk/output-shares.js';
import { Walk } from '../../web/walk/walk.js';
import { createEngine } from '../helpers/attention-walk.mjs';

const tokens = ['a', 'b', 'c'];
const bo = [0.5, -0.25, 1, 0.125];
const weightsOf = (/** @type {import('../../web/engine/engine.js').Run} */ run) =>
  Object.fromEntries(
    /** @type {const} */ (['wq', 'wk', 'wv', 'wo']).map((name) => [name, run.tensor(name).data]),
  );

/** @param {import('../../web/engine/engine.js').Run} run @param {number} query */
function sharesOf(run, query) {
  const { data, shape } = run.tensor('output');
  const output = data.subarray(query * shape[1], (query + 1) * shape[1]);
  return outputShares(run.contributions(query, { byHead: true }), output, {
    bias: bo,
    input: null,
  });
}

test('shares of tokens, heads and the bias add up to the length of the output; a muted head has none', async () => {
  const engine = await createEngine();
  const layer = { dModel: 4, numHeads: 2 };
  const seeded = engine.attention({ ...layer, seed: 4 }).run({ tokens });
  const weights = /** @type {any} */ ({ ...weightsOf(seeded), bo });
  const attention = engine.attention({ ...layer, weights });
  for (const changes of [[], [{ head: 0, gate: 0 }]]) {
    const { cells, byKey, byHead, bias, length } = sharesOf(attention.run({ tokens, changes }), 1);
    const total = (/** @type {{ share: number }[]} */ all) =>
      all.reduce((sum, { share }) => sum + share, bias?.share ?? NaN);
    for (const all of [cells.flat(), byKey, byHead]) {
      assert.ok(Math.abs(total(all) - length) < 1e-5, `${total(all)}, expected ${length}`);
    }
    const isMuted = cells[0].every(({ share, size }) => share === 0 && size === 0);
    assert.equal(isMuted, changes.length > 0);
  }
});

test('a walk that began without what whole models need has them too, and stays where it is', async () => {
  const engine = await createEngine({ models: false });
  const walk = new Walk(engine);
  walk.load({ tokens, dModel: 4, numHeads: 2, seed: 4, query: 0 });
  walk.goTo({ step: 'output', query: 2, head: 1 });
  const before = Array.from(walk.source.rows('output')[2]);
  const { shape } = await walk.contributions();
  assert.deepEqual(shape, [2, 3, 4]);
  assert.deepEqual([walk.step, walk.query, walk.head], ['output', 2, 1]);
  assert.deepEqual(Array.from(walk.source.rows('output')[2]), before);
  const ref = { tensor: 'headContributions', head: 1, index: [2, 0, 3] };
  assert.equal(walk.explain(ref).operation, 'dot');
});
