// Step 3, scores: the query vector times every key, product by product, and their sums.
import { CAPTION, largest } from '../kit/layout.js';
import { offsetScoreMap } from '../kit/offset-map.js';
import { headRef } from '../../walk/source.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout */
export function scoresScene(source, layout) {
  const { head, query } = source;
  const [q, k] = [source.rows('q', head), source.rows('k', head)];
  const { values, products } = source.step('scores', head);
  const all = source.everyHead('scores');
  const limit = largest(
    all.map((step) => [step.values, step.products]),
    source.rows('q'),
    source.rows('k'),
  );
  const scoreLimit = largest(all.map((step) => step.values));
  layout.legend('q, k, products, scores', 'signed', limit);

  const top = CAPTION + layout.rowHeight + CAPTION + 8;
  const left = layout.labelWidth;
  const keyRows = {
    head,
    ref: (/** @type {number} */ row, /** @type {number} */ column) =>
      headRef('k', head, row, column),
  };
  const operator = layout.narrow ? 10 : 34;
  const numberWidth = 58;
  const columns = 2 * q[0].length;
  const share = layout.narrow
    ? layout.inner - operator
    : (layout.inner - 2 * operator - numberWidth) * 0.62;
  const cellWidth = layout.fit(share, columns, 62);

  layout.matrix({
    name: 'q',
    caption: `query q of ${source.tokens[query]}`,
    x: left,
    y: CAPTION,
    cellWidth,
    values: [q[query]],
    ref: (_, column) => headRef('q', head, query, column),
    limit,
    head,
    queryRow: 0,
    rowNames: [source.tokens[query]],
  });
  layout.rowNames(top);
  let x = layout.matrix({ name: 'K', x: left, y: top, cellWidth, values: k, limit, ...keyRows });
  layout.symbol(x + operator / 2, CAPTION + (layout.rowHeight - layout.gap) / 2, '×');
  x += operator;
  const productsLeft = x;
  x = layout.matrix({
    name: 'products',
    caption: layout.narrow ? 'q × k' : 'q × k, dimension by dimension',
    x,
    y: top,
    cellWidth,
    values: products,
    ref: (row, column) => headRef('products', head, query, row, column),
    limit,
    reveals: true,
  });
  const bars = {
    name: 'score',
    caption: 'sum = score',
    values,
    labels: values.map((value) => layout.words.number(value)),
    ref: (/** @type {number} */ row) => headRef('scores', head, query, row),
    ramp: /** @type {const} */ ('signed'),
    limit: scoreLimit,
    head,
    reveals: true,
  };
  if (!layout.narrow) {
    layout.symbol(x + operator / 2, top + layout.rowHeight / 2, '=');
    x += operator;
    layout.bars({
      ...bars,
      x,
      y: top,
      width: layout.width - x - numberWidth,
      labelWidth: numberWidth,
    });
  } else {
    layout.symbol(productsLeft - operator / 2, top + layout.rowHeight / 2, '→');
    const y = top + values.length * layout.rowHeight + CAPTION + 10;
    layout.rowNames(y);
    layout.bars({
      ...bars,
      caption: 'sum of the products = score',
      x: left,
      y,
      width: layout.inner - numberWidth,
      labelWidth: numberWidth,
    });
  }
  offsetScoreMap(source, layout, limit);
  return layout.finish();
}
