// Step 6: what each token contributed to the output, the output, and the input it started from.
import { CAPTION, largest } from '../kit/layout.js';
import { ref } from '../../walk/source.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout */
export function outputScene(source, layout) {
  const { query, config } = source;
  const { input, values, contributions } = source.step('output');
  const { bias } = source.step('output_projection');
  const limit = largest(input, values, contributions);
  layout.legend(layout.say('scene.output.legend'), 'signed', limit);
  const x = layout.labelWidth;
  const cellWidth = layout.fit(layout.inner, Math.max(values.length, input.length));
  const height = layout.squeezed(30);
  let y = CAPTION;
  layout.rowNames(y);
  layout.matrix({
    name: layout.say('scene.contributions'),
    caption: layout.narrow
      ? layout.say('scene.output.contributions.short')
      : layout.say('scene.output.contributions'),
    x,
    y,
    cellWidth,
    values: contributions,
    ref: (row, column) => ref('contributions', query, row, column),
    limit,
  });
  y += contributions.length * layout.rowHeight + 4;
  const row = (
    /** @type {string} */ name,
    /** @type {number[]} */ numbers,
    /** @type {Partial<import('../kit/layout.js').Matrix> & { ref: (row: number, column: number) => import('../../walk/source.js').Ref }} */ more,
  ) => {
    layout.row({ name, numbers, x, y, cellWidth, cellHeight: height, limit, ...more });
    y += height + layout.gap + 2;
  };
  if (config.biases?.includes('output'))
    row(layout.say('scene.plusBias'), bias, { ref: (_, column) => ref('bo', column) });
  layout.line([
    [x, y],
    [x + values.length * cellWidth, y],
  ]);
  y += 8;
  row(layout.say('scene.output'), values, {
    ref: (_, column) => ref('outputByToken', query, column),
    reveals: true,
  });
  y += 10;
  row(layout.say('scene.inputX'), input, {
    ref: (_, column) => ref('x', query, column),
    queryRow: 0,
  });
}
