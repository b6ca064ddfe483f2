// The motion of a step: copies of cells go to what they become, which is at the end what it is without motion.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentOf } from '../../web/draw/motion.js';
import { paintFine } from '../../web/draw/paint-fine.js';

/** @typedef {import('../../web/steps/kit/layout.js').Matrix} Matrix */
/** @typedef {import('../../web/steps/kit/layout.js').Bars} Bars */

const REF = { tensor: 'any', index: [0] };

/** @param {Partial<Matrix>} given @returns {Matrix} */
const matrix = ({ values = [], ...given }) => ({
  ...{ kind: 'matrix', name: '', caption: '', x: 0, y: 0, gap: 2, cellWidth: 40, cellHeight: 20 },
  ...{ values, rows: values.length, columns: values[0].length, ref: () => REF, ramp: 'signed' },
  ...{ limit: 4, head: null, queryRow: null, queryRows: null, rowNames: [], columnName: '' },
  ...{ reveals: false, listed: true, decimals: 1 },
  ...given,
});

const products = matrix({
  name: 'products',
  values: [
    [1, 2, -1],
    [0.5, -3, 1],
  ],
});

/** @type {Bars} */
const sums = {
  ...{ kind: 'bars', name: 'sums', caption: '', x: 200, y: 0, width: 100, rows: 2, cellHeight: 20 },
  ...{ gap: 2, values: [2, -1.5], from: null, labels: ['2', '−1.5'], labelWidth: 40 },
  ...{ ref: () => REF, ramp: 'signed', limit: 4, mark: null, head: 0 },
  ...{ rowNames: [], reveals: true, listed: true, comesFrom: ['products'] },
};

/** @param {import('../../web/steps/kit/layout.js').Block[]} blocks @param {string} name @returns {Matrix[]} the block itself, not copies of its cells */
const byNameOf = (blocks, name) =>
  /** @type {Matrix[]} */ (blocks).filter((block) => block.name === name).slice(0, 1);

const MOMENTS = Array.from({ length: 100 }, (_, at) => at / 100);

/** @param {import('../../web/steps/kit/layout.js').Block[]} blocks @param {import('../../web/steps/kit/layout.js').Block[]} still */
function split(blocks, still) {
  const known = still.map((block) => ('name' in block ? block.name : ''));
  const isCopy = (/** @type {any} */ block) => block.rows === 1 && block.ref(0, 0) === null;
  const copies = /** @type {Matrix[]} */ (blocks.filter(isCopy));
  const byName = (/** @type {string} */ name) =>
    /** @type {any} */ (
      blocks.find((block) => 'name' in block && block.name === name && !isCopy(block))
    );
  assert.equal(blocks.length, copies.length + known.length);
  return { copies, byName };
}

test('when the motion is over, the blocks are those of the scene', () => {
  const still = [products, sums];
  assert.equal(momentOf(still, 1), still);
});

test('a row of products adds up to its bar, and the bar is never longer than what has arrived', () => {
  const still = [products, sums];
  const seen = new Set();
  for (const progress of MOMENTS) {
    const { copies, byName } = split(momentOf(still, progress), still);
    const [sum] = byName('sums').values;
    seen.add(sum);
    // The nearest product goes first.
    assert.ok([undefined, -1, 1, 2].includes(sum), `${progress}: ${sum}`);
    for (const { x, y, cellWidth } of copies) {
      assert.ok(x >= 0 && x + cellWidth <= 300 && y >= 0 && y <= 22, `${progress}: ${x} ${y}`);
    }
    assert.equal(byName('products'), products, 'what it comes from stays as it is');
  }
  assert.deepEqual([...seen], [undefined, -1, 1, 2]);
  assert.deepEqual(split(momentOf(still, 0), still).copies, []);
  assert.equal(/** @type {any} */ (momentOf(still, 0)[0]).labels.join(''), '');
});

test('one cell that becomes another changes its value on the way', () => {
  const from = matrix({ name: 'v', values: [[4, -4]] });
  const to = matrix({
    name: 'weighted',
    x: 100,
    values: [[1, -1]],
    comesFrom: ['v'],
    reveals: true,
  });
  for (const progress of MOMENTS.slice(10)) {
    const { copies, byName } = split(momentOf([from, to], progress), [from, to]);
    assert.equal(copies.length, 2);
    const sizes = copies.map(({ values }) => Math.abs(Number(values[0][0])));
    assert.ok(
      sizes.every((size) => size > 1 && size < 4),
      `${progress}: ${sizes}`,
    );
    assert.deepEqual(byName('weighted').values, [[undefined, undefined]]);
  }
});

test('a column adds up to the cell below it, whatever is masked', () => {
  const exponentials = matrix({ name: 'exponentials', values: [[1], [null], [0.5]] });
  const total = matrix({ name: 'total', y: 80, values: [[1.5]], comesFrom: ['exponentials'] });
  const masked = matrix({ name: 'masked', y: 120, values: [[null]], comesFrom: ['exponentials'] });
  const still = [exponentials, total, masked];
  const seen = new Set();
  for (const progress of MOMENTS) {
    const { byName } = split(momentOf(still, progress), still);
    seen.add(byName('total').values[0][0]);
    assert.equal(byName('masked').values[0][0], null);
  }
  assert.deepEqual([...seen], [undefined, 0.5]);
});

