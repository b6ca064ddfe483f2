// Whether a layer tells positions apart by distance alone. Offsets run from −(n − 1), far before the query, to m − 1, far
// after it.

/** @typedef {import('../../walk/source.js').Source} Source */

/** More offsets would leave no room for a column each. */
export const MOST_OFFSETS = 80;

/** @param {Source} source */
export const countOf = ({ tokens, keys }) => tokens.length + keys.length - 1;

/** Whether the layer adds one number for each offset. @param {Source} source */
export const hasOffsetBias = ({ config }) =>
  config.positionInfo.biases && config.positionInfo.byOffset;

/** Whether the scores at every offset are drawn. @param {Source} source */
export const showsOffsetScores = (source) =>
  source.config.positionInfo.rotates &&
  source.config.positionInfo.byOffset &&
  countOf(source) <= MOST_OFFSETS;
