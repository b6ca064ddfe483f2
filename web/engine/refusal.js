// Errors whose words stand in the texts. Their message is English everywhere, so that programs, logs and bug
// reports agree; beside it they keep what it was made of, for whoever shows it in the language of a reader.
import { english } from '../text/english.js';
import { filled } from '../text/fill.js';
import { AttentionError } from './attention-error.js';

/** @typedef {{ key: string, values: import('../text/fill.js').Values }} Wording  a key of the texts, and what stands in its braces */

/** @type {WeakMap<object, Wording>} */
const wordings = new WeakMap();

/**
 * A refused call.
 * @param {import('./attention-error.js').AttentionErrorCode} code
 * @param {string} key  of the texts: `error.…`
 * @param {Wording['values']} [values]
 * @param {ErrorOptions} [options]
 */
export function refusal(code, key, values = {}, options = undefined) {
  const error = new AttentionError(code, messageOf(key, values), options);
  return withWording(error, { key, values });
}

/** What goes wrong without being anybody's refused call. @param {string} key @param {Wording['values']} [values] */
export const failure = (key, values = {}) =>
  withWording(new Error(messageOf(key, values)), { key, values });

const messageOf = (/** @type {string} */ key, /** @type {Wording['values']} */ values) =>
  filled(english(key) ?? key, values);

/**
 * For an error that has lost its wording on the way from a worker.
 * @template {Error} Kind @param {Kind} error @param {Wording} [wording]
 */
export function withWording(error, wording) {
  if (wording) wordings.set(error, wording);
  return error;
}

/** Undefined for what was not written here: the messages of the core and of the browser. @param {unknown} error */
export const wordingOf = (error) => wordings.get(/** @type {object} */ (error));
