// Step 5 for long vectors: Wo as a picture, every head's share in a line, their sum, and one number as the sum it is.
import { countedNames, weightName } from '../../text/numbers.js';
import { largest } from '../kit/largest.js';
import { CAPTION } from '../kit/layout.js';
import { spellOutTerms } from '../kit/large-terms.js';
import { headRef, ref } from '../../walk/source.js';

/** The part of the motion in which one column of Wo after another gives a number of every head's share. @type {[number, number]} */
const COLUMNS = [0, 0.65];

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout */
export function largeOutputProjectionScene(source, layout) {
  const { query, config } = source;
  const wo = source.rows('wo');
  const concat = source.row('concat');
  const { heads, bias, values } = source.step('output_projection');
  const limit = largest(concat, heads, values);
  const weightLimit = largest(wo);
  layout.legend(layout.say('scene.output_projection.legend'), 'signed', limit);
  layout.legend(layout.say('scene.output_projection.weights'), 'signed', weightLimit);
  if (!layout.shows('heads')) return terms({ source, layout, y: CAPTION, limit, weightLimit });
  const label = 58;
  const mapWidth = layout.narrow ? layout.width : Math.min(250, Math.floor(layout.width * 0.28));
  const map = layout.overview({
    name: weightName('o'),
    x: 0,
    y: CAPTION,
    width: mapWidth,
    height: layout.narrow ? 110 : 250,
    values: wo,
    tensor: 'wo',
    limit: weightLimit,
    rowNames: countedNames(wo.length),
    during: COLUMNS,
  });
  const left = layout.narrow ? label : map.width + 40 + label;
  let y = layout.narrow ? CAPTION + map.height + CAPTION + 12 : CAPTION;
  layout.text(
    left,
    y - 9,
    layout.say('scene.output_projection.shares.large', { weight: weightName('o') }),
    'caption',
  );
  const height = Math.min(heads.length > 8 ? 17 : 28, layout.rowHeight + 2);
  const cellWidth = Math.min(40, (layout.width - left) / values.length);
  const shareOf = (/** @type {number} */ head) => layout.say('scene.head', { head: head + 1 });
  const line = (
    /** @type {string} */ name,
    /** @type {ArrayLike<number>} */ numbers,
    /** @type {(column: number) => import('../../walk/source.js').Ref} */ refOf,
    /** @type {Partial<import('../kit/layout.js').Matrix>} */ more,
  ) => {
    layout.text(left - 9, y + height / 2 + 3, name, 'caption', 'right');
    layout.matrix({
      name,
      caption: '',
      x: left,
      y,
      cellWidth: cellWidth >= 2 ? Math.floor(cellWidth) : cellWidth,
      cellHeight: height - 3,
      values: [numbers],
      ref: (_, column) => refOf(column),
      limit,
      listed: false,
      ...more,
    });
    y += height + Math.min(heads.length > 8 ? 5 : 4, layout.gap + 1);
  };
  for (const head of source.heads) {
    line(shareOf(head), heads[head], (c) => headRef('headOutput', head, query, c), {
      ...{ head, reveals: true, during: COLUMNS },
    });
  }
  const addends = source.heads.map(shareOf);
  if (config.biases?.includes('output')) {
    addends.push(layout.say('scene.plusBias'));
    line(addends[heads.length], bias, (c) => ref('bo', c), {});
  }
  layout.line([
    [left, y + 1],
    [layout.width, y + 1],
  ]);
  y += 7;
  line(layout.say('scene.equalsOutput'), values, (c) => ref('output', query, c), {
    ...{ reveals: true, comesFrom: addends, during: [COLUMNS[1], 1] },
  });
  y = Math.max(y, map.y + map.height) + CAPTION + 6;
  if (layout.shows('one')) terms({ source, layout, y, limit, weightLimit });
  layout.table({
    name: layout.say('scene.heads'),
    caption: layout.say('scene.output_projection.table'),
    rows: heads.length,
    columnNames: countedNames(values.length),
    rowNames: source.heads.map((head) => layout.say('scene.head', { head: head + 1 })),
    opensAt: 0,
    value: (row, column) => heads[row][column],
    ref: (row, column) => headRef('headOutput', row, query, column),
  });
}

/**
 * The output in readable cells, and one number of it spelled out.
 * @param {{ source: import('../../walk/source.js').Source, layout: import('../kit/large-layout.js').LargeLayout, y: number,
 *   limit: number, weightLimit: number }} given
 */
function terms({ source, layout, y: top, limit, weightLimit }) {
  const { query, dot } = source;
  const { values } = source.step('output_projection');
  const y = layout.strip({
    name: layout.say('scene.output'),
    caption: layout.say('scene.output_projection.output', { token: source.tokens[query] }),
    x: 0,
    y: top,
    width: layout.width,
    numbers: values,
    ref: (column) => ref('output', query, column),
    limit,
    reveals: true,
  });
  if (dot?.pairs.length) {
    const column = dot.pairs[0][1].ref.index[1] + 1;
    const weight = weightName('o');
    const isPart = dot.ref.tensor === 'headOutput';
    const owner = isPart
      ? layout.say('scene.output_projection.z', { head: (dot.ref.head ?? 0) + 1 })
      : layout.say('scene.concat');
    spellOutTerms(layout, dot, {
      caption: layout.narrow
        ? layout.say('scene.output_projection.term', { owner, column, weight })
        : layout.say('scene.output_projection.term.long', { owner, column, weight }),
      names: [isPart ? 'z' : layout.say('scene.concat'), weight],
      x: 0,
      y: y + (layout.narrow ? 9 : 18),
      width: layout.width,
      limits: [limit, weightLimit],
      head: isPart ? (dot.ref.head ?? 0) : null,
    });
  }
}
