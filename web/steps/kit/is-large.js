// Which layers are shown by the layouts for many tokens and columns.

const MOST_ROWS = 24;
const MOST_COLUMNS = 32;

/** More rows or columns than can be shown as numbers all at once. @param {import('../../walk/source.js').Source} source */
export function isLarge({ config, grid }) {
  const { length, contextLength, dModel, outDim, numHeads, valueDim } = config;
  const isWide = Math.max(dModel, outDim, numHeads * valueDim) > MOST_COLUMNS;
  return grid !== null || isWide || Math.max(length, contextLength) > MOST_ROWS;
}
