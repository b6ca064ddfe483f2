// Step 6 for many tokens: how much each token contributed, the strongest ones in full, and output beside input.
import { CAPTION, largest } from '../kit/layout.js';
import { keyNames, listedBy, summed } from '../kit/large-keys.js';
import { ref } from '../../walk/source.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout */
export function largeOutputScene(source, layout) {
  const { query, config } = source;
  const { input, values, contributions } = source.step('output');
  const measures = contributions.map(measured);
  const sizes = measures.map(({ length }) => length);
  const { keys, rest } = listedBy(source, sizes);
  const restSum = summed(contributions, rest);
  const limit = largest(
    keys.map((key) => contributions[key]),
    restSum,
  );
  const vectorLimit = largest(input, values);
  const most = Math.max(...sizes);
  layout.legend('contributions', 'signed', limit);
  layout.legend('output, input', 'signed', vectorLimit);
  layout.legend('length of a contribution', 'weight', most, null);
  const map = layout.keyMap({
    grid: source.grid,
    name: 'length of each contribution',
    caption: layout.narrow ? 'length of each contribution' : 'how long each contribution is',
    x: 0,
    y: CAPTION,
    width: layout.mapWidth,
    values: sizes,
    // A length is not a number of the calculation; pointing at it shows the largest number it was made of.
    ref: (key) => ref('contributions', query, key, measures[key].peak),
    ramp: 'weight',
    limit: most,
    head: null,
    reveals: true,
  });
  const { x: start, y } = layout.beside(map);
  keyNames(layout, source, keys, y, start);
  const number = 46;
  const x = start + layout.labelWidth + number;
  const cellWidth = Math.max(0.2, (layout.width - x) / values.length);
  const cell = cellWidth >= 2 ? Math.min(40, Math.floor(cellWidth)) : cellWidth;
  keys.forEach((key, row) =>
    layout.text(
      x - 10,
      y + row * layout.rowHeight + 16,
      layout.words.number(sizes[key]),
      'row',
      'right',
    ),
  );
  const shared = { x, cellWidth: cell, limit, listed: false };
  layout.matrix({
    ...shared,
    name: 'contributions',
    caption: layout.narrow ? 'all numbers' : 'the longest contributions: length, and all numbers',
    y,
    values: keys.map((key) => contributions[key]),
    ref: (row, column) => ref('contributions', query, keys[row], column),
  });
  let bottom = y + keys.length * layout.rowHeight;
  if (rest.length) {
    bottom += 5;
    layout.text(x - 8, bottom + 16, `… ${rest.length} more, sum`, 'caption', 'right');
    layout.matrix({
      ...shared,
      name: `${rest.length} more tokens, added up`,
      caption: '',
      y: bottom,
      values: [restSum],
      ref: () => null,
    });
    bottom += layout.rowHeight;
  }
  let below = Math.max(bottom, map.bottom) + CAPTION + 12;
  const token = source.tokens[query];
  const bias = config.biases?.includes('output') ? ' + bias' : '';
  below =
    layout.strip({
      name: 'output',
      caption: `output of ${token} = sum of all contributions${bias}`,
      x: 0,
      y: below,
      width: layout.width,
      numbers: values,
      ref: (column) => ref('outputByToken', query, column),
      limit: vectorLimit,
      reveals: true,
    }) +
    CAPTION +
    10;
  layout.strip({
    name: 'input x',
    caption: `input x of ${token}, before attention`,
    x: 0,
    y: below,
    width: layout.width,
    numbers: input,
    ref: (column) => ref('x', query, column),
    limit: vectorLimit,
    query: true,
  });
  layout.table({
    name: 'contributions',
    caption: 'what each token contributed',
    rows: contributions.length,
    columnNames: Array.from(values, (_, column) => String(column)),
    rowNames: source.keys,
    opensAt: keys[0],
    value: (row, column) => contributions[row][column],
    ref: (row, column) => ref('contributions', query, row, column),
  });
  return layout.finish();
}

/** Its length, and the place of its largest magnitude. @param {ArrayLike<number>} row */
function measured(row) {
  let squares = 0;
  let peak = 0;
  for (let at = 0; at < row.length; at += 1) {
    squares += row[at] * row[at];
    if (Math.abs(row[at]) > Math.abs(row[peak])) peak = at;
  }
  return { length: Math.sqrt(squares), peak };
}
