// How alike any two rows are: of the words, of the positions, and of their sums.
import { formatShape, shortened } from '../../text/numbers.js';
import { CAPTION } from './layout.js';
import { ref } from '../../walk/source.js';

/**
 * @typedef {'embedding' | 'position' | 'x'} Part
 * @typedef {{ part: Part, x: number, width: number }} Place  under which matrix
 */

/** More rows would be a grey carpet. */
const MOST_ROWS = 32;
const WIDEST = 96;

/** Room for the name of a column, in CSS pixels. */
const READABLE = 28;

/**
 * @param {import('../../walk/source.js').Source} source
 * @param {import('./layout.js').Layout} layout
 * @param {Place[]} places
 */
export function similarityMaps(source, layout, places) {
  const { tokens } = source;
  if (tokens.length > MOST_ROWS) return;
  const y = CAPTION;
  layout.legend(layout.say('scene.alike'), 'signed', 1);
  layout.rowNames(y);
  for (const { part, x, width } of places) {
    const cellWidth = layout.fit(width, tokens.length, WIDEST);
    const tensor = /** @type {const} */ (`${part}Similarity`);
    const name = layout.say(`scene.alike.${part}`);
    const caption = `${name}  ${formatShape(tokens.length, tokens.length)}`;
    layout.matrix({
      name,
      caption: layout.measure(caption, 12) < width + 16 ? caption : name,
      x,
      y,
      cellWidth,
      values: source.rows(tensor),
      ref: (row, column) => ref(tensor, row, column),
      limit: 1,
      columnNames: tokens,
    });
    const below = y + tokens.length * layout.rowHeight + 12;
    const measure = (/** @type {string} */ text) => layout.measure(text, 12);
    // Narrow columns share the room for a name.
    const every = Math.ceil(READABLE / cellWidth);
    tokens.forEach((token, column) => {
      if (column % every) return;
      const room = every * cellWidth - 4;
      const under = part === 'position' ? String(column) : shortened(token, room, measure);
      layout.text(x + (column + 0.5) * cellWidth, below, under, 'caption', 'center');
    });
  }
}
