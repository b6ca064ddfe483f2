// What scores, scale and softmax share: a row for every key, and in it the numbers that become the step's result, left to
// right. A step says what stands there (web/steps/<id>/step.js); how wide it is and where it goes is decided here.
import { CAPTION } from './layout.js';

/**
 * @typedef {import('../../walk/source.js').Ref} Ref
 * @typedef {'signed' | 'weight'} Ramp
 * @typedef {import('./layout.js').Motion} Motion
 *
 * One number per key; tensor names what the numbers are, caption stands above them.
 * @typedef {{ kind: 'column', tensor: string, name: string, caption?: string, values: (number | null)[], ramp: Ramp,
 *   limit: number, reveals?: boolean, narrow?: boolean } & Motion} Column  narrow: false is left out where there is little room
 *
 * One vector per key, for layers of few dimensions.
 * @typedef {{ kind: 'vectors', name: string, caption?: string, values: ArrayLike<number>[], limit: number, reveals?: boolean,
 *   ref: (key: number, column: number) => Ref } & Motion} Vectors
 *
 * What is done to the numbers at its left; short: where there is little room.
 * @typedef {{ kind: 'sign', text: string, short?: string, each?: boolean }} Sign  each: on every row
 *
 * The result as bars, in all the room that is left; caption of the rows, short where there is little room, listed among many.
 * @typedef {{ kind: 'bars', tensor: string, name: string, caption: string, short: string, listed: string, values: (number | null)[],
 *   labels: string[], from?: (number | null)[] | null, ramp: Ramp, limit: number, most?: number, mark?: number } & Motion} Bars
 *   from: outlined, where they came from; most: limit among the strongest of many keys
 *
 * @typedef {Column | Vectors | Sign | Bars} Part
 * @typedef {object} PerKey
 * @property {Part[]} parts  the last one is the bars
 * @property {{ name: string, caption: string, values: ArrayLike<number>, ref: (row: number, column: number) => Ref, limit: number }} [above]
 *   the Query's own vector, above the first of the keys'
 * @property {{ value: number, ref: Ref, name: string } & Motion} [total]  of the last column, below a line
 * @property {string} [sum]  below the bars
 */

/** Pixels of the number beside a bar. */
export const NUMBER = 58;
const SHORTEST_BARS = 82;

/** @param {import('../../walk/source.js').Source} source @param {string} tensor */
export const refOfKey =
  ({ head, query }, tensor) =>
  (/** @type {number} */ key) => ({ tensor, head, index: [query, key] });

/**
 * @param {import('../../walk/source.js').Source} source
 * @param {import('./layout.js').Layout} layout
 * @param {PerKey} shown
 */
export function perKey(source, layout, { parts, above, total, sum }) {
  const { narrow, rowHeight, gap } = layout;
  // Vectors and their sums have no room beside each other on a phone: there each has a tab.
  const isSplit = narrow && parts.some(({ kind }) => kind === 'vectors');
  const showsVectors = !isSplit || layout.tab !== 'sums';
  const showsBars = !isSplit || layout.tab === 'sums';
  const given = parts.filter(
    (part) =>
      !(narrow && part.kind === 'column' && part.narrow === false) &&
      !(part.kind === 'vectors' && !showsVectors) &&
      !(part.kind === 'sign' && isSplit && !showsVectors),
  );
  const y = above && showsVectors ? CAPTION + rowHeight + CAPTION + 4 : CAPTION;
  const bars = /** @type {Bars} */ (given[given.length - 1]);
  const columnWidth = narrow ? 46 : 70;
  const vectorWidth = widthOfVectors(layout, given);
  const middle = (rowHeight - gap) / 2;
  layout.rowNames(y);
  let x = layout.labelWidth;
  let lastLeft = x;
  for (const part of given.slice(0, -1)) {
    if (part.kind === 'sign') {
      if (!showsBars && part === given[given.length - 2]) continue;
      const width = signWidth(layout, part);
      const text = narrow ? (part.short ?? '') : part.text;
      const rows = part.each && rowHeight >= 20 ? source.keys.length : 1;
      const first = above && part === given[1] ? CAPTION : y;
      for (let row = 0; row < rows && text; row += 1) {
        layout.symbol(x + width / 2, first + middle + row * rowHeight, text);
      }
      x += width;
    } else if (part.kind === 'vectors') {
      if (above && part === given[0]) {
        layout.matrix({
          ...{ name: above.name, caption: above.caption, x, y: CAPTION, cellWidth: vectorWidth },
          values: [above.values],
          ref: above.ref,
          limit: above.limit,
          head: source.head,
          queryRow: 0,
          rowNames: [source.tokens[source.query]],
        });
      }
      const { kind, ...rest } = part;
      x = layout.matrix({ ...rest, x, y, cellWidth: vectorWidth, head: source.head });
    } else if (part.kind === 'column') {
      lastLeft = x;
      x = column(layout, part, refOfKey(source, part.tensor), {
        x,
        y,
        width: columnWidth,
        head: source.head,
      });
    }
  }
  if (!showsBars) return;
  const place = { x, y, head: source.head };
  const room = layout.width - x - NUMBER;
  if (room >= SHORTEST_BARS) {
    const captions = narrow ? [bars.short] : [bars.caption, bars.short];
    barsOf(layout, bars, refOfKey(source, bars.tensor), { ...place, width: room, captions });
  } else {
    // Where many things are done to a score there is no room for bars of them.
    const { limit, name, ramp, tensor, values } = bars;
    const result = /** @type {Column} */ ({ kind: 'column', limit, name, ramp, tensor, values });
    column(layout, { ...result, reveals: true }, refOfKey(source, tensor), {
      ...place,
      width: columnWidth,
    });
  }
  const line = y + source.keys.length * rowHeight + 8;
  if (total)
    totalBelow(layout, total, { x: lastLeft, y: line, width: columnWidth, head: source.head });
  if (sum) layout.text(x, line + middle + 4, sum, 'row');
}

