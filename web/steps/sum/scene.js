// Step 3, sum: the weighted values added up into the head's output z.
import { subscript } from '../../text/numbers.js';
import { largest } from '../kit/largest.js';
import { CAPTION } from '../kit/layout.js';
import { headRef } from '../../walk/source.js';
import { weightBars } from '../weight/scene.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout */
export function sumScene(source, layout) {
  const { head, query } = source;
  const weighted = source.step('weight', head).values;
  const z = source.row('z', head);
  const limit = largest(
    source.everyHead('weight').map(({ values }) => values),
    source.row('concat'),
  );
  layout.legend(layout.say('scene.sum.legend'), 'signed', limit);
  layout.legend(layout.say('scene.weights'), 'weight', 1, head);
  const y = CAPTION;
  let x = layout.labelWidth;
  layout.rowNames(y);
  if (!layout.narrow) x = weightBars(source, layout, { x, y, width: 200 }) + 58 + 34;
  const cellWidth = layout.fit(layout.width - x, z.length);
  const right = layout.matrix({
    name: layout.say('scene.weighted'),
    caption: layout.say('scene.weighted.caption'),
    x,
    y,
    cellWidth,
    values: weighted,
    ref: (row, column) => headRef('weighted', head, query, row, column),
    limit,
    head,
  });
  const line = y + weighted.length * layout.rowHeight + 6;
  layout.line([
    [x, line],
    [right, line],
  ]);
  const below = line + 10;
  const name = `z${subscript(head + 1)}`;
  layout.row({
    // Beside short names there is room for its own only.
    name: x < 60 ? name : `Σ = ${name}`,
    x,
    y: below,
    cellWidth,
    cellHeight: layout.rowHeight - layout.gap,
    numbers: z,
    ref: (_, column) => headRef('z', head, query, column),
    limit,
    head,
    reveals: true,
    comesFrom: [layout.say('scene.weighted')],
  });
}
