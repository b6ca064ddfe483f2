// A sum of many products, spelled out: the largest terms with their operands, all the others as one number.
import { CAPTION } from './layout.js';

/**
 * @typedef {{ ref: import('../../walk/source.js').Ref, value: number | null }} Operand
 * @typedef {{ pairs: [Operand, Operand][], bias?: Operand | null, value: number | null, product?: (index: number) => import('../../walk/source.js').Ref }} Sum
 */

const ROW = 27;

/**
 * @param {import('./large-layout.js').LargeLayout} layout
 * @param {Sum} sum
 * @param {{ caption: string, names: [string, string], x: number, y: number, width: number, limits: [number, number], head: number | null }} given
 *   names: of the operands; limits: of their colours
 * @returns {number} lower edge
 */
export function spellOutTerms(layout, sum, { caption, names, x, y, width, limits, head }) {
  const products = sum.pairs.map(([a, b]) => (a.value ?? 0) * (b.value ?? 0));
  const order = Array.from(products.keys()).sort(
    (a, b) => Math.abs(products[b]) - Math.abs(products[a]),
  );
  const decimals = Math.max(...products.map(Math.abs)) < 1 ? 3 : 2;
  const label = layout.narrow ? 66 : 96;
  const tail = layout.narrow ? 92 : 190;
  const fits = Math.max(3, Math.floor((width - label - tail) / 52));
  const count = Math.min(order.length, fits, 8);
  const shown = order.slice(0, count);
  const rest = order.slice(count);
  const cell = Math.min(74, Math.floor((width - label - tail) / count));
  const left = x + label;
  const top = y + CAPTION + 14;
  layout.text(x, y + 10, caption, 'caption');
  shown.forEach((index, place) => {
    const dimension = sum.pairs[index][0].ref.index;
    const name = layout.narrow
      ? String(Number(dimension.at(-1)) + 1)
      : layout.say('scene.terms.dimension', { index: dimension[dimension.length - 1] + 1 });
    layout.text(left + (place + 0.5) * cell, top - 6, name, 'caption', 'center');
  });
  [0, 1].forEach((side) => {
    const line = top + side * ROW;
    layout.text(left - 8, line + 16, `${side ? '× ' : ''}${names[side]}`, 'caption', 'right');
    layout.matrix({
      name: layout.say('scene.terms.name', { name: names[side] }),
      caption: '',
      x: left,
      y: line,
      cellWidth: cell,
      cellHeight: ROW - 4,
      values: [shown.map((index) => sum.pairs[index][side].value)],
      ref: (_, place) => sum.pairs[shown[place]][side].ref,
      limit: limits[side],
      head: side ? head : null,
      listed: false,
    });
  });
  const line = top + 2 * ROW + 16;
  layout.text(left - 8, line, layout.say('scene.terms.product'), 'caption', 'right');
  shown.forEach((index, place) => {
    const text = layout.words.number(products[index], decimals);
    layout.text(left + (place + 0.5) * cell, line, text, 'row', 'center');
  });
  const end = left + count * cell + 12;
  const remainder = rest.reduce((all, index) => all + products[index], 0);
  if (rest.length) {
    layout.text(end, top + 16, layout.say('scene.more', { count: rest.length }), 'caption');
    layout.text(
      end,
      top + ROW + 14,
      layout.say('scene.terms.sum', { number: layout.words.number(remainder, decimals) }),
      'row',
    );
  }
  const bias = sum.bias
    ? `${layout.say('scene.terms.bias', { number: layout.words.number(sum.bias.value, decimals) })}  `
    : '';
  layout.text(
    end,
    line,
    `${layout.narrow ? '' : bias}= ${layout.words.number(sum.value, decimals)}`,
    'strong',
  );
  return line + 8;
}
