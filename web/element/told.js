// Errors, said to readers. What this project's JavaScript refuses is said in their language; what the core or the
// browser says comes in English, and is marked so where the rest is not.
import { wordingOf } from '../engine/refusal.js';
import { h } from './dom.js';

/** @typedef {import('../text/index.js').Words} Words */

/** What stands in texts as somebody else has said it. */
const QUOTED = /\{(message|reason)\}/;

/**
 * @param {Words} words
 * @param {unknown} error
 * @param {string} [key]  of a text with {message} in it; the message alone without one
 * @returns {(Node | string)[]}  to be appended
 */
export function told(words, error, key) {
  const message = messageOf(words, error);
  const parts = key ? withQuote(words.say(key), message) : message;
  return parts.every((part) => typeof part === 'string') ? [parts.join('')] : parts;
}

/** @param {Words} words @param {unknown} error @returns {(Node | string)[]} */
function messageOf(words, error) {
  const wording = wordingOf(error);
  if (!wording) return [english(words, error instanceof Error ? error.message : String(error))];
  const { message, reason = message, ...values } = wording.values;
  return withQuote(words.say(wording.key, values), [english(words, String(reason))]);
}

/** @param {string} text @param {(Node | string)[]} quote */
function withQuote(text, quote) {
  const [before, , after] = text.split(QUOTED);
  return after === undefined ? [before] : [before, ...quote, after];
}

/** @param {Words} words @param {string} text */
const english = ({ language }, text) =>
  /^en\b/.test(language) ? text : h('span', { lang: 'en', dir: 'ltr' }, text);
