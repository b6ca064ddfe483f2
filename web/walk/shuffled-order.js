// Another order of the tokens, by chance.
import { lengthOf } from './what-if.js';

const TRIES = 20;

/** Another order than the shown one, with other words in front where there are any. @param {import('./walk.js').WalkInput} input @param {number[] | null} shown */
export function shuffledOrder(input, shown) {
  const given = [...Array(lengthOf(input)).keys()];
  const words = (/** @type {number[]} */ order) =>
    order.map((place) => input.tokens?.[place] ?? place).join('\n');
  const seen = [words(given), words(shown ?? given)];
  let order = given;
  for (let tries = 0; tries < TRIES && seen.includes(words(order)); tries += 1) {
    order = [...given];
    for (let last = order.length - 1; last > 0; last -= 1) {
      const other = Math.floor(Math.random() * (last + 1));
      [order[last], order[other]] = [order[other], order[last]];
    }
  }
  return order;
}
