// Step 3, softmax, for many keys: every weight as a map, and for the strongest keys how the weight came about.
import { column } from '../kit/column.js';
import { CAPTION, largest } from '../kit/layout.js';
import { keyNames, listedKeys, restLine } from '../kit/large-keys.js';
import { headRef } from '../../walk/source.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout */
export function largeSoftmaxScene(source, layout) {
  const { head, query } = source;
  const scaled = source.row('scaled', head);
  const { exponentials, total, max, values } = source.step('softmax', head);
  const { keys, rest } = listedKeys(source);
  const scoreLimit = largest(source.heads.map((one) => source.row('scaled', one)));
  const most = Math.max(...values);
  layout.legend('attention weight', 'weight', most, head);
  layout.legend('scaled scores', 'signed', scoreLimit);
  const at = (/** @type {string} */ tensor) => (/** @type {number} */ key) =>
    headRef(tensor, head, query, key);
  const map = weightMap(source, layout, { x: 0, y: CAPTION, width: layout.mapWidth });
  const { x: left, y } = layout.beside(map);
  keyNames(layout, source, keys, y, left);
  const middle = y + (layout.rowHeight - layout.gap) / 2;
  const cellWidth = layout.narrow ? 42 : 54;
  const operator = layout.narrow ? 6 : 66;
  let x = column(layout, {
    name: 'scaled',
    x: left + layout.labelWidth,
    y,
    cellWidth,
    values: keys.map((key) => scaled[key]),
    ref: (row) => at('scaled')(keys[row]),
    limit: scoreLimit,
    head,
    listed: false,
  });
  if (!layout.narrow) layout.symbol(x + operator / 2, middle, 'exp →');
  x += operator;
  const exponentialsLeft = x;
  const shift = max === null ? '' : `${max < 0 ? '+' : '−'} ${layout.words.number(Math.abs(max))}`;
  x = column(layout, {
    name: 'exponential',
    caption: layout.narrow ? 'exp' : `e^(s ${shift})`,
    x,
    y,
    cellWidth,
    values: keys.map((key) => exponentials[key]),
    ref: (row) => at('exponentials')(keys[row]),
    limit: 1,
    ramp: 'weight',
    head,
    reveals: true,
    listed: false,
  });
  if (!layout.narrow) layout.symbol(x + operator / 2, middle, '÷ total');
  x += operator;
  layout.bars({
    name: 'weight',
    caption: layout.narrow ? 'weight' : 'weight (dashed: even share)',
    x,
    y,
    width: layout.width - x - 58,
    values: keys.map((key) => values[key]),
    labels: keys.map((key) => layout.words.percent(values[key])),
    ref: (row) => at('weights')(keys[row]),
    ramp: 'weight',
    limit: most,
    mark: Math.min(1, 1 / values.length / most),
    head,
    labelWidth: 58,
    rowNames: keys.map((key) => source.keys[key]),
    reveals: true,
    listed: false,
  });
  const below = y + keys.length * layout.rowHeight + 14;
  restLine(layout, source, rest, left, below);
  const line = below + 10;
  layout.matrix({
    name: 'total',
    caption: '',
    x: exponentialsLeft,
    y: line,
    cellWidth,
    values: [[total]],
    ref: () => headRef('total', head, query),
    limit: Infinity,
    ramp: 'weight',
    head,
    rowNames: ['total'],
    columnName: '',
  });
  const label = layout.narrow ? 'total' : `total of all ${values.length}`;
  layout.text(exponentialsLeft - 10, line + 16, label, 'caption', 'right');
  const sum = values.reduce((all, value) => all + value, 0);
  const name = layout.narrow ? 'Σ' : 'Σ weights';
  layout.text(x, line + 16, `${name} = ${layout.words.number(sum, 3)}`, 'row');
  /** @type {[string, string, (number | null)[]][]} */
  const listed = [
    ['scaled', 'scaled', scaled],
    ['exponential', 'exponentials', exponentials],
    ['weight', 'weights', values],
  ];
  layout.table({
    name: 'softmax',
    rows: values.length,
    columnNames: listed.map(([name]) => name),
    rowNames: source.keys,
    value: (row, place) => listed[place][2][row],
    ref: (row, place) => at(listed[place][1])(row),
  });
  return layout.finish();
}

/**
 * Every key's weight.
 * @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout
 * @param {{ x: number, y: number, width: number, head?: number, caption?: string, most?: number }} place
 */
export function weightMap(source, layout, { head = source.head, caption, ...place }) {
  const values = source.row('weights', head);
  return layout.keyMap({
    ...place,
    grid: source.grid,
    name: `weights, head ${head + 1}`,
    caption: caption ?? 'weight of every key',
    values,
    ref: (key) => headRef('weights', head, source.query, key),
    ramp: 'weight',
    limit: Math.max(...values),
    head,
    reveals: caption === undefined,
  });
}
