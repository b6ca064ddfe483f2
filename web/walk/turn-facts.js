// How RoPE turns the columns of queries and keys, read off a run: by formula where one tells every turn, else as tables.

/**
 * @typedef {import('./layer-facts.js').Numbers} Source
 * @typedef {import('./layer-facts.js').Explain} Explain
 * @typedef {object} Turns
 * @property {number} width  leading columns of each head that turn
 * @property {number} prefix  leading tokens that do not
 * @property {number[]} partner  of each column: the other of its pair
 * @property {number[]} sign  of the partner's sine
 * @property {number[]} step  angle of a column from one place to the next
 * @property {number[]} start  angle of a column at place 0
 * @property {boolean[]} byColumn  of each column: whether the column of a grid turns it, and not the row
 * @property {number | null} columns  of a grid
 * @property {{ base: number, pairs: number, pair: number[] } | null} formula  step = base^(−pair / pairs)
 * @property {{ cos: number[][], sin: number[][] } | null} tables  [token, column], where no formula tells the turns
 */

const CLOSE = 2e-6;

/** @param {Source} source @param {Explain} explain @returns {Turns | null} */
export function turnsOf(source, explain) {
  if (!source.rotates) return null;
  const { positionInfo, headDim } = source.config;
  const isKeys = source.keys.length > source.tokens.length;
  const rows = isKeys ? source.keys.length : source.tokens.length;
  const prefix = positionInfo.prefix ?? 0;
  const found = Array.from({ length: rows }, (_, token) =>
    Array.from({ length: headDim }, (_, column) =>
      explain({ tensor: isKeys ? 'k' : 'q', head: 0, index: [token, column] }),
    ),
  );
  const isTurned = (/** @type {any} */ { operation }) => operation === 'rotate';
  const width = 1 + Math.max(-1, ...found.flatMap((row) => row.findLastIndex(isTurned)));
  if (width === 0) return null;
  const turned = found.find((row) => isTurned(row[0])) ?? found[prefix];
  const partner = turned
    .slice(0, width)
    .map(({ operands }, column) => operands[1]?.ref.index[1] ?? column);
  const sign = partner.map((other, column) => (other > column ? -1 : 1));
  const cos = found.map((row) => row.slice(0, width).map(({ factors }) => factors?.[0] ?? 1));
  const sin = found.map((row) => row.slice(0, width).map(({ factors }) => factors?.[1] ?? 0));
  const shared = { width, prefix, partner, sign };
  const angle = (/** @type {number} */ token, /** @type {number} */ column) =>
    Math.atan2(sin[token][column] * sign[column], cos[token][column]);
  const isTwice = positionInfo.axes === 2;
  for (const columns of isTwice ? gridColumns(source, rows - prefix) : [null]) {
    const byColumn = partner.map(
      (_, column) => isTwice && isOfColumn(positionInfo.layout, column, width, partner),
    );
    const next = (/** @type {number} */ column) =>
      Math.min(rows - 1, prefix + (columns && !byColumn[column] ? columns : 1));
    const start = partner.map((_, column) => (prefix < rows ? angle(prefix, column) : 0));
    const step = start.map((from, column) => wrapped(angle(next(column), column) - from));
    const formula = baseOf(step, partner, isTwice, start);
    const exact = formula
      ? step.map((_, column) => formula.base ** (-formula.pair[column] / formula.pairs))
      : step;
    const turns = {
      ...shared,
      step: exact,
      start: formula ? start.map(() => 0) : start,
      byColumn,
      columns,
    };
    if (tells(turns, cos, sin)) return { ...turns, formula, tables: null };
  }
  const none = partner.map(() => 0);
  const tables = { cos, sin: sin.map((row) => row.map((value, column) => value * sign[column])) };
  return {
    ...shared,
    step: none,
    start: none,
    byColumn: none.map(() => false),
    columns: null,
    formula: null,
    tables,
  };
}

/** Between −π and π. @param {number} angle */
const wrapped = (angle) => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));

/** How many columns a grid of so many places may have. @param {Source} source @param {number} places */
function gridColumns({ grid }, places) {
  const all = Array.from({ length: places }, (_, at) => at + 1).filter((one) => places % one === 0);
  return grid && all.includes(grid.columns) ? [grid.columns, ...all] : all;
}

/**
 * Each axis of a grid has its half of the columns, or of the pairs.
 * @param {string | undefined} layout @param {number} column @param {number} width @param {number[]} partner
 */
const isOfColumn = (layout, column, width, partner) =>
  layout === 'across' ? Math.min(column, partner[column]) >= width / 4 : column >= width / 2;

/**
 * The base of which all steps are powers, where there is one.
 * @param {number[]} step @param {number[]} partner @param {boolean} isTwice @param {number[]} start
 */
function baseOf(step, partner, isTwice, start) {
  if (start.some((angle) => Math.abs(angle) > CLOSE)) return null;
  const pairs = step.length / (isTwice ? 4 : 2);
  if (pairs < 2) return null;
  /** @type {number[]} */
  const pair = [];
  let known = 0;
  partner.forEach((other, column) => {
    pair[column] = other < column ? pair[other] : known++ % pairs;
  });
  const second = pair.indexOf(1);
  const exact = step[second] ** -pairs;
  const base = [Number(exact.toPrecision(4)), Number(exact.toPrecision(6))].find((one) =>
    step.every((angle, column) => Math.abs(angle - one ** (-pair[column] / pairs)) < 1e-6),
  );
  return base ? { base, pairs, pair } : null;
}

/** Whether the formula gives what the run has. @param {Omit<Turns, 'formula' | 'tables'>} turns @param {number[][]} cos @param {number[][]} sin */
function tells({ prefix, partner, sign, start, step, byColumn, columns }, cos, sin) {
  return cos.every((row, token) =>
    partner.every((_, column) => {
      const place = token - prefix;
      if (place < 0) return row[column] === 1 && sin[token][column] === 0;
      const along = !columns
        ? place
        : byColumn[column]
          ? place % columns
          : Math.floor(place / columns);
      const angle = start[column] + along * step[column];
      const differs = Math.max(
        Math.abs(Math.cos(angle) - row[column]),
        Math.abs(Math.sin(angle) - sin[token][column] * sign[column]),
      );
      return differs < CLOSE;
    }),
  );
}
