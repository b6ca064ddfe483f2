// Step 4 for many keys: where every head looked, what it made of it, and the outputs side by side.
import { subscript } from '../../text/numbers.js';
import { largest } from '../kit/largest.js';
import { CAPTION } from '../kit/layout.js';
import { weightMap } from '../kit/weight-map.js';
import { headRef, ref } from '../../walk/source.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout */
export function largeConcatScene(source, layout) {
  const { query, heads, config } = source;
  const concat = source.row('concat');
  const weights = heads.map((head) => source.row('weights', head));
  const limit = largest(concat);
  layout.legend('z', 'signed', limit);
  const space = 22;
  const least = source.grid ? 62 + 6 * source.grid.columns : 110;
  const fits = Math.floor((layout.width + space) / (least + space));
  const perRow = Math.max(1, Math.min(heads.length, fits, layout.narrow ? 2 : 4));
  const card = Math.floor((layout.width - (perRow - 1) * space) / perRow);
  const most = layout.narrow ? 11 : 24;
  let y = CAPTION;
  for (let first = 0; first < heads.length && layout.shows('heads'); first += perRow) {
    const bottoms = heads.slice(first, first + perRow).map((head, place) => {
      const x = place * (card + space);
      const caption = layout.say('scene.concat.weights', { head: head + 1 });
      const map = weightMap(source, layout, { x, y, width: card, head, caption, most });
      // On a phone the outputs stand in the part “concat” alone.
      if (layout.narrow && layout.tab) return map.bottom;
      const name = `z${subscript(head + 1)}`;
      return layout.strip({
        name,
        x,
        y: map.bottom + CAPTION + 8,
        width: card,
        numbers: source.row('z', head),
        ref: (column) => headRef('z', head, query, column),
        limit,
        head,
        most: 3,
      });
    });
    y = Math.max(...bottoms) + CAPTION + 12;
  }
  const width = config.valueDim;
  tables(source, layout, weights);
  if (!layout.shows('concat')) return;
  layout.text(
    0,
    y - 9,
    layout.say('scene.concat.caption', { heads: heads.length, count: concat.length }),
    'caption',
  );
  const gap = 8;
  const perLineAt = (/** @type {number} */ size) =>
    Math.floor((layout.width + gap) / (width * size + gap));
  const mostLines = Math.max(4, heads.length / 2);
  const cell =
    [44, 24, 16, 12, 8, 6, 5, 4, 3].find((size) => perLineAt(size) * mostLines >= heads.length) ??
    2;
  const perLine = Math.max(1, perLineAt(cell));
  const height = cell < 12 ? 18 : 26;
  heads.forEach((head) => {
    const start = head * width;
    layout.matrix({
      name: layout.say('scene.concat.head', { head: head + 1 }),
      caption: '',
      x: (head % perLine) * (width * cell + gap),
      y: y + Math.floor(head / perLine) * (height + 8),
      cellWidth: cell,
      cellHeight: height,
      values: [concat.slice(start, start + width)],
      ref: (_, column) => ref('concat', query, start + column),
      limit,
      head,
      rowNames: [source.tokens[query]],
      reveals: true,
      listed: false,
    });
  });
}

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout @param {number[][]} weights */
function tables(source, layout, weights) {
  const { query, heads } = source;
  const concat = source.row('concat');
  const width = source.config.valueDim;
  layout.table({
    name: layout.say('scene.weights'),
    caption: layout.say('scene.concat.table.weights'),
    rows: source.keys.length,
    columnNames: heads.map((head) => layout.say('scene.head', { head: head + 1 })),
    rowNames: source.keys,
    value: (row, head) => weights[head][row],
    ref: (row, head) => headRef('weights', head, query, row),
  });
  layout.table({
    name: layout.say('scene.concat'),
    caption: layout.say('scene.concat.table'),
    rows: heads.length,
    columnNames: Array.from({ length: width }, (_, column) => `+${column}`),
    rowNames: heads.map((head) => String(head * width + 1)),
    opensAt: 0,
    value: (row, column) => concat[row * width + column],
    ref: (row, column) => ref('concat', query, row * width + column),
  });
}
