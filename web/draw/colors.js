// Colours. Orange and blue mean a sign and nothing else, told apart under protan, deutan and tritan vision; green is a
// share; the hues of heads are for edges, and stand beside the number of the head.

/** @typedef {[number, number, number]} Rgb sRGB channels, 0..255 */

const WHITE = /** @type {Rgb} */ ([255, 255, 255]);
export const NEGATIVE = /** @type {Rgb} */ ([190, 84, 6]);
export const POSITIVE = /** @type {Rgb} */ ([27, 94, 173]);

/** What is a part of a whole: weights and exponentials. */
export const SHARE = /** @type {Rgb} */ ([28, 128, 64]);

/** Violet, teal, magenta and olive, with at least 3:1 against white and against dark paper, in the order of heads. */
export const HEAD_HUES = /** @type {Rgb[]} */ ([
  [136, 84, 208],
  [0, 134, 139],
  [197, 47, 138],
  [122, 118, 18],
]);

/** The grey of what belongs to all heads together. */
const NO_HEAD = /** @type {Rgb} */ ([84, 92, 110]);

/** @param {number | null} head */
export const headHue = (head) => (head === null ? NO_HEAD : HEAD_HUES[head % HEAD_HUES.length]);

/** @param {Rgb} from @param {Rgb} to @param {number} share 0..1 @returns {Rgb} */
const mix = (from, to, share) =>
  /** @type {Rgb} */ (
    from.map((channel, index) => Math.round(channel + (to[index] - channel) * share))
  );

/**
 * Colour of a value on the diverging ramp, symmetric about zero.
 * @param {number} value
 * @param {number} limit  largest magnitude shown, > 0; values outside are clamped
 * @returns {Rgb}
 */
export const signedColor = (value, limit) =>
  mix(WHITE, value < 0 ? NEGATIVE : POSITIVE, Math.min(1, Math.abs(value) / limit));

/**
 * Colour of a weight or an exponential.
 * @param {number} value  ≥ 0
 * @param {number} limit  value of the full hue; Infinity leaves the cell white
 * @returns {Rgb}
 */
export const weightColor = (value, limit) => mix(WHITE, SHARE, Math.min(1, value / limit));

/** @param {Rgb} color @returns {string} CSS colour */
export const css = ([red, green, blue]) => `rgb(${red} ${green} ${blue})`;

/** Text colour with at least 4.58:1 on a fill (WCAG relative luminance, switch at 0.179). @param {Rgb} fill */
export function textOn(fill) {
  const [red, green, blue] = fill.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#12161f' : '#ffffff';
}
