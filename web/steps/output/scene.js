// Step 6: what each token contributed to the output, the output, and its sum with the input that the token came in with.
import { CAPTION, largest } from '../kit/layout.js';
import { ref } from '../../walk/source.js';

/** Pixels between a row's name and its numbers, and the font size of the name. */
const SPACE = 14;
const NAME = 13;

/** Pixels that the nearest words take beside the rows. */
const NEAREST = 330;

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout */
export function outputScene(source, layout) {
  const { query, config, residual } = source;
  const { say } = layout;
  const { input, values, contributions } = source.step('output');
  const { bias } = source.step('output_projection');
  const changes = changesOf(source);
  const limit = largest(
    ...[input, values, contributions, residual?.input, residual?.values],
    ...changes.map(({ numbers }) => numbers),
  );
  layout.legend(say('scene.output.legend'), 'signed', limit);
  const names = {
    bias: say('scene.plusBias'),
    output: say('scene.equalsOutput'),
    input: say(residual ? 'scene.plusInput' : 'scene.inputX'),
    residual: say(layout.narrow ? 'scene.residual.short' : 'scene.residual'),
  };
  const added = [names.output, ...changes.map(({ name }) => say(name))];
  const widths = [...Object.values(names), ...added].map((name) => layout.measure(name, NAME));
  const widest = Math.max(...widths);
  const x = (layout.labelWidth = Math.max(layout.labelWidth, Math.ceil(widest) + SPACE));
  const beside = source.readout && !layout.narrow ? NEAREST : 0;
  const cellWidth = layout.fit(layout.width - x - beside, Math.max(values.length, input.length));
  const height = layout.squeezed(30);
  let y = CAPTION;
  if (layout.shows('tokens')) {
    layout.rowNames(y);
    layout.matrix({
      name: say('scene.contributions'),
      caption: say(
        layout.narrow ? 'scene.output.contributions.short' : 'scene.output.contributions',
      ),
      x,
      y,
      cellWidth,
      values: contributions,
      ref: (row, column) => ref('contributions', query, row, column),
      limit,
    });
    y += contributions.length * layout.rowHeight + 4;
  }
  const row = (
    /** @type {string} */ name,
    /** @type {ArrayLike<number>} */ numbers,
    /** @type {string} */ tensor,
    /** @type {Partial<import('../kit/layout.js').Matrix>} */ more = {},
  ) => {
    const refOf = (/** @type {number} */ _, /** @type {number} */ column) =>
      tensor === 'bo' ? ref(tensor, column) : ref(tensor, query, column);
    const shown = { name, numbers: Array.from(numbers), ref: refOf, limit };
    layout.row({ ...shown, x, y, cellWidth, cellHeight: height, ...more });
    y += height + layout.gap + 2;
  };
  const line = () => {
    layout.line([
      [x, y],
      [x + values.length * cellWidth, y],
    ]);
    y += 8;
  };
  if (layout.shows('tokens')) {
    if (config.biases?.includes('output')) row(names.bias, bias, 'bo');
    line();
  }
  row(names.output, values, 'outputByToken', { reveals: true, during: [0, 0.4] });
  if (!layout.shows('sum')) return;
  if (!residual) {
    y += 10;
    row(names.input, input, 'x', { queryRow: 0 });
    return;
  }
  for (const { tensor, name, numbers } of changes) {
    row(say(name), numbers, tensor, { reveals: true, during: [0, 0.4] });
  }
  row(names.input, residual.input, residual.tensor, { queryRow: 0 });
  line();
  row(names.residual, residual.values, 'residual', {
    ...{ reveals: true, comesFrom: [added[changes.length], names.input], during: [0.35, 1] },
  });
  const right = x + values.length * cellWidth + 28;
  nearestWords(source, layout, beside ? { x: right, y: y - 100 } : { x, y: y + 10 });
}

/**
 * What is done to the output before it is added to the input.
 * @param {import('../../walk/source.js').Source} source
 */
export const changesOf = (source) =>
  [
    /** @type {const} */ ({ tensor: 'outputNormalized', name: 'scene.outputNormalized' }),
    /** @type {const} */ ({ tensor: 'outputScaled', name: 'scene.outputScaled' }),
  ]
    .filter(({ tensor }) => source.has(tensor))
    .map((change) => ({ ...change, numbers: source.row(change.tensor) }));

/**
 * The known words that the input and the sum are nearest to, each with its cosine, where the model was trained for it.
 * @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout
 * @param {{ x: number, y: number }} place
 */
function nearestWords({ query, readout }, layout, { x, y }) {
  if (!readout) return;
  const lines = /** @type {const} */ ([
    ['scene.nearest.input', 'xWordSimilarity', readout.before],
    ['scene.nearest.residual', 'residualWordSimilarity', readout.after],
  ]);
  layout.text(x, y + 8, layout.say('scene.nearest'), 'caption');
  lines.forEach(([key, tensor, { token, cosine, id }], at) => {
    layout.row({
      ...{ name: layout.say(key, { token }), numbers: [cosine], limit: 1, side: 'right' },
      ...{
        x,
        y: y + 17 + at * 32,
        cellWidth: layout.narrow ? 44 : 56,
        cellHeight: 26,
        columnName: '',
      },
      ref: () => ref(tensor, query, id),
    });
  });
}
