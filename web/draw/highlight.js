// The number that is explained and the numbers it was made of: which cells of a picture are theirs.

/**
 * @typedef {import('../steps/kit/layout.js').Ref} Ref
 * @typedef {{ target: Ref | null, refs: Ref[], columns: Record<string, Record<number, Ref[]>> }} Highlight
 *   columns: the references by tensor and by the last of their indexes
 */

/** @param {Ref | null} target @param {Ref[]} parts @returns {Highlight} */
export function highlightOf(target, parts) {
  const refs = target ? [target, ...parts] : parts;
  /** @type {Highlight['columns']} */
  const columns = {};
  for (const ref of refs) ((columns[ref.tensor] ??= {})[lastOf(ref)] ??= []).push(ref);
  return { target, refs, columns };
}

/** @param {Ref} ref */
const lastOf = ({ index }) => index[index.length - 1];

/**
 * Asked for every cell of a picture: most are in no such column.
 * @param {Highlight} highlight
 * @param {Ref | null} ref
 * @returns {'target' | 'operand' | null}
 */
export function partOf({ target, columns }, ref) {
  const found =
    ref &&
    columns[ref.tensor]?.[lastOf(ref)]?.find(
      ({ head, index }) =>
        (head ?? null) === (ref.head ?? null) &&
        index.every((place, at) => place === ref.index[at]),
    );
  return !found ? null : found === target ? 'target' : 'operand';
}
