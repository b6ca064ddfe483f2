// How far the motion of a step has come, cell by cell.

/** Motion's share for the first cell, which the reader follows; the other cells share what is left. */
const FIRST_CELL = 0.4;

/**
 * How far a cell of a result has come.
 * @param {number} progress 0..1
 * @param {number} place  0-based place of the cell in reading order
 * @param {number} count
 * @returns {number} 0 = not there yet, 1 = done
 */
export function cellProgress(progress, place, count) {
  if (progress >= 1) return 1;
  if (place === 0) return Math.min(1, progress / FIRST_CELL);
  const start = FIRST_CELL + ((1 - FIRST_CELL) * (place - 1)) / count;
  return Math.max(0, Math.min(1, (progress - start) / ((1 - FIRST_CELL) / Math.min(count, 6))));
}