test('what is too small to follow, or stands in another tab, appears as results do', () => {
  const small = { ...products, cellWidth: 4 };
  const late = { ...sums, during: /** @type {[number, number]} */ ([0.5, 1]) };
  for (const still of [[small, late], [late]]) {
    const moment = momentOf(still, 0.5);
    assert.equal(moment.length, still.length);
    assert.deepEqual(moment.at(-1), { ...late, during: undefined });
  }
});

test('every key stops beside the query, becomes products there, and falls to where they stand', () => {
  const q = matrix({ name: 'q', values: [[2, -1, 1]] });
  const keys = matrix({
    ...{ name: 'K', y: 50 },
    values: [
      [0.5, -2, -1],
      [0.25, 3, 1],
      [1, 1, 1],
    ],
  });
  const made = matrix({
    ...{ name: 'made', x: 200, y: 50, comesFrom: ['K'], meets: 'q', reveals: true },
    values: [
      [1, 2, -1],
      [0.5, -3, 1],
      [2, -1, 1],
    ],
  });
  const still = [q, keys, made];
  const stopped = new Set();
  let arrived = 0;
  for (const progress of MOMENTS) {
    const blocks = momentOf(still, progress);
    const { copies, byName } = split(blocks, still.slice(0, 2).concat(byNameOf(blocks, 'made')));
    assert.deepEqual([byName('q'), byName('K')], [q, keys], 'both can be read all the time');
    assert.deepEqual(blocks.slice(-copies.length || blocks.length).slice(0, copies.length), copies);
    const rows = byName('made').values.map((/** @type {any} */ row) => row.length > 0);
    assert.deepEqual(rows, rows.toSorted().reverse(), 'the first key is the first one to arrive');
    assert.ok(rows.filter(Boolean).length >= arrived);
    arrived = rows.filter(Boolean).length;
    for (const { x, y, columns, values } of copies) {
      assert.equal(columns, 3, 'a key moves as one');
      assert.ok(x >= 0 && x <= 200 && y >= 0 && y <= 94, `${progress}: ${x} ${y}`);
      const isKey = keys.values.includes(values[0]);
      const at = (isKey ? keys : made).values.indexOf(values[0]);
      // Nothing falls that has not met the query, and what has met it no longer slides.
      if (isKey) assert.ok(y <= 50 + 22 * at);
      else assert.equal(x, 200);
      if (x === 200 && y === 0) stopped.add(`${isKey} ${at}`);
    }
  }
  assert.equal(stopped.size, 6, `each stops beside the query, first itself, then as products`);
  assert.equal(momentOf(still, 1), still);
});

const weights = matrix({
  ...{ name: 'W', x: 200, gap: 1, cellHeight: 9 },
  values: [
    [1, 2, 3],
    [-1, 0, 1],
  ],
});

/** @param {Partial<Matrix>} more */
const share = (more) =>
  matrix({
    ...{ name: 'share', x: 200, y: 100, values: [[0, 4, 8]], comesFrom: ['W'], reveals: true },
    ...more,
  });

test('a vector lies down along the rows that it meets and passes over their columns, which fall into their sums', () => {
  const z = matrix({ name: 'z', y: 100, values: [[2, -2]] });
  const still = [z, weights, share({ meets: 'z' })];
  const seen = new Set();
  for (const progress of MOMENTS) {
    const blocks = momentOf(still, progress);
    const [shown] = byNameOf(blocks, 'share');
    const come = Array.from(shown.values[0]).filter((value) => value !== undefined);
    assert.deepEqual(come, [0, 4, 8].slice(0, come.length), 'one column after another');
    seen.add(come.length);
    const copies = /** @type {Matrix[]} */ (blocks.slice(3));
    const vector = copies.filter(({ name }) => name === 'z');
    const sums = copies.filter(({ name }) => name === 'share');
    if (progress < 0.3) assert.deepEqual(sums, [], 'nothing falls before the vector lies there');
    if (progress > 0.3 && progress < 0.8) {
      const [first, second] = vector;
      assert.deepEqual([first.y, second.y, first.cellHeight], [0, 10, 9], 'beside their rows');
      assert.equal(first.x, second.x);
      assert.ok(
        sums.every(({ x }) => x < first.x),
        'no column falls that it has not passed',
      );
    }
    if (progress > 0.8) assert.deepEqual(vector, []);
    for (const { x, y, cellHeight, values } of sums) {
      assert.equal(values[0][0], share({}).values[0][(x - 200) / 40]);
      assert.ok(y >= 0 && y + cellHeight <= 120);
    }
  }
  // The last one arrives as the motion ends.
  assert.deepEqual([...seen], [0, 1, 2]);
});

test('where a vector has no room, the columns fall at once', () => {
  const [, , first] = momentOf([weights, share({ meets: 'z' })], 0.3);
  assert.equal(/** @type {Matrix} */ (first).name, 'share');
  const low = { ...weights, cellWidth: 8 };
  const still = [low, share({ meets: 'z' })];
  assert.equal(momentOf(still, 0.3).length, 2, 'columns that are too narrow to follow do not');
});

test('small cells of which some are on their way are not painted all at once', () => {
  const look = /** @type {any} */ ({ progress: 0.5, snap: Math.round });
  const values = /** @type {any} */ ([[1, undefined]]);
  const half = matrix({ cellWidth: 14, values });
  assert.equal(paintFine(/** @type {any} */ (null), half, look), false);
});
