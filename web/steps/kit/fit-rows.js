// Lays a scene out for the height it has: rows shrink as far as their numbers can be read. What is higher even then
// stays so, and is scrolled to the Query.
import { HIGHEST_ROW, LOWEST_ROW } from './layout.js';

/** So many answers are kept: pointing and motion ask the same again and again. */
const MOST_KEPT = 40;

/** Height of a row by what decides it. @type {Map<string, number>} */
const kept = new Map();

/**
 * @template {{ height: number }} Scene
 * @param {string} key  of all that decides how high a scene becomes, but for the row
 * @param {number} height  in CSS pixels
 * @param {(rowHeight: number) => Scene} draw  the scene with rows of at most that height
 * @returns {Scene}
 */
export function fitRows(key, height, draw) {
  const known = kept.get(key);
  const first = draw(known ?? HIGHEST_ROW);
  if (first.height <= height || known === LOWEST_ROW) return first;
  const lowest = draw(LOWEST_ROW);
  let [row, scene] = [LOWEST_ROW, lowest];
  if (lowest.height < height) {
    // Heights grow evenly with the rows, but for what is rounded.
    const slope = (first.height - lowest.height) / ((known ?? HIGHEST_ROW) - LOWEST_ROW);
    row = Math.floor(LOWEST_ROW + (height - lowest.height) / slope);
    for (; row > LOWEST_ROW; row -= 1) {
      scene = draw(row);
      if (scene.height <= height) break;
    }
    if (row <= LOWEST_ROW) scene = lowest;
  }
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, row);
  return scene;
}
