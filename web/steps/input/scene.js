// Step 1: the token vectors, and the sum of word vector and position where there is one.
import { largest } from '../kit/largest.js';
import { CAPTION } from '../kit/layout.js';
import { onDemand } from '../on-demand.js';
import { ref } from '../../walk/source.js';

const READABLE = 34;

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout */
export function inputScene(source, layout) {
  const { values, embedding, position } = source.step('input');
  const limit = largest(values, embedding, position);
  const columns = values[0].length;
  const rows = values.length;
  const queryRow = source.query;
  const left = layout.labelWidth;
  const part = (
    /** @type {string} */ tensor,
    /** @type {string} */ name,
    /** @type {import('../../walk/source.js').Rows} */ numbers,
  ) => ({
    name,
    values: numbers,
    ref: (/** @type {number} */ row, /** @type {number} */ column) => ref(tensor, row, column),
    limit,
  });

  layout.legend(layout.say('scene.vectors'), 'signed', limit);
  if (layout.tab === 'alike') {
    const maps = /** @type {const} */ (['embedding', 'position', 'x']);
    const shown = layout.narrow ? maps.slice(1, 2) : maps;
    const room = Math.floor(layout.inner / shown.length);
    onDemand.similarityMaps?.(
      source,
      layout,
      shown.map((one, index) => ({ part: one, x: left + index * room, width: room - 24 })),
    );
    return;
  }
  if (!embedding || !position) {
    layout.rowNames(CAPTION);
    layout.matrix({
      ...part('x', 'X', values),
      x: left,
      y: CAPTION,
      cellWidth: layout.fit(layout.inner, columns),
      queryRow,
    });
    return;
  }

  const operator = 34;
  const third = layout.fit(layout.inner - 2 * operator, 3 * columns);
  const middle = CAPTION + (rows * layout.rowHeight) / 2;
  if (third >= READABLE) {
    layout.rowNames(CAPTION);
    const y = CAPTION;
    let x = layout.matrix({
      ...part('embedding', layout.say('scene.word'), embedding),
      x: left,
      y,
      cellWidth: third,
    });
    layout.symbol(x + operator / 2, middle, '+');
    x = layout.matrix({
      ...part('position', layout.say('scene.position'), position),
      x: x + operator,
      y,
      cellWidth: third,
    });
    layout.symbol(x + operator / 2, middle, '=');
    layout.matrix({ ...part('x', 'X', values), x: x + operator, y, cellWidth: third, queryRow });
    return;
  }

  layout.rowNames(CAPTION);
  if (layout.tab !== 'parts') {
    layout.matrix({
      ...part('x', layout.say('scene.input.sum'), values),
      x: left,
      y: CAPTION,
      cellWidth: layout.fit(layout.inner, columns),
      queryRow,
    });
    return;
  }
  const half = layout.fit(layout.inner - operator, 2 * columns);
  const x = layout.matrix({
    ...part('embedding', layout.say('scene.word'), embedding),
    x: left,
    y: CAPTION,
    cellWidth: half,
  });
  layout.symbol(x + operator / 2, middle, '+');
  layout.matrix({
    ...part('position', layout.say('scene.position'), position),
    x: x + operator,
    y: CAPTION,
    cellWidth: half,
  });
}
