// The motion of a step: copies of cells go to what they become, which is at the end what it is without motion.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentOf } from '../../web/draw/motion.js';

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
