// What is shown as a text, to ask somebody about it: the layer, where the walk stands, the weights, and the number in the
// dock with its sum.
import { nameOf, originOf, titleOf } from '../../steps/wording.js';
import { placeOf } from '../announcement.js';

/** More tokens, or keys, are not told one by one. */
const MOST_TOKENS = 60;
const MOST_KEYS = 12;

/** @param {import('./formats.js').Shown} shown @returns {string} */
export function question({ view, walk }) {
  const { words, explain } = view;
  const explained = view.explained();
  const { source, query, step } = walk;
  const { config, tokens, keys } = source;
  const say = words.say;
  const list = tokens.slice(0, MOST_TOKENS).map((token, at) => `${at} “${token}”`);
  if (tokens.length > MOST_TOKENS)
    list.push(say('question.more', { count: tokens.length - MOST_TOKENS }));
  const weights = source.heads.map((head) => {
    const row = source.row('weights', head).map((weight, key) => ({ weight, key }));
    const largest = row.sort((one, other) => other.weight - one.weight).slice(0, MOST_KEYS);
    const told = largest.map(({ weight, key }) => `“${keys[key] ?? key}” ${words.percent(weight)}`);
    if (row.length > MOST_KEYS) told.push(say('question.more', { count: row.length - MOST_KEYS }));
    return `- ${say('join.label', { label: say('head', { head: head + 1 }), text: told.join(', ') })}`;
  });
  // As it stands in the dock, where a long sum is cut and says so.
  const sum = explain.element.querySelector('.equation')?.textContent?.trim() ?? '';
  const parts = {
    ...config,
    ...{ tokens: tokens.length, keys: keys.length, mask: config.mask, position: config.position },
    weights: originOf(words, source),
  };
  return [
    say('question.about'),
    '',
    say('question.layer', /** @type {any} */ (parts)),
    say('question.tokens', { tokens: list.join(', ') }),
    '',
    say('question.step', { step: placeOf(words, walk), title: titleOf(words, step, source) }),
    say('question.query', { token: tokens[query], query }),
    say('question.weights'),
    ...weights,
    '',
    say('question.number', {
      name: nameOf(words, explained, source).replaceAll('\u200b', ''),
      sum,
    }),
    '',
    say('question.ask'),
    '',
  ].join('\n');
}