/** @param {import('./layout.js').Layout} layout @param {Sign} sign */
function signWidth(layout, sign) {
  if (layout.narrow) return sign.short ? 20 : 8;
  return Math.max(34, Math.ceil(layout.measure(sign.text, 15)) + 26);
}

/** Of each cell of the vectors: the bars keep at least a third of the room. @param {import('./layout.js').Layout} layout @param {Part[]} parts */
function widthOfVectors(layout, parts) {
  const columns = parts.reduce(
    (all, part) => all + (part.kind === 'vectors' ? part.values[0].length : 0),
    0,
  );
  if (!columns) return 0;
  const signs = parts.reduce(
    (all, part) => all + (part.kind === 'sign' ? signWidth(layout, part) : 0),
    0,
  );
  const room = layout.narrow ? layout.inner - 10 : (layout.inner - signs - NUMBER) * 0.62;
  return layout.fit(room, columns, 62);
}

/**
 * @param {import('./layout.js').Layout} layout @param {Column} part @param {(row: number) => Ref} ref
 * @param {{ x: number, y: number, width: number, head: number, listed?: boolean }} place
 * @returns {number} right edge
 */
export function column(
  layout,
  { name, caption, values, ramp, limit, reveals, during },
  ref,
  { x, y, width, head, listed = true },
) {
  return layout.matrix({
    ...{ name, x, y, head, ramp, limit, listed, during },
    reveals: reveals ?? false,
    caption: caption ?? name,
    cellWidth: width,
    values: values.map((value) => [value]),
    ref,
    columnName: '',
  });
}

/**
 * @param {import('./layout.js').Layout} layout @param {Bars} part @param {(row: number) => Ref} ref
 * @param {{ x: number, y: number, width: number, head: number, captions: string[], listed?: boolean, rowNames?: string[] }} place
 *   captions: the first one that fits is taken
 */
export function barsOf(
  layout,
  { name, values, labels, from = null, ramp, limit, mark, comesFrom, during },
  ref,
  { captions, ...place },
) {
  const fits = (/** @type {string} */ one) => layout.measure(one, 12) <= place.width + NUMBER;
  layout.bars({
    ...{ name, values, labels, from, ramp, limit, ref, reveals: true, labelWidth: NUMBER },
    ...{ comesFrom, during, mark: mark ?? null },
    caption: captions.find(fits) ?? captions[captions.length - 1],
    ...place,
  });
}

/**
 * The sum of a column below it.
 * @param {import('./layout.js').Layout} layout @param {NonNullable<PerKey['total']>} total
 * @param {{ x: number, y: number, width: number, head: number, label?: string }} place
 */
export function totalBelow(
  layout,
  { value, ref, name, comesFrom, during },
  { x, y, width, head, label = name },
) {
  layout.line([
    [x, y - 4],
    [x + width, y - 4],
  ]);
  layout.matrix({
    ...{ name, x, y, cellWidth: width, head, ramp: 'weight', limit: Infinity, comesFrom, during },
    caption: '',
    values: [[value]],
    ref: () => ref,
    rowNames: [name],
    columnName: '',
  });
  layout.text(x - 10, y + (layout.rowHeight - layout.gap) / 2 + 4, label, 'caption', 'right');
}
