// What a reader sees in words and numbers, in the language of the element. A language is a row of LANGUAGES.
import { EN } from './en.js';
import { allEnglish, english } from './english.js';
import { filled } from './fill.js';
import { numbersOf } from './numbers.js';

/** Every language by its BCP 47 tag. What a language has no words for is said in English. @type {Record<string, Record<string, string>>} */
export const LANGUAGES = { en: EN };

/** @typedef {import('./fill.js').Values} Values */

/**
 * The words of one element: its language, with what its host says otherwise.
 * @typedef {object} Words
 * @property {string} language  BCP 47 tag of the texts and of how numbers are written
 * @property {(key: string, values?: Values) => string} say  the text of a key; the key itself where nobody has words for it
 * @property {(key: string) => boolean} has  whether somebody has words for it
 * @property {(value: number | null | undefined, decimals?: number) => string} number  as cells and sentences write it; a masked score in words
 * @property {(value: number) => string} plain  as it is: counts, places, constants
 * @property {(value: number, decimals?: number) => string} percent  of a share, 0..1
 * @property {(value: number) => string} short  with the two digits that count, written out: 0.31, 0.0000012; value ≥ 0
 */

/**
 * The nearest language that there is: `de-CH` is served by `de`, an unknown one by English.
 * @param {string} tag  BCP 47, or empty
 */
export function languageFor(tag) {
  const wanted = tag.toLowerCase();
  const known = Object.keys(LANGUAGES);
  const base = wanted.split('-')[0];
  const find = (/** @type {string} */ one) => known.find((name) => name.toLowerCase() === one);
  return find(wanted) ?? find(base) ?? 'en';
}

/** All texts of the nearest language; English where it has none. @param {string} tag  BCP 47, or empty */
export const textsOf = (tag) => ({ ...allEnglish(), ...LANGUAGES[languageFor(tag)] });

const MOST_DECIMALS = 8;

/** @param {number} value */
function shortDecimals(value) {
  if (value === 0) return 0;
  return Math.max(2, Math.min(MOST_DECIMALS, 1 - Math.floor(Math.log10(value))));
}

/**
 * @param {string} [language]  BCP 47: how numbers are written; the texts are those of the nearest one that there is
 * @param {Record<string, string>} [own]  texts of the host, which win
 * @returns {Words}
 */
export function wordsOf(language = 'en', own = {}) {
  const texts = { ...LANGUAGES[languageFor(language)], ...own };
  // Asked for each time: some come later.
  const textOf = (/** @type {string} */ key) => texts[key] ?? english(key);
  const { formatNumber, formatFixed, formatPlain } = numbersOf(language);
  const write = (/** @type {string | number} */ value) =>
    typeof value === 'number' ? formatPlain(value) : value;
  /** @type {Words['say']} */
  const say = (key, values = {}) => filled(textOf(key) ?? key, values, write);
  return {
    language,
    say,
    has: (key) => textOf(key) !== undefined,
    plain: formatPlain,
    number: (value, decimals) =>
      value === null || value === undefined ? say('masked') : formatNumber(value, decimals),
    percent: (value, decimals = 1) =>
      say('percent', { number: formatFixed(value * 100, decimals) }),
    short: (value) => formatFixed(value, shortDecimals(value)),
  };
}
