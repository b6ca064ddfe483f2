// Which number a cell of a picture of a whole matrix is, and the other way round.

/** @param {import('./large-layout.js').Overview} block @param {number} row @param {number} column @returns {import('./layout.js').Ref} */
export const overviewRef = ({ tensor, refHead, columnOffset }, row, column) => ({
  tensor,
  ...(refHead === undefined ? {} : { head: refHead }),
  index: [row, column + columnOffset],
});

/** The cell of a number; null when the overview does not have it. @param {import('./large-layout.js').Overview} block @param {import('./layout.js').Ref} ref */
export function overviewCell({ tensor, refHead, columnOffset, rows, columns }, ref) {
  if (ref.tensor !== tensor || ref.head !== refHead) return null;
  const [row, column] = [ref.index[0], ref.index[1] - columnOffset];
  return row < rows && column >= 0 && column < columns ? { row, column } : null;
}
