// The same for many keys: the result of every key as a map, the rows of the keys that get most weight, and all of it as a table.
import { CAPTION } from './layout.js';
import { keyNames, listedKeys, restLine } from './large-keys.js';
import { barsOf, column, NUMBER, refOfKey, totalBelow } from './per-key.js';

/** @typedef {import('./per-key.js').Column | import('./per-key.js').Bars} Numbers */

/**
 * @param {import('../../walk/source.js').Source} source
 * @param {import('./large-layout.js').LargeLayout} layout
 * @param {import('./per-key.js').PerKey} shown
 * @param {{ map: string, table: string }} names  captions of the map and of the table
 * @returns {number} lower edge
 */
export function largePerKey(source, layout, { parts, total, sum }, { map: caption, table }) {
  const { head } = source;
  const { narrow, rowHeight, gap } = layout;
  const bars = /** @type {import('./per-key.js').Bars} */ (parts[parts.length - 1]);
  const { keys, rest } = listedKeys(source);
  const limit = bars.most ?? bars.limit;
  const map = layout.keyMap({
    ...{ grid: source.grid, name: bars.name, caption, x: 0, y: CAPTION, width: layout.mapWidth },
    ...{ values: bars.values, ref: refOfKey(source, bars.tensor), ramp: bars.ramp, limit, head },
    reveals: true,
  });
  const { x: left, y } = layout.beside(map);
  const middle = y + (rowHeight - gap) / 2;
  const cellWidth = narrow ? 44 : 54;
  const listed = (/** @type {(number | null)[]} */ values) => keys.map((key) => values[key]);
  const refs = (/** @type {string} */ tensor) => (/** @type {number} */ row) =>
    refOfKey(source, tensor)(keys[row]);
  keyNames(layout, source, keys, y, left);
  let x = left + layout.labelWidth;
  let lastLeft = x;
  for (const part of parts.slice(0, -1)) {
    if (part.kind === 'column' && !(narrow && part.narrow === false)) {
      lastLeft = x;
      const shown = { ...part, values: listed(part.values) };
      x = column(layout, shown, refs(part.tensor), { x, y, width: cellWidth, head, listed: false });
    } else if (part.kind === 'sign') {
      const text = narrow ? (part.short ?? '') : part.text;
      const width = text ? Math.max(narrow ? 16 : 26, Math.ceil(layout.measure(text, 15)) + 16) : 8;
      if (text) layout.symbol(x + width / 2, middle, text);
      x += width;
    }
  }
  barsOf(
    layout,
    {
      ...{ ...bars, limit },
      values: listed(bars.values),
      labels: keys.map((key) => bars.labels[key]),
      from: bars.from ? listed(bars.from) : null,
      ...(bars.mark === undefined ? {} : { mark: Math.min(1, bars.mark / limit) }),
    },
    refs(bars.tensor),
    {
      ...{ x, y, width: layout.width - x - NUMBER, head, listed: false },
      captions: [narrow ? bars.short : bars.listed, bars.short],
      rowNames: keys.map((key) => source.keys[key]),
    },
  );
  let below = y + keys.length * rowHeight + 14;
  restLine(layout, source, rest, bars.tensor === 'weights', left, below);
  below += 10;
  if (total) {
    const label = narrow
      ? total.name
      : layout.say('scene.total.all', { count: bars.values.length });
    totalBelow(
      layout,
      { ...total, comesFrom: undefined },
      { x: lastLeft, y: below, width: cellWidth, head, label },
    );
  }
  if (sum) layout.text(x, below + 16, sum, 'row');
  const columns = /** @type {Numbers[]} */ (
    parts.filter(({ kind }) => kind === 'column' || kind === 'bars')
  );
  layout.table({
    name: table,
    rows: bars.values.length,
    columnNames: columns.map(({ name }) => name),
    rowNames: source.keys,
    value: (row, place) => columns[place].values[row],
    ref: (row, place) => refOfKey(source, columns[place].tensor)(row),
  });
  return Math.max(map.bottom, below + (total ? rowHeight : 0));
}
