// What distance does: the bias at every offset as one chart per head, and with a rotation the score of every key at
// every offset. Offsets run from −(n − 1), far before the query, to m − 1, far after it.
import { shortened } from '../../text/numbers.js';
import { largest } from './largest.js';
import { CAPTION } from './layout.js';
import { headRef } from '../../walk/source.js';
import { countOf, hasOffsetBias, MOST_OFFSETS, showsOffsetScores } from './offsets.js';

/**
 * @typedef {import('../../walk/source.js').Source} Source
 * @typedef {import('./layout.js').Layout} Layout
 */

const CHART_HEIGHT = 88;
const WIDEST = 60;

/** As a reader sees them: −2, −1, 0, +1, … @param {Source} source @param {import('../../text/index.js').Words} words */
const offsetNames = (source, words) =>
  Array.from({ length: countOf(source) }, (_, place) => {
    const offset = place - (source.tokens.length - 1);
    return offset > 0 ? `+${offset}` : words.number(offset, 0);
  });

/**
 * Names below columns, and below them the keys where the query meets them.
 * @param {Source} source @param {Layout} layout @param {{ x: number, y: number, cellWidth: number, keys: boolean }} place
 */
function axis(source, layout, { x, y, cellWidth, keys }) {
  const measure = (/** @type {string} */ text) => layout.measure(text, 12);
  const names = offsetNames(source, layout.words);
  const every = Math.ceil(26 / cellWidth);
  names.forEach((name, place) => {
    const center = x + (place + 0.5) * cellWidth;
    const offset = place - (source.tokens.length - 1);
    if (offset % every === 0) layout.text(center, y + 13, name, 'caption', 'center');
    const key = source.keys[source.query + offset];
    if (!keys || key === undefined || cellWidth < 18) return;
    const text = shortened(key, cellWidth - 2, measure);
    layout.text(center, y + 30, text, offset === 0 ? 'row' : 'caption', 'center');
  });
}

/** The bias at every offset, one chart per head beside each other. @param {Source} source @param {Layout} layout */
export function offsetBiasCharts(source, layout) {
  const count = countOf(source);
  if (!hasOffsetBias(source) || count > MOST_OFFSETS) return;
  const all = source.rows('offsetBias');
  const limit = largest(all);
  const perRow = layout.narrow ? 1 : Math.min(2, all.length);
  const heads = all.length > 4 ? [source.head] : source.heads;
  const space = 40;
  const width = (layout.width - (perRow - 1) * space) / perRow;
  const cellWidth = layout.fit(width, count, WIDEST);
  const { query, tokens, keys } = source;
  const origin = source.config.positionInfo.origin ? ` (${source.config.positionInfo.origin})` : '';
  // As the rows of a picture, charts are lower where there is less room.
  const height = Math.round(Math.min(CHART_HEIGHT, 22 + 1.75 * layout.rowHeight));
  let y = layout.bottom + CAPTION;
  heads.forEach((head, index) => {
    const column = index % perRow;
    if (index && column === 0) y += height + CAPTION + 38;
    const x = column * (width + space);
    layout.columns({
      name: layout.say('scene.offset.bias', { head: head + 1 }),
      caption: `${layout.say('scene.offset.bias', { head: head + 1 })}${origin}`,
      x,
      y,
      cellWidth,
      height,
      values: all[head],
      ref: (place) => headRef('offsetBias', head, place),
      limit,
      head,
      isUsed: (place) => keys[query + place - (tokens.length - 1)] !== undefined,
      rowNames: offsetNames(source, layout.words),
    });
    axis(source, layout, { x, y: y + height, cellWidth, keys: true });
  });
  layout.legend(layout.say('scene.bias'), 'signed', limit);
}

/** With a rotation: every key's score at every offset, outlined where the key stands. @param {Source} source @param {Layout} layout @param {number} limit */
export function offsetScoreMap(source, layout, limit) {
  if (!showsOffsetScores(source)) return;
  const { query, head, keys, tokens } = source;
  const count = countOf(source);
  const y = layout.bottom + CAPTION;
  const x = layout.labelWidth;
  const cellWidth = layout.fit(layout.inner, count);
  const first = query * keys.length;
  layout.rowNames(y);
  layout.matrix({
    name: layout.say('scene.offset.score'),
    caption: layout.narrow
      ? layout.say('scene.offset.score.short')
      : layout.say('scene.offset.score.long'),
    x,
    y,
    cellWidth,
    values: source.rows('offsetScores', head).slice(first, first + keys.length),
    ref: (key, place) => headRef('offsetScores', head, query, key, place),
    limit,
    rowNames: keys,
    columnNames: offsetNames(source, layout.words),
  });
  keys.forEach((_, key) => {
    const left = x + (key - query + tokens.length - 1) * cellWidth - 1;
    const top = y + key * layout.rowHeight - 1;
    const [right, bottom] = [left + cellWidth, top + layout.rowHeight - layout.gap + 2];
    const corners = /** @type {[number, number][]} */ ([
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
      [left, top],
    ]);
    layout.line(corners, { head });
  });
  axis(source, layout, { x, y: y + keys.length * layout.rowHeight, cellWidth, keys: false });
}
