// The number that is explained and the numbers it was made of: which cells of a picture are theirs.
import { refKey } from '../scene/layout.js';

/**
 * @typedef {import('../scene/layout.js').Ref} Ref
 * @typedef {{ target: string | null, operands: Set<string>, refs: Ref[], reach: Map<string, [number, number][]> }} Highlight
 *   keys of refKey(), the same as references, and by tensor the least and the largest of each of their indexes
 */

/** @param {Ref | null} target @param {Ref[]} operands @returns {Highlight} */
export function highlightOf(target, operands) {
  const refs = target ? [target, ...operands] : operands;
  /** @type {Highlight['reach']} */
  const reach = new Map();
  for (const { tensor, index } of refs) {
    const ends = reach.get(tensor);
    if (!ends) reach.set(tensor, /** @type {[number, number][]} */ (index.map((at) => [at, at])));
    ends?.forEach((pair, place) => {
      pair[0] = Math.min(pair[0], index[place]);
      pair[1] = Math.max(pair[1], index[place]);
    });
  }
  return {
    target: target && refKey(target),
    operands: new Set(operands.map(refKey)),
    refs,
    reach,
  };
}

/**
 * Asked for every cell of a picture: most are out of reach, and need no key.
 * @param {Highlight} highlight
 * @param {Ref | null} ref
 * @returns {'target' | 'operand' | null}
 */
export function partOf({ target, operands, reach }, ref) {
  const ends = ref && reach.get(ref.tensor);
  if (!ref || !ends) return null;
  const isNear = ends.every(([low, high], at) => ref.index[at] >= low && ref.index[at] <= high);
  if (!isNear) return null;
  const key = refKey(ref);
  return key === target ? 'target' : operands.has(key) ? 'operand' : null;
}
