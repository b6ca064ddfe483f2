// What the steps say of their motion: everything that moves is there to come from, and nothing goes on before it has arrived.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentOf } from '../../web/draw/motion.js';
import { sceneOf, tabsOf } from '../../web/steps/index.js';
import { wordsOf } from '../../web/text/index.js';
import { Walk } from '../../web/walk/walk.js';
import { STEP_IDS } from '../../web/walk/steps.js';
import { createEngine } from '../helpers/attention-walk.mjs';

/** @typedef {import('../../web/steps/kit/layout.js').Matrix} Matrix */
/** @typedef {import('../../web/walk/steps.js').StepId} StepId */

const [WIDE, NARROW] = [1200, 330];
const MOMENTS = Array.from({ length: 200 }, (_, at) => at / 200);

const engine = await createEngine();
const words = wordsOf();

/** @param {StepId} step @param {number} width */
function blocksOf(step, width) {
  const walk = new Walk(engine);
  walk.load({ dModel: 8, numHeads: 2, tokens: 'the animal was too tired'.split(' '), query: 1 });
  const { source } = walk;
  const measure = (/** @type {string} */ text, /** @type {number} */ size) =>
    text.length * size * 0.6;
  const [tab] = tabsOf(step, source, width);
  return sceneOf(step, { source, width, tab, measure, words }).blocks;
}

/** @param {import('../../web/steps/kit/layout.js').Block[]} blocks @param {number} progress  the blocks of the scene come with those that move */
const moving = (blocks, progress) => {
  const moment = momentOf(blocks, progress);
  const names = new Set(blocks.flatMap((block) => ('name' in block ? [block.name] : [])));
  const copies = /** @type {Matrix[]} */ (moment).filter(
    (block) => names.has(block.name) && block.rows === 1 && block.ref?.(0, 0) === null,
  );
  const shown = (/** @type {string} */ name) =>
    /** @type {any} */ (
      moment.find(
        (block) =>
          'name' in block && block.name === name && !copies.includes(/** @type {any} */ (block)),
      )
    );
  return { copies, shown };
};

test('what a step says that it comes from, and meets, stands in its picture where there is room', () => {
  const moves = /** @type {string[]} */ ([]);
  for (const step of STEP_IDS) {
    const blocks = blocksOf(step, WIDE);
    const names = new Set(blocks.flatMap((block) => (block.kind === 'matrix' ? [block.name] : [])));
    for (const block of blocks) {
      if (!('comesFrom' in block) || !block.comesFrom) continue;
      for (const name of [...block.comesFrom, block.meets ?? block.comesFrom[0]])
        assert.ok(names.has(name), `${step}: ${block.name} comes from ${name}`);
      moves.push(step);
    }
  }
  assert.ok(
    ['scores', 'softmax', 'weight', 'sum', 'concat', 'output_projection', 'output'].every((step) =>
      moves.includes(step),
    ),
  );
});

test('no product goes to its bar before its key has met the query, and all are there in the end', () => {
  const blocks = blocksOf('scores', WIDE);
  const bars = /** @type {any} */ (blocks.find(({ kind }) => kind === 'bars'));
  const made = bars.comesFrom[0];
  const met = new Set();
  for (const progress of MOMENTS) {
    const { copies, shown } = moving(blocks, progress);
    const rows = shown(made).values.map((/** @type {any} */ row) => row.length > 0);
    for (const { name, columns, y } of copies) {
      if (columns > 1) {
        met.add(name);
        continue;
      }
      const row = Math.round((y - bars.y) / (bars.cellHeight + bars.gap));
      assert.ok(rows[row], `${progress}: a product of key ${row} has left`);
    }
  }
  assert.deepEqual([...met], ['K', made]);
  const last = moving(blocks, 0.9999);
  assert.deepEqual(
    last.shown(made).values,
    /** @type {any} */ (blocks.find((block) => 'name' in block && block.name === made)).values,
  );
});

test('on a phone keys meet the query, too, and there is nothing in the way of the columns of Wo', () => {
  const scores = blocksOf('scores', NARROW);
  assert.ok(moving(scores, 0.2).copies.some(({ name, columns }) => name === 'K' && columns > 1));
  const projection = blocksOf('output_projection', NARROW);
  assert.ok(moving(projection, 0.2).copies.length > 0);
});

test('no head adds its share to the output before it is there', () => {
  const blocks = blocksOf('output_projection', WIDE);
  const output = /** @type {Matrix} */ (
    blocks.find((block) => 'comesFrom' in block && block.comesFrom && !block.meets)
  );
  const shares = /** @type {Matrix[]} */ (
    blocks.filter((block) => 'meets' in block && block.meets)
  );
  assert.ok(shares.length > 1);
  const moved = new Set();
  for (const progress of MOMENTS) {
    const { copies, shown } = moving(blocks, progress);
    for (const share of shares) {
      const below = copies.filter(({ name, y }) => name === share.name && y > share.y);
      if (below.length === 0) continue;
      moved.add(share.name);
      const { values } = shown(share.name);
      assert.ok(
        values[0].every((/** @type {any} */ value) => value !== undefined),
        `${progress}`,
      );
    }
  }
  assert.equal(moved.size, shares.length);
  assert.deepEqual(
    output.comesFrom?.slice(0, shares.length),
    shares.map(({ name }) => name),
  );
});
