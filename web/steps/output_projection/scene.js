// Step 5: concat · Wo, whole and split by head.
import { formatShape, subscript, weightName } from '../../text/numbers.js';
import { largest } from '../kit/largest.js';
import { CAPTION } from '../kit/layout.js';
import { DOT_WIDTH, spellOutDot } from '../kit/dot-product.js';
import { headRef, ref } from '../../walk/source.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout */
export function outputProjectionScene(source, layout) {
  const { query, config } = source;
  const wo = source.rows('wo');
  const concat = source.row('concat');
  const { heads, bias, values } = source.step('output_projection');
  const limit = largest(concat, heads, values);
  const weightLimit = largest(wo);
  layout.legend(layout.say('scene.output_projection.legend'), 'signed', limit);
  layout.legend(layout.say('scene.output_projection.weights'), 'signed', weightLimit);

  const valueDim = concat.length / heads.length;
  const operator = 64;
  const shareOf = (/** @type {number} */ head) => layout.say('scene.head', { head: head + 1 });
  const names = {
    output: layout.say('scene.output'),
    bias: layout.say('scene.plusBias'),
    concat: layout.say('scene.concat'),
    head: shareOf(heads.length - 1),
  };
  const widest = Math.max(...Object.values(names).map((name) => layout.measure(name, 13)));
  const label = Math.max(66, Math.ceil(widest) + 16);
  const columns = layout.narrow ? values.length : concat.length + values.length;
  const space = layout.narrow ? layout.width - label : layout.width - 2 * label - operator;
  const cellWidth = layout.fit(space, columns, 58);
  const most = layout.narrow ? 23 : 27;
  const usual = Math.max(3, Math.min(most, Math.floor((layout.narrow ? 170 : 300) / wo.length)));
  const weightRow = layout.squeezed(usual, { keepsNumbers: false });
  const height = layout.squeezed(30);
  const step = height + layout.gap + 2;
  const left = layout.narrow ? label : label + concat.length * cellWidth + operator;
  const weightsOf = (/** @type {number} */ head) =>
    layout.say('scene.output_projection.rows', { head: head + 1 });
  for (const head of source.heads) {
    layout.matrix({
      name: weightsOf(head),

      caption: head === 0 ? `${weightName('o')}  ${formatShape(wo.length, values.length)}` : '',
      x: left,
      y: CAPTION + head * valueDim * weightRow,
      cellWidth,
      cellHeight: weightRow - 1,
      gap: 1,
      values: wo.slice(head * valueDim, (head + 1) * valueDim),
      ref: (row, column) => ref('wo', head * valueDim + row, column),
      limit: weightLimit,
      head,
      rowNames: Array.from({ length: valueDim }, (_, row) => String(head * valueDim + row + 1)),
    });
  }
  if (!layout.narrow && source.dot && concat.length * cellWidth + operator > DOT_WIDTH) {
    const place = { right: left - 16, y: CAPTION, rowHeight: weightRow, gap: 1, limit };
    spellOutDot(layout, source.dot, { ...place, name: 'z' });
  }

  let y = CAPTION + wo.length * weightRow + CAPTION + 4;
  layout.text(left, y - 9, layout.say('scene.output_projection.shares'), 'caption');
  const shared = { cellWidth, cellHeight: height, limit };
  const operand = (
    /** @type {string} */ name,
    /** @type {number} */ first,
    /** @type {number[]} */ numbers,
    /** @type {number | null} */ head,
  ) => {
    if (layout.narrow) return;
    const ofConcat = (/** @type {number} */ column) => ref('concat', query, column);
    const ofZ = (/** @type {number} */ column) => headRef('z', head ?? 0, query, column);
    const refOf = head === null ? ofConcat : ofZ;
    const x = label + first * cellWidth;
    layout.row({ ...shared, name, x, y, numbers, head, ref: (_, column) => refOf(column) });
    layout.text(left - 10, y + height / 2 + 5, `· ${weightName('o')} =`, 'row', 'right');
  };
  const result = (
    /** @type {string} */ name,
    /** @type {number[]} */ numbers,
    /** @type {Partial<import('../kit/layout.js').Matrix> & { ref: (row: number, column: number) => import('../../walk/source.js').Ref }} */ more,
  ) => {
    layout.row({
      ...shared,
      name,
      x: left,
      y,
      numbers,
      side: layout.narrow ? 'left' : 'right',
      ...more,
    });
    y += step;
  };
  for (const head of source.heads) {
    const first = head * valueDim;
    const z = `z${subscript(head + 1)}`;
    operand(z, first, concat.slice(first, first + valueDim), head);
    const shareRef = (/** @type {number} */ _, /** @type {number} */ column) =>
      headRef('headOutput', head, query, column);
    result(shareOf(head), heads[head], {
      ...{ head, ref: shareRef, reveals: true },
      ...{ comesFrom: [weightsOf(head)], meets: z, during: [0, 0.7] },
    });
  }
  const addends = source.heads.map(shareOf);
  if (config.biases?.includes('output')) {
    addends.push(names.bias);
    result(names.bias, bias, { ref: (_, column) => ref('bo', column) });
  }
  layout.line([
    [left, y + 1],
    [left + values.length * cellWidth, y + 1],
  ]);
  y += 8;
  operand(names.concat, 0, concat, null);
  result(names.output, values, {
    ref: (_, column) => ref('output', query, column),
    ...{ reveals: true, comesFrom: addends, during: [0.7, 1] },
  });
}
