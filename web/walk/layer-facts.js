// What a layer does with its input, read off its run: whatever was changed of it is in these numbers. Code that is taken
// away is written of them.
import { turnsOf } from './turn-facts.js';

/**
 * @typedef {import('./source.js').Source} Source
 * @typedef {import('../engine/engine.js').Explanation} Explanation
 * @typedef {(ref: import('../engine/engine.js').ValueRef) => Explanation} Explain
 * @typedef {ArrayLike<number>[]} Rows
 * @typedef {{ isRms: boolean, epsilon: number, isWhole: boolean, weight: ArrayLike<number>, bias: ArrayLike<number> | null }} Norm
 *   isWhole: of all heads together, not each by itself
 * @typedef {{ causal: number | null, reach: number | null, table: boolean[][][] | null }} Masked
 *   causal: query i sees the keys up to i + so many; table: [1 or head][query][key], where no rule tells it
 * @typedef {{ slopes: number[] } | { byOffset: Rows } | { table: number[][][] }} Added  to the scaled scores. slopes: of ALiBi, by
 *   head; byOffset: [head][key − query + queries − 1]; table: [1 or head][query][key]
 */

/** More numbers nobody copies: code then reads them from a file. */
export const MOST_NUMBERS = 20_000;

const CLOSE = 1e-6;

/** What is read of a source here. @typedef {Pick<Source, 'config' | 'tokens' | 'keys' | 'crosses' | 'query' | 'heads' | 'grid' | 'rotates' | 'addsPositions' | 'has' | 'rows' | 'step'>} Numbers */

/** Tensors with a row per token that lies in a window. */
const IN_WINDOW = [
  'x',
  'embedding',
  'position',
  'scaled',
  'q',
  'k',
  'bias',
  'positionBias',
  'maskBias',
];

/** Only the Query's window, where tokens see no other: a layer by itself. @param {Source} source @param {Explain} explain @returns {{ numbers: Numbers, explain: Explain }} */
function ofWindow(source, explain) {
  const { config, query, crosses, grid, heads, rotates, addsPositions } = source;
  const { window = 0 } = config;
  if (!window || window >= source.tokens.length) return { numbers: source, explain };
  const start = query - (query % window);
  const tokens = source.tokens.slice(start, start + window);
  /** @type {Numbers} */
  const numbers = {
    ...{ crosses, grid, heads, rotates, addsPositions, tokens, keys: tokens, query: query - start },
    config: { ...config, length: window },
    has: (name) => source.has(name),
    step: (id, head) => source.step(id, head),
    rows: (name, head) => {
      const rows = source.rows(name, head);
      return IN_WINDOW.includes(name) ? rows.slice(start, start + window) : rows;
    },
  };
  return {
    numbers,
    explain: ({ index: [first, ...rest], ...ref }) =>
      explain({ ...ref, index: [IN_WINDOW.includes(ref.tensor) ? first + start : first, ...rest] }),
  };
}

