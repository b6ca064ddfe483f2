// Another order of the tokens, by chance.

const TRIES = 20;

/** Another order than the shown one, with other words in front where there are any. @param {string[]} tokens  as given @param {number[] | null} shown */
export function shuffledOrder(tokens, shown) {
  const given = [...tokens.keys()];
  const words = (/** @type {number[]} */ order) => order.map((place) => tokens[place]).join('\n');
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
