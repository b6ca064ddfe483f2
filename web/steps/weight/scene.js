// Step 3, weight values: each value vector times its attention weight.
import { largest } from '../kit/largest.js';
import { CAPTION } from '../kit/layout.js';
import { headRef } from '../../walk/source.js';

/** Pixels of a weight in percent, where there is no room for its bar. */
const PERCENT = 50;

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout */
export function weightScene(source, layout) {
  const { head, query } = source;
  const weights = source.row('weights', head);
  const v = source.rows('v', head);
  const weighted = source.step('weight', head).values;
  const limit = largest(source.rows('v'));
  layout.legend(layout.say('scene.weight.legend'), 'signed', limit);
  layout.legend(layout.say('scene.weights'), 'weight', 1, head);
  const y = CAPTION;
  const barWidth = layout.narrow ? 0 : 190;
  const operator = layout.narrow ? 10 : 36;
  const columns = 2 * v[0].length;
  const middle = y + (layout.rowHeight - layout.gap) / 2;

  layout.rowNames(y);
  let x = layout.labelWidth;
  if (!layout.narrow) {
    x = weightBars(source, layout, { x, y, width: barWidth - 58 });
    x += 58;
    layout.symbol(x + operator / 2, middle, '×');
    x += operator;
  } else {
    weights.forEach((share, key) =>
      layout.text(
        x + PERCENT - 6,
        y + key * layout.rowHeight + (layout.rowHeight - layout.gap) / 2 + 4,
        layout.words.percent(share),
        'caption',
        'right',
      ),
    );
    x += PERCENT;
  }
  const isSplit = layout.narrow && layout.tab !== undefined;
  const shown = isSplit ? columns / 2 : columns;
  const cellWidth = layout.fit(layout.width - x - operator, shown, 84);
  if (layout.shows('values')) {
    x = layout.matrix({
      name: 'V',
      x,
      y,
      cellWidth,
      values: v,
      ref: (row, column) => headRef('v', head, row, column),
      limit,
      head,
    });
    if (!isSplit) layout.symbol(x + operator / 2, middle, layout.narrow ? '→' : '=');
    x += operator;
  }
  if (!layout.shows('weighted')) return;
  layout.matrix({
    name: layout.say('scene.weighted'),
    caption: layout.narrow
      ? layout.say('scene.weighted.short')
      : layout.say('scene.weighted.caption'),
    x,
    y,
    cellWidth,
    values: weighted,
    ref: (row, column) => headRef('weighted', head, query, row, column),
    limit,
    head,
    reveals: true,
    comesFrom: ['V'],
  });
}

/**
 * The weights of the softmax step once more, as the bars they were there.
 * @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout
 * @param {{ x: number, y: number, width: number }} place
 * @returns {number} right edge of the bars, without their numbers
 */
export function weightBars(source, layout, place) {
  const { head, query } = source;
  const values = source.row('weights', head);
  return layout.bars({
    ...place,
    name: layout.say('scene.weight'),
    values,
    labels: values.map((share) => layout.words.percent(share)),
    ref: (row) => headRef('weights', head, query, row),
    ramp: 'weight',
    limit: 1,
    head,
    labelWidth: 58,
  });
}