/** @param {Source} whole @param {Explain} explainWhole */
export function layerFacts(whole, explainWhole) {
  const { numbers: source, explain } = ofWindow(whole, explainWhole);
  const { config, tokens, keys, crosses } = source;
  const { numHeads, numKvHeads, headDim, valueDim } = config;
  const rows = (/** @type {any} */ name) => source.rows(name);
  const biases = config.biases ?? [];
  const bias = (/** @type {'q' | 'k' | 'v' | 'output'} */ of, /** @type {string} */ name) =>
    biases.includes(of) ? rows(name)[0] : null;
  const heads = Array.from({ length: numHeads }, (_, head) => head);
  const context = crosses ? contextOf(source, explain) : null;
  const weights = { wq: rows('wq'), wk: rows('wk'), wv: rows('wv'), wo: rows('wo') };
  const masked = maskedOf(source);
  const added = addedOf(source, explain);
  const turns = turnsOf(source, explain);
  const facts = {
    ...{ tokens, keys, query: source.query, numHeads, numKvHeads, headDim, valueDim },
    ...{ dModel: config.dModel, outDim: config.outDim },
    ...{ x: rows('x'), given: givenOf(source), context },
    ...weights,
    biases: {
      bq: bias('q', 'bq'),
      bk: bias('k', 'bk'),
      bv: bias('v', 'bv'),
      bo: bias('output', 'bo'),
    },
    qNorm: normOf(source, explain, 'q'),
    kNorm: normOf(source, explain, 'k'),
    isCosine: Boolean(config.cosine),
    ...{ turns, masked, added },
    factors: heads.map((head) => source.step('scale', head).factor),
    softcap: config.softcap ?? null,
    seesNothing: heads.some((head) => source.rows('scaled', head).some(isEmpty)),
  };
  const lists = [facts.x, context ?? [], ...Object.values(weights)];
  const count = lists.reduce(
    (all, one) => all + one.length * (one[0]?.length ?? 0),
    tableSize(facts),
  );
  return { ...facts, isLarge: count > MOST_NUMBERS };
}

/** @typedef {ReturnType<typeof layerFacts>} LayerFacts */

/** @param {ArrayLike<number>} row */
const isEmpty = (row) => Array.from(row).every((value) => value === -Infinity);

/** @param {{ masked: Masked, added: Added[], turns: import('./turn-facts.js').Turns | null }} facts */
function tableSize({ masked, added, turns }) {
  const tables = [masked.table, ...added.map((one) => ('table' in one ? one.table : null))];
  const cells = tables.map((table) => (table ? table.flat(2).length : 0));
  return cells.reduce(
    (all, one) => all + one,
    turns?.tables ? 2 * turns.tables.cos.flat().length : 0,
  );
}

/** What positions are added to, of a layer that does so itself. @param {Numbers} source */
function givenOf(source) {
  if (!source.addsPositions || source.has('hidden')) return null;
  const embedding = source.rows('embedding');
  const position = source.rows('position');
  return { embedding, position, wave: waveOf(source, position) };
}

/** The formula of the paper, where it gives the positions that are added. @param {Numbers} source @param {Rows} position */
function waveOf({ config }, position) {
  const { type, layout } = config.positionInfo;
  const { dModel } = config;
  if (type !== 'sinusoidal' || position.length < 2 || dModel < 4) return null;
  const halves = layout === 'halves';
  const half = Math.floor(dModel / 2);
  const second = halves ? 1 : 2;
  const exponent = halves ? 1 / Math.max(half - 1, 1) : 2 / dModel;
  const exact = Math.asin(position[1][second]) ** (-1 / exponent);
  const value = (
    /** @type {number} */ base,
    /** @type {number} */ place,
    /** @type {number} */ column,
  ) => {
    if (halves && column >= 2 * half) return 0;
    const pair = halves ? column % half : Math.floor(column / 2);
    const angle = place * base ** (-pair * exponent);
    return (halves ? column < half : column % 2 === 0) ? Math.sin(angle) : Math.cos(angle);
  };
  const base = [Number(exact.toPrecision(3)), Number(exact.toPrecision(6))].find((one) =>
    position.every((row, place) =>
      Array.from(row).every((got, column) => Math.abs(got - value(one, place, column)) < 2 * CLOSE),
    ),
  );
  return base ? { base, halves } : null;
}

/** @param {Numbers} source @param {Explain} explain @returns {Rows} */
function contextOf({ keys, config }, explain) {
  return keys.map((_, key) =>
    Array.from({ length: config.dModel }, (_, column) =>
      Number(explain({ tensor: 'context', index: [key, column] }).value),
    ),
  );
}

