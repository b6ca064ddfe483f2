// Step 4: what every head looked at, what it made of it, and the outputs side by side.
import { shortened, subscript } from '../../text/numbers.js';
import { largest } from '../kit/largest.js';
import { CAPTION } from '../kit/layout.js';
import { headRef, ref } from '../../walk/source.js';

const WIDEST = 140;

/** A row with a bar and its name. */
const LOWEST_BAR = 13;

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout */
export function concatScene(source, layout) {
  const { query } = source;
  const concat = source.row('concat');
  const z = source.heads.map((head) => source.row('z', head));
  const limit = largest(z);
  layout.legend('z', 'signed', limit);
  const perRow = layout.narrow ? Math.min(2, z.length) : Math.min(4, z.length);
  const space = 20;
  const cardWidth = (layout.width - (perRow - 1) * space) / perRow;
  let y = CAPTION;
  for (let first = 0; first < z.length && layout.shows('heads'); first += perRow) {
    const heads = source.heads.slice(first, first + perRow);
    const bottoms = heads.map((head, place) =>
      headCard(source, layout, {
        head,
        z: z[head],
        limit,
        x: place * (cardWidth + space),
        y,
        width: cardWidth,
      }),
    );
    y = Math.max(...bottoms) + CAPTION + 8;
  }
  if (!layout.shows('concat')) return;
  const cellWidth = layout.fit(layout.width, concat.length, WIDEST);
  const cellHeight = layout.squeezed(34);
  const width = concat.length / z.length;
  layout.text(0, y - 9, `${layout.say('scene.concat')}  1 × ${concat.length}`, 'caption');
  for (const head of source.heads) {
    layout.matrix({
      name: layout.say('scene.concat.head', { head: head + 1 }),
      caption: '',
      x: head * width * cellWidth,
      y,
      cellWidth,
      cellHeight,
      values: [concat.slice(head * width, (head + 1) * width)],
      ref: (_, column) => ref('concat', query, head * width + column),
      limit,
      head,
      rowNames: [source.tokens[query]],
      reveals: true,
      comesFrom: [`z${subscript(head + 1)}`],
    });
  }
}

/**
 * One head: a small bar per key, and its output z.
 * @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout
 * @param {{ head: number, z: number[], limit: number, x: number, y: number, width: number }} card
 */
function headCard(source, layout, { head, z, limit, x, y, width }) {
  const { query } = source;
  const weights = source.row('weights', head);
  const usual = weights.length <= 6 ? 22 : weights.length <= 16 ? 17 : 6;
  const row = Math.min(usual, Math.max(LOWEST_BAR, layout.rowHeight - 4));
  const labels = row >= 12;
  const label = labels ? Math.min(layout.labelWidth, width * 0.42) : 0;
  const number = labels ? 44 : 0;
  layout.text(x, y - 9, layout.say('scene.concat.weights', { head: head + 1 }), 'caption');
  if (labels) {
    source.keys.forEach((token, index) =>
      layout.text(
        x + label - 8,
        y + index * row + row / 2 + 3,
        shortened(token, label - 10, (text) => layout.measure(text, 12)),
        'caption',
        'right',
      ),
    );
  }
  layout.bars({
    name: layout.say('scene.weights.head', { head: head + 1 }),
    caption: '',
    x: x + label,
    y,
    width: width - label - number,
    cellHeight: row - 4,
    gap: 4,
    values: weights,
    labels: labels ? weights.map((value) => layout.words.number(value)) : weights.map(() => ''),
    ref: (key) => headRef('weights', head, query, key),
    ramp: 'weight',
    limit: 1,
    head,
    labelWidth: number,
    rowNames: source.keys,
  });
  const bottom = y + weights.length * row;
  // On a phone the outputs stand in the part “concat” alone.
  if (layout.tab) return bottom;
  const below = bottom + CAPTION + 6;
  layout.matrix({
    name: `z${subscript(head + 1)}`,
    x,
    y: below,
    cellWidth: layout.fit(width, z.length, WIDEST),
    cellHeight: layout.squeezed(34),
    values: [z],
    ref: (_, column) => headRef('z', head, query, column),
    limit,
    head,
    rowNames: [source.tokens[query]],
  });
  return below + layout.squeezed(34);
}
