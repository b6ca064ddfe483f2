// Which number of a picture of many lies under a point.
import { overviewRef } from '../steps/kit/overview.js';
import { patchAt } from '../steps/kit/patch-map.js';

/**
 * @param {import('../steps/kit/large-layout.js').Overview | import('../steps/kit/large-layout.js').PatchMap} block
 * @param {number} x @param {number} y  CSS pixels of the scene
 * @returns {import('../steps/kit/layout.js').Ref | null}
 */
export function refIn(block, x, y) {
  if (block.kind === 'patch-map') {
    const token = patchAt(block, x, y);
    return token === null ? null : block.ref(token);
  }
  const column = Math.floor(((x - block.x) / block.width) * block.columns);
  const row = Math.floor(((y - block.y) / block.height) * block.rows);
  const isInside = column >= 0 && column < block.columns && row >= 0 && row < block.rows;
  return isInside ? overviewRef(block, row, column) : null;
}
