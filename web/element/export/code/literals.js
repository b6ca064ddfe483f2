// Numbers and texts as Python and JavaScript write them, in lines that can be read.
import { exactNumber } from '../../../text/numbers.js';

const INDENT = '    ';
const LINE = 96;

/** @param {ArrayLike<number>} row */
export const vector = (row) => `[${Array.from(row, exactNumber).join(', ')}]`;

/** Row by row. @param {ArrayLike<number>[]} rows */
export const matrix = (rows) => lines(rows.map(vector), INDENT);

/** Matrix by matrix. @param {ArrayLike<number>[][]} tables */
export const stack = (tables) =>
  lines(
    tables.map((table) => lines(table.map(vector), INDENT + INDENT, INDENT)),
    INDENT,
  );

/** @param {boolean[][][]} tables  1 and 0 are shorter than the words for them */
export const flags = (tables) => stack(tables.map((table) => table.map((row) => row.map(Number))));

/** @param {readonly string[]} texts */
export const texts = (texts) => {
  const quoted = texts.map((text) => JSON.stringify(text));
  const all = `[${quoted.join(', ')}]`;
  return all.length <= LINE ? all : lines(quoted, INDENT);
};

/** @param {string[]} parts @param {string} indent @param {string} [end] */
const lines = (parts, indent, end = '') =>
  `[\n${parts.map((part) => `${indent}${part},\n`).join('')}${end}]`;

/** A text in one line of a comment. @param {string} text */
export const oneLine = (text) =>
  text
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
    .trim();

/** A shape as a comment has it. @param {readonly (number | string)[]} shape */
export const shape = (...shape) => `[${shape.join(', ')}]`;

/** What a program says of a layer at its head. @param {import('../../../walk/layer-facts.js').LayerFacts} facts */
export const sizesOf = ({ tokens, keys, dModel, numHeads, numKvHeads, headDim, valueDim }) => ({
  ...{ n: tokens.length, m: keys.length, h: numHeads },
  ...{ dModel, numKvHeads, headDim, valueDim },
});
