// The end of a walk: what went in, who was looked at, what came out, and what to try next.
import { h } from '../dom.js';

const MOST_HEADS = 8;

/**
 * @param {import('../card.js').Card} card @param {import('../../walk/walk.js').Walk} walk
 * @returns {HTMLElement[]}
 */
export function recapOf(card, walk) {
  const { words, on } = card;
  const { source, query, numHeads } = walk;
  const { config, tokens, keys } = source;
  const token = tokens[query];
  const say = words.say;
  const heads = source.heads.slice(0, MOST_HEADS).map((head) => {
    const weights = source.row('weights', head);
    const key = weights.indexOf(Math.max(...weights));
    const values = {
      head: head + 1,
      key: keys[key] ?? '',
      share: words.percent(weights[key] ?? 0),
    };
    return h('li', {}, say('recap.head', values));
  });
  const rest = numHeads - heads.length;
  if (rest > 0) heads.push(h('li', {}, say('recap.heads.more', { count: rest })));
  const came = { token, dModel: config.dModel, outDim: config.outDim };
  const other = (query + 1) % tokens.length;
  const start = /** @type {const} */ ({ step: 'input', head: 0 });
  const open = (/** @type {HTMLDetailsElement} */ menu) => () => {
    card.recap.close();
    menu.open = true;
    menu.querySelector('summary')?.focus();
  };
  // What the model makes of the output, where it says something.
  const readout = card.models?.readout.textContent ?? '';
  const button = (/** @type {string} */ text, /** @type {() => void} */ onclick) =>
    h('button', { type: 'button', class: 'button', onclick }, text);
  return [
    h('p', {}, say('recap.in', came)),
    h('ul', {}, ...heads),
    h('p', {}, say('recap.out', came)),
    ...(readout ? [h('p', {}, readout)] : []),
    h('p', {}, h('strong', {}, say('recap.try'))),
    h(
      'div',
      { class: 'recap-next' },
      ...(tokens.length > 1
        ? [
            button(say('recap.query', { token: tokens[other] }), () =>
              on.goTo({ ...start, query: other }),
            ),
          ]
        : []),
      button(say('recap.whatIf'), open(card.whatIf.element)),
      button(say('recap.examples'), open(card.examples)),
      button(say('recap.again'), () => on.goTo(start)),
    ),
  ];
}
