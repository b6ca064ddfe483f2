// The spelled-out dot product that stands beside a weight matrix: one row of it per product.

/** Pixels the two columns take. */
export const DOT_WIDTH = 190;

/**
 * Operands and products of one cell, each on the row of the weight it uses.
 * @param {import('./layout.js').Layout} layout
 * @param {import('../../walk/source.js').Explanation} dot  operation 'dot'
 * @param {{ right: number, y: number, rowHeight: number, gap: number, limit: number, name: string }} place
 *   right: where the columns end; y: top of the weight matrix
 */
export function spellOutDot(layout, dot, { right, y, rowHeight, gap, limit, name }) {
  const pairs = dot.pairs ?? [];
  if (rowHeight < 14) return;
  const cellWidth = 58;
  const x = right - DOT_WIDTH;
  const top = y + pairs[0][1].ref.index[0] * rowHeight;
  layout.matrix({
    name,
    x,
    y: top,
    cellWidth,
    cellHeight: rowHeight - gap,
    gap,
    values: pairs.map(([operand]) => [operand.value]),
    ref: (row) => pairs[row][0].ref,
    limit,
    caption: '',
    listed: false,
  });
  layout.text(x, y - 9, name, 'caption');
  layout.text(x + cellWidth + 14, y - 9, layout.say('scene.dot'), 'caption');
  pairs.forEach(([operand, weight], row) => {
    const [a, b] = [operand.value ?? 0, weight.value ?? 0];
    const product = `× ${layout.words.number(b).padStart(5)} = ${layout.words.number(a * b).padStart(5)}`;
    layout.text(
      x + cellWidth + 14,
      top + row * rowHeight + (rowHeight - gap) / 2 + 4,
      product,
      'row',
    );
  });
}
