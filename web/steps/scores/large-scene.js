// Step 3, scores, for many keys: every score as a map, the strongest keys as bars, and one key's products.
import { CAPTION, largest } from '../kit/layout.js';
import { keyNames, listedKeys, restLine } from '../kit/large-keys.js';
import { spellOutTerms } from '../kit/large-terms.js';
import { headRef } from '../../walk/source.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout */
export function largeScoresScene(source, layout) {
  const { head, query } = source;
  const scores = source.row('scores', head);
  const { keys, rest } = listedKeys(source);
  const limit = largest(source.heads.map((one) => source.row('scores', one)));
  layout.legend('scores', 'signed', limit);
  const scoreOf = (/** @type {number} */ key) => headRef('scores', head, query, key);
  const map = layout.keyMap({
    grid: source.grid,
    name: 'score',
    caption: 'score of every key',
    x: 0,
    y: CAPTION,
    width: layout.mapWidth,
    values: scores,
    ref: scoreOf,
    ramp: 'signed',
    limit,
    head,
    reveals: true,
  });
  const { x, y } = layout.beside(map);
  keyNames(layout, source, keys, y, x);
  layout.bars({
    name: 'score',
    caption: layout.narrow ? 'score, by weight' : 'score of the keys that get most weight',
    x: x + layout.labelWidth,
    y,
    width: layout.width - x - layout.labelWidth - 58,
    values: keys.map((key) => scores[key]),
    labels: keys.map((key) => layout.words.number(scores[key])),
    ref: (row) => scoreOf(keys[row]),
    ramp: 'signed',
    limit,
    head,
    rowNames: keys.map((key) => source.keys[key]),
    reveals: true,
    listed: false,
  });
  const below = y + keys.length * layout.rowHeight;
  restLine(layout, source, rest, x, below + 14);
  products(source, layout, Math.max(map.bottom, below + 20) + 14);
  layout.table({
    name: 'scores',
    rows: scores.length,
    columnNames: ['score'],
    rowNames: source.keys,
    value: (row) => scores[row],
    ref: scoreOf,
  });
  return layout.finish();
}

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout @param {number} y */
function products(source, layout, y) {
  const { head, query } = source;
  const { selected } = listedKeys(source);
  const [q, k] = [source.rows('q', head)[query], source.rows('k', head)[selected]];
  const step = source.step('scores', head);
  const own = step.products[selected];
  const limit = largest(q, k, own);
  layout.legend('q, k, products', 'signed', limit);
  const lines = /** @type {const} */ ([
    ['q', q, (/** @type {number} */ c) => headRef('q', head, query, c)],
    ['× k', k, (/** @type {number} */ c) => headRef('k', head, selected, c)],
    ['= q × k', own, (/** @type {number} */ c) => headRef('products', head, query, selected, c)],
  ]);
  const label = 56;
  const sumWidth = layout.narrow ? 0 : 96;
  const cellWidth = layout.fit(layout.width - label - sumWidth, q.length, 62);
  const height = 28;
  const top = y + CAPTION;
  layout.text(
    0,
    top - 9,
    `q of ${source.tokens[query]} × k of ${source.keys[selected]}${layout.narrow ? '' : ', dimension by dimension'}`,
    'caption',
  );
  lines.forEach(([name, numbers, ref], line) => {
    layout.text(label - 8, top + line * height + 17, name, 'caption', 'right');
    layout.matrix({
      name,
      caption: '',
      x: label,
      y: top + line * height,
      cellWidth,
      cellHeight: height - 5,
      values: [numbers],
      ref: (_, column) => ref(column),
      limit,
      head,
      queryRow: name === 'q' ? 0 : null,
      reveals: line === 2,
      listed: false,
    });
  });
  const total = `Σ = ${layout.words.number(step.values[selected])}`;
  const right = label + q.length * cellWidth;
  const isReadable = cellWidth >= 38;
  if (isReadable) layout.text(right + 12, top + 2 * height + 17, total, 'strong');
  else {
    spellOutTerms(
      layout,
      {
        pairs: Array.from(q, (value, c) => [
          { ref: headRef('q', head, query, c), value },
          { ref: headRef('k', head, selected, c), value: k[c] },
        ]),
        value: step.values[selected],
      },
      {
        caption: 'the largest products, and their sum: the score',
        names: ['q', 'k'],
        x: 0,
        y: top + 3 * height + 6,
        width: layout.width,
        limits: [limit, limit],
        head,
      },
    );
  }
  layout.table({
    name: 'q × k',
    caption: 'q × k of every key',
    rows: step.products.length,
    columnNames: Array.from(q, (_, column) => String(column)),
    rowNames: source.keys,
    opensAt: selected,
    value: (row, column) => step.products[row][column],
    ref: (row, column) => headRef('products', head, query, row, column),
  });
}
