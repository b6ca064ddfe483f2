// Steps weight and sum for many keys: the strongest keys' values times their weights, the others as one row, and z.
import { countedNames, subscript } from '../../text/numbers.js';
import { largest } from '../kit/largest.js';
import { CAPTION } from '../kit/layout.js';
import { keyNames, listedKeys, summed } from '../kit/large-keys.js';
import { weightMap } from '../kit/weight-map.js';
import { headRef } from '../../walk/source.js';

/**
 * @typedef {import('../../walk/source.js').Source} Source
 * @typedef {import('../kit/large-layout.js').LargeLayout} LargeLayout
 */

/** @param {Source} source @param {LargeLayout} layout */
export function largeWeightScene(source, layout) {
  const v = source.rows('v', source.head);
  const { values } = source.step('weight', source.head);
  const { keys } = listedKeys(source);
  const limit = largest(v);
  const weightedLimit = largest(keys.map((key) => values[key]));
  layout.legend(layout.say('scene.values'), 'signed', limit);
  layout.legend(layout.say('scene.weightedValues'), 'signed', weightedLimit);
  rows(source, layout, { v, limit, weightedLimit, y: CAPTION });
}

/** @param {Source} source @param {LargeLayout} layout */
export function largeSumScene(source, layout) {
  const { head, query } = source;
  const { values } = source.step('weight', head);
  const z = source.row('z', head);
  const { keys } = listedKeys(source);
  const limit = largest(
    z,
    keys.map((key) => values[key]),
  );
  layout.legend(layout.say('scene.sum.legend'), 'signed', limit);
  const { left, bottom } = rows(source, layout, {
    v: null,
    limit,
    weightedLimit: limit,
    y: CAPTION,
  });
  layout.line([
    [left, bottom + 4],
    [layout.width, bottom + 4],
  ]);
  const name = `z${subscript(head + 1)}`;
  layout.strip({
    name,
    caption: layout.say('scene.sum.caption', { count: values.length, name }),
    x: layout.narrow ? 0 : left,
    y: bottom + CAPTION + 14,
    width: layout.narrow ? layout.width : layout.width - left,
    numbers: z,
    ref: (column) => headRef('z', head, query, column),
    limit,
    head,
    reveals: true,
  });
}

/**
 * The rows that both steps show.
 * @param {Source} source @param {LargeLayout} layout
 * @param {{ v: import('../../walk/source.js').Rows | null, limit: number, weightedLimit: number, y: number }} given  v: beside their products
 */
function rows(source, layout, { v, limit, weightedLimit, y: top }) {
  const { head, query } = source;
  const weights = source.row('weights', head);
  const { values } = source.step('weight', head);
  const { keys, rest } = listedKeys(source);
  layout.legend(layout.say('scene.attentionWeight'), 'weight', Math.max(...weights), head);
  const map = weightMap(source, layout, { x: 0, y: top, width: layout.mapWidth });
  const { x: start, y } = layout.beside(map);
  keyNames(layout, source, keys, y, start);
  const percent = 54;
  const left = start + layout.labelWidth + percent;
  const operator = v ? (layout.narrow ? 12 : 30) : 0;
  const width = values[0].length;
  const room = (layout.width - left - operator) / (v ? 2 : 1);
  const cellWidth = Math.max(1, Math.min(72, Math.floor(room / width)));
  keys.forEach((key, row) => {
    const line = y + row * layout.rowHeight;
    layout.text(left - 10, line + 16, layout.words.percent(weights[key]), 'row', 'right');
  });
  const shared = { y, cellWidth, head, listed: false };
  let x = left;
  if (v) {
    x = layout.matrix({
      ...shared,
      name: 'V',
      caption: layout.narrow ? 'v' : layout.say('scene.value'),
      x,
      values: keys.map((key) => v[key]),
      ref: (row, column) => headRef('v', head, keys[row], column),
      limit,
    });
    layout.symbol(x + operator / 2, y + 12, layout.narrow ? '→' : '=');
    x += operator;
  }
  const right = layout.matrix({
    ...shared,
    name: layout.say('scene.weighted'),
    caption: layout.narrow
      ? layout.say('scene.weighted.short')
      : layout.say('scene.weighted.caption'),
    x,
    values: keys.map((key) => values[key]),
    ref: (row, column) => headRef('weighted', head, query, keys[row], column),
    limit: weightedLimit,
    reveals: true,
    comesFrom: ['V'],
  });
  let bottom = y + keys.length * layout.rowHeight;
  if (rest.length) {
    bottom += 5;
    const share = rest.reduce((sum, key) => sum + weights[key], 0);
    layout.text(left - 10, bottom + 16, layout.words.percent(share), 'row', 'right');
    const label = layout.narrow
      ? layout.say('scene.more.short', { count: rest.length })
      : layout.say('scene.more', { count: rest.length });
    layout.text(left - percent - 8, bottom + 16, label, 'caption', 'right');
    layout.matrix({
      ...shared,
      name: layout.say('scene.rest.sum', { count: rest.length }),
      caption: '',
      x,
      y: bottom,
      values: [summed(values, rest)],
      ref: () => null,
      limit: weightedLimit,
    });
    bottom += layout.rowHeight;
  }
  tables(source, layout, v);
  return { left: x, right, bottom: Math.max(bottom, layout.narrow ? 0 : map.bottom) };
}

/** @param {Source} source @param {LargeLayout} layout @param {import('../../walk/source.js').Rows | null} v */
function tables(source, layout, v) {
  const { head, query } = source;
  const weights = source.row('weights', head);
  const { values } = source.step('weight', head);
  const { selected } = listedKeys(source);
  const columnNames = countedNames(values[0].length);
  const shared = { rows: weights.length, rowNames: source.keys, opensAt: selected };
  layout.table({
    ...shared,
    name: layout.say('scene.weights'),
    columnNames: [layout.say('scene.weight')],
    value: (row) => weights[row],
    ref: (row) => headRef('weights', head, query, row),
  });
  if (v) {
    layout.table({
      ...shared,
      name: 'V',
      columnNames,
      value: (row, column) => v[row][column],
      ref: (row, column) => headRef('v', head, row, column),
    });
  }
  layout.table({
    ...shared,
    name: layout.say('scene.weighted.caption'),
    columnNames,
    value: (row, column) => values[row][column],
    ref: (row, column) => headRef('weighted', head, query, row, column),
  });
}
