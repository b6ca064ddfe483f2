// Numbers as a reader sees them. The minus sign is U+2212, as wide as a plus.

const MINUS = '\u2212';

/**
 * @param {number | null | undefined} value  null is a masked score
 * @param {number} [decimals] 0..7
 * @returns {string} e.g. "−1.57"; "masked" for null; tiny values that would read 0.00 keep their sign away
 */
export function formatNumber(value, decimals = 2) {
  if (value === null || value === undefined) return 'masked';
  // Traces write a float32 as its shortest text, tensors have it as it is: both must round to the same digits.
  const magnitude = Math.abs(Math.fround(value));
  if (magnitude >= 1e5) return withMinus(value.toExponential(1));
  const shrunk = magnitude >= 1000 ? 0 : magnitude >= 100 ? Math.min(decimals, 1) : decimals;
  const text = magnitude.toFixed(shrunk);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** @param {number} value 0..1 @returns {string} e.g. "37.7 %" */
export const formatPercent = (value) => `${(value * 100).toFixed(1)}\u2009%`;

/** A negative number inside a product or a sum needs brackets. @param {string} text */
export const bracketed = (text) => (text.startsWith(MINUS) ? `(${text})` : text);

/** @param {number | null} value  @returns {string} the shortest text that gives the same float32, for copying and for tests */
export function exactNumber(value) {
  if (value === null) return 'masked';
  const float = Math.fround(value);
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return String(short);
  }
  return String(Number(float.toPrecision(9)));
}

/** @param {string} text */
const withMinus = (text) => text.replace(/-/g, MINUS);

/** @param {readonly number[]} shape @returns {string} "4 × 8" */
export const formatShape = (...shape) => shape.join('\u2009×\u2009');

/** @param {number} value  non-negative integer */
export const subscript = (value) =>
  [...String(value)].map((digit) => String.fromCharCode(0x2080 + Number(digit))).join('');

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
