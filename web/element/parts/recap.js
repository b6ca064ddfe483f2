// The end of a walk: what went in, who was looked at, what came out, and what to try next.
import { h } from '../dom.js';

/**
 * @typedef {import('../../walk/walk.js').Walk} Walk
 * @typedef {{ again: () => void, query: (index: number) => void, examples: () => void, whatIf: (() => void) | null }} Next
 *   whatIf: null where nothing can be changed
 */

const MOST_HEADS = 8;

/**
 * @param {import('../../text/index.js').Words} words @param {Walk} walk
 * @param {{ readout: string, next: Next }} more  readout: what the model makes of the output, where it says something
 * @returns {HTMLElement[]}
 */
export function recapOf(words, walk, { readout, next }) {
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
        ? [button(say('recap.query', { token: tokens[other] }), () => next.query(other))]
        : []),
      ...(next.whatIf ? [button(say('recap.whatIf'), next.whatIf)] : []),
      button(say('recap.examples'), next.examples),
      button(say('recap.again'), next.again),
    ),
  ];
}
