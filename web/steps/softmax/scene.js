// Step 3, softmax: exponentials of the scaled scores, their total, and the weights that sum to 1.
import { column } from '../kit/column.js';
import { CAPTION, largest } from '../kit/layout.js';
import { headRef } from '../../walk/source.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout */
export function softmaxScene(source, layout) {
  const { head, query } = source;
  const scaled = source.row('scaled', head);
  const { exponentials, total, max, values } = source.step('softmax', head);
  const scoreLimit = largest(source.heads.map((one) => source.row('scaled', one)));
  layout.legend('scaled scores', 'signed', scoreLimit);
  layout.legend('exponentials, weights', 'weight', 1, head);
  const y = CAPTION;
  const cellWidth = layout.narrow ? 44 : 72;
  const operator = layout.narrow ? 8 : 84;
  const numberWidth = 58;
  const middle = y + (layout.rowHeight - layout.gap) / 2;
  const ramp = /** @type {const} */ ('weight');

  layout.rowNames(y);
  let x = column(layout, {
    name: 'scaled',
    x: layout.labelWidth,
    y,
    cellWidth,
    values: scaled,
    ref: (row) => headRef('scaled', head, query, row),
    limit: scoreLimit,
    head,
  });
  if (!layout.narrow) layout.symbol(x + operator / 2, middle, 'exp →');
  const exponentialsLeft = x + operator;
  x = column(layout, {
    name: 'exponential',
    caption: layout.narrow
      ? 'exp'
      : max === null
        ? 'exponential'
        : `e^(s ${max < 0 ? '+' : '−'} ${layout.words.number(Math.abs(max))})`,
    x: exponentialsLeft,
    y,
    cellWidth,
    values: exponentials,
    ref: (row) => headRef('exponentials', head, query, row),
    limit: 1,
    ramp,
    head,
    reveals: true,
  });
  const bottom = y + values.length * layout.rowHeight + 8;
  layout.line([
    [exponentialsLeft, bottom - 4],
    [x, bottom - 4],
  ]);
  layout.matrix({
    name: 'total',
    caption: '',
    x: exponentialsLeft,
    y: bottom,
    cellWidth,
    values: [[total]],
    ref: () => headRef('total', head, query),
    limit: Infinity,
    ramp,
    head,
    rowNames: ['total'],
    columnName: '',
  });
  layout.text(
    exponentialsLeft - 10,
    bottom + (layout.rowHeight - layout.gap) / 2 + 4,
    'total',
    'caption',
    'right',
  );
  if (!layout.narrow) layout.symbol(x + operator / 2, middle, '÷ total');
  x += operator;
  layout.bars({
    name: 'weight',
    caption: layout.narrow ? 'weight' : 'attention weight (dashed: an even share)',
    x,
    y,
    width: layout.width - x - numberWidth,
    values,
    labels: values.map((share) => layout.words.percent(share)),
    ref: (row) => headRef('weights', head, query, row),
    ramp,
    limit: 1,
    mark: 1 / values.length,
    head,
    reveals: true,
    labelWidth: numberWidth,
  });
  const sum = values.reduce((all, value) => all + value, 0);
  layout.text(
    x,
    bottom + (layout.rowHeight - layout.gap) / 2 + 4,
    `Σ weights = ${layout.words.number(sum, 3)}`,
    'row',
  );
  return layout.finish();
}
