// Step 2 for many tokens: X, Q, K and V as pictures, the Query's q in readable cells, and one number of them as the
// sum it is.
import { CAPTION, largest } from '../kit/layout.js';
import { spellOutTerms } from '../kit/large-terms.js';
import { headRef } from '../../walk/source.js';
import { productOf } from './scene.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout */
export function largeProjectScene(source, layout) {
  const { head, query } = source;
  const x = source.rows('x');
  const parts = /** @type {const} */ (['q', 'k', 'v']).map((role) => {
    const { tensor, before } = productOf(source, role);
    return { name: role.toUpperCase(), tensor, before, values: source.rows(tensor, head) };
  });
  const limit = largest(x, ...parts.map(({ values }) => values));
  const weightLimit = largest(
    /** @type {const} */ (['wq', 'wk', 'wv']).map((name) => source.rows(name, head)),
  );
  layout.legend('X, Q, K, V', 'signed', limit);
  layout.legend(layout.say('scene.project.weights'), 'signed', weightLimit);

  if (!layout.shows('qkv')) return term({ source, layout, y: 0, limit, weightLimit });
  const space = layout.narrow ? 12 : 30;
  const operator = layout.narrow ? 0 : 46;
  const forX = layout.narrow ? layout.width : Math.floor((layout.width - operator) * 0.4);
  const shared = { limit, height: layout.narrow ? 100 : 300 };
  const map = layout.overview({
    ...shared,
    name: 'X',
    x: 0,
    y: CAPTION,
    width: forX,
    values: x,
    tensor: 'x',
    queryRow: query,
  });
  let left = layout.narrow ? 0 : map.width + operator;
  let y = layout.narrow ? CAPTION + map.height + CAPTION + 12 : CAPTION;
  if (!layout.narrow) layout.symbol(left - operator / 2, y + map.height / 2, '· W =');
  const room = Math.floor((layout.width - left - 2 * space) / 3);
  let bottom = y + map.height;
  for (const { name, tensor, before, values } of parts) {
    const result = layout.overview({
      ...shared,
      name: before ? layout.say(before, { name }) : name,
      x: left,
      y,
      width: room,
      values,
      tensor,
      refHead: head,
      head,
      queryRow: name === 'Q' ? query : null,
      rowNames: name === 'Q' ? source.tokens : source.keys,
    });
    left += room + space;
    bottom = Math.max(bottom, result.y + result.height);
  }
  y = bottom + CAPTION + 16;
  const [q] = parts;
  y = layout.strip({
    name: layout.say('scene.project.q', { token: source.tokens[query] }),
    caption: layout.say('scene.project.q.framed', { token: source.tokens[query] }),
    x: 0,
    y,
    width: layout.width,
    numbers: q.values[query],
    ref: (column) => headRef(q.tensor, head, query, column),
    limit,
    head,
    query: true,
    reveals: true,
  });
  if (layout.shows('one')) term({ source, layout, y, limit, weightLimit });
}

/**
 * One number, spelled out.
 * @param {{ source: import('../../walk/source.js').Source, layout: import('../kit/large-layout.js').LargeLayout, y: number,
 *   limit: number, weightLimit: number }} given
 */
function term({ source, layout, y, limit, weightLimit }) {
  const { dot, head } = source;
  if (dot?.pairs.length) {
    const [row, weight] = dot.pairs[0].map(({ ref }) => ref);
    const token = source.tokens[row.index[0]];
    const column = weight.index[1] + 1;
    spellOutTerms(layout, dot, {
      caption: layout.narrow
        ? layout.say('scene.project.term', { token, column, weight: `W${weight.tensor[1]}` })
        : layout.say('scene.project.term.long', {
            token,
            column,
            weight: `W${weight.tensor[1]}`,
          }),
      names: ['x', `W${weight.tensor[1]}`],
      x: 0,
      y: y + 18,
      width: layout.width,
      limits: [limit, weightLimit],
      head,
    });
  }
}
