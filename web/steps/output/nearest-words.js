// Step 6, for models of text that were trained with words: what the vectors that come in and go out are nearest to.
import { ref } from '../../walk/source.js';

/**
 * The known words that the input and the sum are nearest to, each with its cosine, where the model was trained for it.
 * @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout
 * @param {{ x: number, y: number }} place
 */
export function nearestWords({ query, readout }, layout, { x, y }) {
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