/** @param {Numbers} source @param {Explain} explain @param {'q' | 'k'} of @returns {Norm | null} */
function normOf(source, explain, of) {
  if (!source.has(`${of}NormWeight`)) return null;
  const {
    operation,
    factor = 0,
    operands,
  } = explain({ tensor: `${of}NormDeviation`, head: 0, index: [0] });
  const name = (/** @type {string} */ part) => /** @type {any} */ (`${of}Norm${part}`);
  return {
    isRms: operation === 'rms',
    epsilon: factor,
    isWhole: operands.length > source.config.headDim,
    weight: source.rows(name('Weight'))[0],
    bias: source.has(`${of}NormBias`) ? source.rows(name('Bias'))[0] : null,
  };
}

/** @param {Numbers} source @returns {Masked} */
function maskedOf(source) {
  const { parts, offset = 0, reach = null } = source.config.maskInfo;
  const tables = source.heads.map((head) =>
    source.rows('scaled', head).map((row) => Array.from(row, (value) => value !== -Infinity)),
  );
  const all = tables.flat(2);
  if (all.every(Boolean)) return { causal: null, reach: null, table: null };
  const causal = parts.includes('causal') ? offset : null;
  const window = parts.includes('window') ? reach : null;
  const byRule = (/** @type {number} */ query, /** @type {number} */ key) =>
    (causal === null || key <= query + causal) &&
    (window === null || Math.abs(key - query) <= window);
  const isRule = tables.every((table) =>
    table.every((row, query) => row.every((sees, key) => sees === byRule(query, key))),
  );
  if (isRule) return { causal, reach: window, table: null };
  const isSame = tables.every((table) => String(table) === String(tables[0]));
  return { causal: null, reach: null, table: isSame ? [tables[0]] : tables };
}

/** What is added to the scaled scores: by positions, by a mask. @param {Numbers} source @param {Explain} explain @returns {Added[]} */
function addedOf(source, explain) {
  const { positionInfo, maskInfo } = source.config;
  const hasBias = maskInfo.parts.includes('bias') && source.has('bias');
  const isBoth = source.has('positionBias') && source.has('maskBias');
  /** @type {Added[]} */
  const added = [];
  if (positionInfo.biases)
    added.push(byPlaces(source, tablesOf(source, explain, isBoth ? 'positionBias' : 'bias')));
  if (hasBias) {
    const tables = tablesOf(source, explain, isBoth ? 'maskBias' : 'bias');
    if (tables.flat(2).some((value) => value)) added.push({ table: distinct(tables) });
  }
  return added;
}

/** Masked pairs count 0. @param {Numbers} source @param {Explain} explain @param {string} tensor */
const tablesOf = (source, explain, tensor) =>
  source.heads.map((head) =>
    source
      .rows('scaled', head)
      .map((row, query) =>
        Array.from(row, (value, key) =>
          value === -Infinity ? 0 : (explain({ tensor, head, index: [query, key] }).value ?? 0),
        ),
      ),
  );

/** @param {number[][][]} tables */
const distinct = (tables) =>
  tables.every((table) => String(table) === String(tables[0])) ? [tables[0]] : tables;

/** @param {Numbers} source @param {number[][][]} tables @returns {Added} */
function byPlaces(source, tables) {
  const { positionInfo, length } = source.config;
  const fits = (/** @type {(head: number, query: number, key: number) => number} */ rule) =>
    tables.every((table, head) =>
      table.every((row, query) =>
        row.every(
          (value, key) =>
            source.rows('scaled', head)[query][key] === -Infinity ||
            Math.abs(value - rule(head, query, key)) < CLOSE,
        ),
      ),
    );
  const offsets = positionInfo.byOffset && source.has('offsetBias');
  if (!offsets) return { table: distinct(tables) };
  const byOffset = source.heads.map((head) =>
    source.rows('offsetBias', head).flatMap((row) => [...row]),
  );
  if (positionInfo.type === 'alibi') {
    const slopes = byOffset.map((row) => -row[length] || 0);
    if (fits((head, query, key) => -slopes[head] * Math.abs(query - key))) return { slopes };
  }
  if (fits((head, query, key) => byOffset[head][key - query + length - 1])) return { byOffset };
  return { table: distinct(tables) };
}
