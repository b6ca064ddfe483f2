// Which number or token of a scene lies under a point.
import { onDemand } from './on-demand.js';

/**
 * @typedef {{ kind: 'value', ref: import('../steps/kit/layout.js').Ref } | { kind: 'token', index: number }} Hit
 */

/**
 * @param {import('../steps/kit/layout.js').Scene} scene
 * @param {number} x @param {number} y  CSS pixels of the scene
 * @returns {Hit | null}
 */
export function hitTest({ blocks }, x, y) {
  for (const block of blocks) {
    if (block.kind === 'token') {
      const inside =
        x >= block.x && x <= block.x + block.width && y >= block.y && y <= block.y + block.height;
      if (inside && block.selectable) return { kind: 'token', index: block.index };
    } else if (block.kind === 'matrix') {
      const column = Math.floor((x - block.x) / block.cellWidth);
      const row = rowAt(block, y);
      if (row === null || column < 0 || column >= block.values[row].length) continue;
      const ref = block.ref(row, column);
      if (ref) return { kind: 'value', ref };
    } else if (block.kind === 'overview' || block.kind === 'patch-map') {
      const ref = onDemand.refIn?.(block, x, y);
      if (ref) return { kind: 'value', ref };
    } else if (block.kind === 'columns') {
      const column = Math.floor((x - block.x) / block.cellWidth);
      const inside = y >= block.y && y <= block.y + block.height;
      if (inside && column >= 0 && column < block.columns)
        return { kind: 'value', ref: block.ref(column) };
    } else if (block.kind === 'bars') {
      const row = rowAt(block, y);
      if (x >= block.x && x <= block.x + block.width + block.labelWidth && row !== null) {
        return { kind: 'value', ref: block.ref(row) };
      }
    }
  }
  return null;
}

/** @param {{ y: number, rows: number, cellHeight: number, gap: number }} block @param {number} y */
function rowAt({ y: top, rows, cellHeight, gap }, y) {
  const row = Math.floor((y - top) / (cellHeight + gap));
  return row >= 0 && row < rows ? row : null;
}
