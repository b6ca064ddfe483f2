// Step 2: X·Wq, X·Wk and X·Wv for one head, as matrix products.
import { countedNames, formatShape } from '../../text/numbers.js';
import { CAPTION, largest } from '../kit/layout.js';
import { spellOutDot } from '../kit/dot-product.js';
import { headRef, ref } from '../../walk/source.js';

const ROLES = /** @type {const} */ ([
  ['q', 'wq'],
  ['k', 'wk'],
  ['v', 'wv'],
]);

/**
 * The tensor a role's product gives, and what is done to it before the scores use it.
 * @param {import('../../walk/source.js').Source} source @param {'q' | 'k' | 'v'} role
 */
export function productOf(source, role) {
  if (role === 'v' || !source.has(`${role}Projected`)) return { tensor: role };
  const isTurned = source.rotates ? 'scene.beforeRotation' : 'scene.beforeLength';
  const before = source.has(`${role}NormWeight`) ? 'scene.beforeNorm' : isTurned;
  return { tensor: /** @type {const} */ (`${role}Projected`), before };
}

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout */
export function projectScene(source, layout) {
  const { head, config } = source;
  const x = source.step('input').values;
  const heads = source.step('project').heads;
  const { headDim, valueDim, numHeads, numKvHeads } = config;
  const parts = ROLES.map(([role, weightName]) => {
    const width = role === 'v' ? valueDim : headDim;
    const product = productOf(source, role);
    const owner = role === 'q' ? head : Math.floor((head * numKvHeads) / numHeads);
    return {
      role,
      name: role.toUpperCase(),
      weightName,
      ...product,
      width,
      start: owner * width,
      values: source.rows(product.tensor, head),
      weights: source.rows(weightName, head),
    };
  });
  const limit = largest(x, heads);
  const weightLimit = largest(ROLES.map(([, name]) => source.rows(name)));
  layout.legend('X, Q, K, V', 'signed', limit);
  layout.legend(layout.say('scene.project.weights'), 'signed', weightLimit);
  const place = { source, layout, x, parts, limit, weightLimit };
  if (layout.narrow) stacked(place);
  else sideBySide(place);
}

/**
 * @typedef {import('../../walk/source.js').Rows} Rows
 * @typedef {{ role: string, name: string, weightName: string, tensor: string, before?: string, width: number, start: number, values: Rows, weights: Rows }} Part
 * @typedef {{ source: import('../../walk/source.js').Source, layout: import('../kit/layout.js').Layout, x: Rows, parts: Part[], limit: number, weightLimit: number }} Place
 */

/** @param {Place} place @param {Part} part @param {{ x: number, y: number, cellWidth: number }} box @param {number} rowHeight */
function weightMatrix({ layout, source, weightLimit }, part, box, rowHeight) {
  return layout.matrix({
    ...box,
    name: `W${part.role}`,
    caption: `${layout.narrow ? 'X · ' : ''}W${part.role}  ${formatShape(part.weights.length, part.width)}`,
    cellHeight: rowHeight - 1,
    gap: 1,
    values: part.weights,
    ref: (row, column) => ref(part.weightName, row, part.start + column),
    limit: weightLimit,
    head: source.head,
    rowNames: countedNames(part.weights.length),
  });
}

/** @param {Place} place @param {Part} part @param {{ x: number, y: number, cellWidth: number }} box */
function resultMatrix({ layout, source, limit }, part, box) {
  return layout.matrix({
    ...box,
    name: part.before ? layout.say(part.before, { name: part.name }) : part.name,
    values: part.values,
    ref: (row, column) => headRef(part.tensor, source.head, row, column),
    limit,
    head: source.head,
    queryRow: part.role === 'q' ? source.query : null,
    rowNames: part.role === 'q' ? source.tokens : source.keys,
    reveals: true,
  });
}

/** X at the left, each weight matrix above its product, as on paper. @param {Place} place */
function sideBySide(place) {
  const { layout, source, x, parts, limit } = place;
  const columns = x[0].length + parts.reduce((sum, part) => sum + part.width, 0);
  const gap = 26;
  const operator = 44;
  const cellWidth = layout.fit(layout.inner - operator - 2 * gap, columns, 56);
  const inputs = x[0].length;
  const usual = Math.max(3, Math.min(27, Math.floor((inputs > 20 ? 180 : 300) / inputs)));
  const weightRow = layout.squeezed(usual, { keepsNumbers: false });
  const weightTop = CAPTION;
  const top = weightTop + inputs * weightRow + CAPTION + 4;
  layout.rowNames(top);
  const right = layout.matrix({
    name: 'X',
    x: layout.labelWidth,
    y: top,
    cellWidth,
    values: x,
    ref: (row, column) => ref('x', row, column),
    limit,
    queryRow: source.query,
  });
  layout.symbol(right + operator / 2, top + layout.rowHeight / 2 - layout.gap / 2, '·');
  let left = right + operator;
  if (source.dot) {
    spellOutDot(layout, source.dot, {
      right: left - 12,
      y: weightTop,
      rowHeight: weightRow,
      gap: 1,
      limit,
      name: layout.say('scene.project.row'),
    });
  }
  for (const part of parts) {
    weightMatrix(place, part, { x: left, y: weightTop, cellWidth }, weightRow);
    left = resultMatrix(place, part, { x: left, y: top, cellWidth }) + gap;
  }
}

/** One role at a time: the Query's row of X, then the weights beside their product. @param {Place} place */
function stacked(place) {
  const { layout, source, x, parts, limit } = place;
  const { query, tokens } = source;
  const part = parts.find(({ role }) => role === layout.tab) ?? parts[0];
  const height = layout.squeezed(26);
  layout.tokenName({ index: query, text: tokens[query], y: CAPTION, height });
  layout.matrix({
    name: 'X',
    caption: layout.say('scene.project.row'),
    x: layout.labelWidth,
    y: CAPTION,
    cellWidth: layout.fit(layout.inner, x[0].length),
    cellHeight: height,
    values: [x[query]],
    ref: (_, column) => ref('x', query, column),
    limit,
    queryRow: 0,
    rowNames: [tokens[query]],
  });
  const y = CAPTION + height + CAPTION + 8;
  const space = layout.inner - 12;
  const cellWidth = layout.fit(space, 2 * part.width, 40);
  const usual = Math.max(3, Math.min(23, Math.floor(260 / x[0].length)));
  const weightRow = layout.squeezed(usual, { keepsNumbers: false });
  layout.rowNames(y);
  const right = resultMatrix(place, part, { x: layout.labelWidth, y, cellWidth });
  layout.symbol(right + 6, y + layout.rowHeight / 2, '=');
  weightMatrix(place, part, { x: right + 12, y, cellWidth }, weightRow);
}
