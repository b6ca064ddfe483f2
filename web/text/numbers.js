// Numbers as a reader sees them. The minus sign is U+2212, as wide as a plus.

const MINUS = '\u2212';

/** Without this, a tag that nobody knows would write numbers in the way of the machine. @param {string} language */
function writable(language) {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language)[0] ?? 'en';
  } catch {
    return 'en'; // no tag at all
  }
}

/** @typedef {(text: string) => string} Localized  from the digits and the point of JavaScript to those of a language */

/** @type {Map<string, Localized>} */
const known = new Map();

/**
 * How a language writes numbers. The digits are rounded before, the same in every language; Intl tells only
 * which decimal sign and which digits stand for them, and groups no thousands: cells are narrow.
 * @param {string} language  BCP 47
 * @returns {Localized}
 */
function localizedOf(language) {
  const kept = known.get(language);
  if (kept) return kept;
  const format = new Intl.NumberFormat(writable(language), { useGrouping: false });
  const point = format.formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';
  const digits = Array.from({ length: 10 }, (_, digit) => format.format(digit));
  const isPlain = point === '.' && digits[1] === '1';
  /** @type {Localized} */
  const localized = (text) =>
    isPlain
      ? text
      : text.replace(/[\d.]/g, (sign) => (sign === '.' ? point : digits[Number(sign)]));
  known.set(language, localized);
  return localized;
}

/**
 * The ways in which numbers are written for readers of a language.
 * @param {string} language  BCP 47
 */
export function numbersOf(language) {
  const written = localizedOf(language);
  const localized = (/** @type {string} */ text) => written(text).replace(/-/g, MINUS);
  return {
    /** What is no measured number: counts, places, and constants with all the digits that they have. */
    formatPlain: (/** @type {number} */ value) => written(String(value)),
    /**
     * @param {number} value
     * @param {number} [decimals] 0..7
     * @returns {string} e.g. "−1.57"; tiny values that would read 0.00 keep their sign away
     */
    formatNumber(value, decimals = 2) {
      // Traces write a float32 as its shortest text, tensors have it as it is: both must round to the same digits.
      const magnitude = Math.abs(Math.fround(value));
      if (magnitude >= 1e5) return localized(value.toExponential(1));
      const shrunk = magnitude >= 1000 ? 0 : magnitude >= 100 ? Math.min(decimals, 1) : decimals;
      const text = magnitude.toFixed(shrunk);
      return localized(value < 0 && Number(text) !== 0 ? `-${text}` : text);
    },
    /** As many decimals as are asked for. @param {number} value @param {number} decimals */
    formatFixed: (value, decimals) => localized(value.toFixed(decimals)),
  };
}

/** A negative number inside a product or a sum needs brackets. @param {string} text */
export const bracketed = (text) => (text.startsWith(MINUS) ? `(${text})` : text);

/**
 * For copying and for programs: a point in every language.
 * @param {number | null} value
 * @returns {string} the shortest text that gives the same float32; empty for a masked score
 */
export function exactNumber(value) {
  if (value === null) return '';
  const float = Math.fround(value);
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return String(short);
  }
  return String(Number(float.toPrecision(9)));
}

/** @param {readonly number[]} shape @returns {string} "4 × 8" */
export const formatShape = (...shape) => shape.join('\u2009×\u2009');

/** Names of columns and rows of numbers: readers count dimensions from 1. @param {number} count */
export const countedNames = (count) => Array.from({ length: count }, (_, at) => String(at + 1));

/** @param {number} value  non-negative integer */
export const subscript = (value) =>
  [...String(value)].map((digit) => String.fromCharCode(0x2080 + Number(digit))).join('');

/**
 * A matrix of weights: its role is raised where it is shown, as in the formulas, and its name is Wq where it is not. The
 * mark between them is a space of no width: a token of a sentence may be “Wo”.
 * @param {string} role  q, k, v or o
 */
export const weightName = (role) => `W\u200b${role}`;

/** A text in parts, of which every second one is raised. @param {string} text */
export const raisedParts = (text) => text.split(/\u200b(.)/);

/**
 * A text that fits, its end replaced by … where it does not.
 * @param {string} text
 * @param {number} width
 * @param {(text: string) => number} measure  in the unit of width
 */
export function shortened(text, width, measure) {
  if (measure(text) <= width) return text;
  let end = text.length - 1;
  while (end > 1 && measure(`${text.slice(0, end)}…`) > width) end -= 1;
  return `${text.slice(0, end)}…`;
}
