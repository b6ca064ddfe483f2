// Step 6 for many tokens: how much each token contributed, the strongest ones in full, and output beside input.
import { countedNames } from '../../text/numbers.js';
import { CAPTION, largest } from '../kit/layout.js';
import { keyNames, listedBy, summed } from '../kit/large-keys.js';
import { ref } from '../../walk/source.js';
import { changesOf } from './scene.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout */
export function largeOutputScene(source, layout) {
  const { query, residual } = source;
  const { input, values, contributions } = source.step('output');
  const measures = contributions.map(measured);
  const sizes = measures.map(({ length }) => length);
  const { keys, rest } = listedBy(source, sizes);
  const restSum = summed(contributions, rest);
  const limit = largest(
    keys.map((key) => contributions[key]),
    restSum,
  );
  const vectorLimit = largest(
    ...[input, values, residual?.input, residual?.values],
    ...changesOf(source).map(({ numbers }) => numbers),
  );
  const most = Math.max(...sizes);
  layout.legend(layout.say('scene.contributions'), 'signed', limit);
  layout.legend(layout.say('scene.output.vectors'), 'signed', vectorLimit);
  layout.legend(layout.say('scene.output.length'), 'weight', most, null);
  table(source, layout, keys[0]);
  if (!layout.shows('tokens')) return vectors(source, layout, CAPTION, vectorLimit);
  const map = layout.keyMap({
    grid: source.grid,
    name: layout.say('scene.output.lengths'),
    caption: layout.narrow
      ? layout.say('scene.output.lengths')
      : layout.say('scene.output.lengths.long'),
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
    name: layout.say('scene.contributions'),
    caption: layout.narrow
      ? layout.say('scene.output.longest.short')
      : layout.say('scene.output.longest'),
    y,
    values: keys.map((key) => contributions[key]),
    ref: (row, column) => ref('contributions', query, keys[row], column),
  });
  let bottom = y + keys.length * layout.rowHeight;
  if (rest.length) {
    bottom += 5;
    layout.text(
      x - 8,
      bottom + 16,
      layout.say('scene.output.rest', { count: rest.length }),
      'caption',
      'right',
    );
    layout.matrix({
      ...shared,
      name: layout.say('scene.output.rest.name', { count: rest.length }),
      caption: '',
      y: bottom,
      values: [restSum],
      ref: () => null,
    });
    bottom += layout.rowHeight;
  }
  const below = Math.max(bottom, map.bottom) + CAPTION + 12;
  if (layout.shows('sum')) vectors(source, layout, below, vectorLimit);
}

/** @typedef {import('../../walk/source.js').Source} Source */
/** @typedef {import('../kit/large-layout.js').LargeLayout} LargeLayout */

/** Output and input, in readable cells. @param {Source} source @param {LargeLayout} layout @param {number} top @param {number} vectorLimit */
function vectors(source, layout, top, vectorLimit) {
  const { query, config, residual } = source;
  const { input, values } = source.step('output');
  let below = top;
  const token = source.tokens[query];
  const strip = (
    /** @type {string} */ tensor,
    /** @type {string} */ caption,
    /** @type {ArrayLike<number>} */ numbers,
    query = false,
  ) => {
    const bottom = layout.strip({
      name: caption,
      caption,
      x: 0,
      y: below,
      width: layout.width,
      numbers,
      limit: vectorLimit,
      query,
      ref: (column) => ref(tensor, source.query, column),
      reveals: !query,
      ...(layout.tab ? layout.coloured(!query) : {}),
    });
    below = bottom + CAPTION + 10;
  };
  const hasBias = config.biases?.includes('output');
  strip(
    'outputByToken',
    layout.say(hasBias ? 'scene.output.sum.bias' : 'scene.output.sum', { token }),
    values,
  );
  if (!residual) strip('x', layout.say('scene.output.input', { token }), input, true);
  else {
    for (const { tensor, name, numbers } of changesOf(source)) {
      strip(tensor, layout.say(name), numbers);
    }
    const came =
      residual.tensor === 'hidden' ? 'scene.output.plusHidden' : 'scene.output.plusInput';
    strip(residual.tensor, layout.say(came, { token }), residual.input, true);
    strip('residual', layout.say('scene.residual'), residual.values);
  }
}

/** @param {Source} source @param {LargeLayout} layout @param {number} opensAt */
function table(source, layout, opensAt) {
  const { query } = source;
  const { values, contributions } = source.step('output');
  layout.table({
    name: layout.say('scene.contributions'),
    caption: layout.say('scene.output.table'),
    rows: contributions.length,
    columnNames: countedNames(values.length),
    rowNames: source.keys,
    opensAt,
    value: (row, column) => contributions[row][column],
    ref: (row, column) => ref('contributions', query, row, column),
  });
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
