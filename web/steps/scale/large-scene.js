// Step 3, scale, for many keys: every scaled score as a map, and for the strongest keys the way there.
import { column } from '../kit/column.js';
import { CAPTION, largest } from '../kit/layout.js';
import { keyNames, listedKeys, restLine } from '../kit/large-keys.js';
import { factorText } from './scene.js';
import { headRef } from '../../walk/source.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout */
export function largeScaleScene(source, layout) {
  const { head, query } = source;
  const step = source.step('scale', head);
  const scores = source.row('scores', head);
  const { keys, rest } = listedKeys(source);
  const limit = largest(
    source.heads.map((one) => [source.row('scores', one), source.row('scaled', one)]),
  );
  layout.legend('scores', 'signed', limit);
  const at = (/** @type {string} */ tensor) => (/** @type {number} */ key) =>
    headRef(tensor, head, query, key);
  const map = layout.keyMap({
    grid: source.grid,
    name: 'scaled',
    caption: 'scaled score of every key',
    x: 0,
    y: CAPTION,
    width: layout.mapWidth,
    values: step.values,
    ref: at('scaled'),
    ramp: 'signed',
    limit,
    head,
    reveals: true,
  });
  const { x: left, y } = layout.beside(map);
  keyNames(layout, source, keys, y, left);
  const cellWidth = layout.narrow ? 46 : 62;
  const operator = layout.narrow ? 10 : 50;
  const middle = y + (layout.rowHeight - layout.gap) / 2;
  let x = left + layout.labelWidth;
  const factor = factorText(source.config, layout.words);
  /** @type {[string, string, (number | null)[]][]} */
  const columns = [['score', 'scores', scores]];
  if (step.multiplied && !layout.narrow) columns.push([factor, 'multiplied', step.multiplied]);
  if (step.capped && !layout.narrow) columns.push(['capped', 'capped', step.capped]);
  if (step.bias) columns.push(['bias', 'bias', step.bias]);
  columns.forEach(([name, tensor, values], place) => {
    if (place) x += tensor === 'bias' && !layout.narrow ? 26 : 8;
    if (tensor === 'bias' && !layout.narrow) layout.symbol(x - 13, middle, '+');
    x = column(layout, {
      name,
      x,
      y,
      cellWidth,
      values: keys.map((key) => values[key]),
      ref: (row) => at(tensor)(keys[row]),
      limit,
      head,
      listed: false,
    });
  });
  const sign = step.multiplied ? '=' : layout.narrow ? '→' : factor;
  layout.symbol(x + operator / 2, middle, sign);
  x += operator;
  const isPlain = !step.multiplied;
  layout.bars({
    name: 'scaled',
    caption: isPlain && !layout.narrow ? 'scaled score (outline: before)' : 'scaled',
    x,
    y,
    width: layout.width - x - 54,
    values: keys.map((key) => step.values[key]),
    from: isPlain ? keys.map((key) => scores[key]) : null,
    labels: keys.map((key) => layout.words.number(step.values[key])),
    ref: (row) => at('scaled')(keys[row]),
    ramp: 'signed',
    limit,
    head,
    labelWidth: 54,
    rowNames: keys.map((key) => source.keys[key]),
    reveals: true,
    listed: false,
  });
  const below = y + keys.length * layout.rowHeight + 14;
  restLine(layout, source, rest, left, below);
  /** @type {[string, string, (number | null)[]][]} */
  const listed = [...columns, ['scaled', 'scaled', step.values]];
  layout.table({
    name: 'scaled scores',
    rows: scores.length,
    columnNames: listed.map(([name]) => name),
    rowNames: source.keys,
    value: (row, place) => listed[place][2][row],
    ref: (row, place) => at(listed[place][1])(row),
  });
  return layout.finish();
}
