// Step 3, scores, for many keys: every score as a map, the strongest keys as bars, and one key's products.
import { countedNames } from '../../text/numbers.js';
import { largest } from '../kit/largest.js';
import { CAPTION } from '../kit/layout.js';
import { listedKeys } from '../kit/large-keys.js';
import { largePerKey } from '../kit/large-per-key.js';
import { spellOutTerms } from '../kit/large-terms.js';
import { headRef } from '../../walk/source.js';
import { scoreBars } from './step.js';

/** Of a cell, and of what all of them come to, in CSS pixels. */
const READABLE = 38;
const SUM_WIDTH = 96;

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout */
export function largeScoresScene(source, layout) {
  const bars = scoreBars(source, layout);
  layout.legend(layout.say('scene.scores'), 'signed', bars.limit);
  const short = layout.say('scene.scores.listed.short');
  if (!layout.shows('scores')) return products(source, layout, 0);
  const bottom = largePerKey(
    source,
    layout,
    { parts: [{ ...bars, short }] },
    { map: layout.say('scene.scores.map'), table: layout.say('scene.scores') },
  );
  if (layout.shows('products')) products(source, layout, bottom + 14);
}

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout @param {number} y */
function products(source, layout, y) {
  const { head, query } = source;
  const { selected } = listedKeys(source);
  const [q, k] = [source.rows('q', head)[query], source.rows('k', head)[selected]];
  const step = source.step('scores', head);
  const own = step.products[selected];
  const limit = largest(q, k, own);
  layout.legend(layout.say('scene.scores.parts'), 'signed', limit);
  const lines = /** @type {const} */ ([
    ['q', q, (/** @type {number} */ c) => headRef('q', head, query, c)],
    ['× k', k, (/** @type {number} */ c) => headRef('k', head, selected, c)],
    ['= q × k', own, (/** @type {number} */ c) => headRef('products', head, query, selected, c)],
  ]);
  const label = 56;
  const hasRoom = (layout.width - label - SUM_WIDTH) / q.length >= READABLE;
  const sumWidth = hasRoom || !layout.narrow ? SUM_WIDTH : 0;
  const cellWidth = layout.fit(layout.width - label - sumWidth, q.length, 62);
  const height = 28;
  const top = y + CAPTION;
  layout.text(
    0,
    top - 9,
    layout.say(layout.narrow ? 'scene.scores.one' : 'scene.scores.one.long', {
      query: source.tokens[query],
      key: source.keys[selected],
    }),
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
      ...(line === 2 ? { reveals: true, comesFrom: ['× k'] } : {}),
      listed: false,
    });
  });
  const total = `Σ = ${layout.words.number(step.values[selected])}`;
  const right = label + q.length * cellWidth;
  const isReadable = hasRoom && cellWidth >= READABLE;
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
        caption: layout.say('scene.scores.terms'),
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
    caption: layout.say('scene.scores.table'),
    rows: step.products.length,
    columnNames: countedNames(q.length),
    rowNames: source.keys,
    opensAt: selected,
    value: (row, column) => step.products[row][column],
    ref: (row, column) => headRef('products', head, query, row, column),
  });
}
