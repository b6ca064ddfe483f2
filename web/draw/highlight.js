// The number that is explained and the numbers it was made of: which cells of a picture are theirs.
import { refKey } from '../scene/layout.js';

/**
 * @typedef {import('../scene/layout.js').Ref} Ref
 * @typedef {{ target: string | null, operands: Set<string>, refs: Ref[], columns: Map<string, Set<number>> }} Highlight
 *   keys of refKey(), the same as references, and by tensor the last of their indexes
 */

/** @param {Ref | null} target @param {Ref[]} parts @returns {Highlight} */
export function highlightOf(target, parts) {
  const refs = target ? [target, ...parts] : parts;
  /** @type {Highlight['columns']} */
  const columns = new Map();
  for (const { tensor, index } of refs) {
    const known = columns.get(tensor) ?? new Set();
    columns.set(tensor, known.add(index[index.length - 1]));
  }
  return { target: target && refKey(target), operands: new Set(parts.map(refKey)), refs, columns };
}

/**
 * Asked for every cell of a picture: most are in no such column, and need no key.
 * @param {Highlight} highlight
 * @param {Ref | null} ref
 * @returns {'target' | 'operand' | null}
 */
export function partOf({ target, operands, columns }, ref) {
  if (!ref || !columns.get(ref.tensor)?.has(ref.index[ref.index.length - 1])) return null;
  const key = refKey(ref);
  return key === target ? 'target' : operands.has(key) ? 'operand' : null;
}
