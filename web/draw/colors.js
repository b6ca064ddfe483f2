// Colours. Orange and blue mean a sign and nothing else, told apart under protan, deutan and tritan vision; green is a
// share; the hues of heads are for edges, and stand beside the number of the head.

/** @typedef {[number, number, number]} Rgb sRGB channels, 0..255 */

/**
 * What cells and bars are filled with: the middle is zero, and their full colours have at least 3:1 against it.
 * @typedef {{ middle: Rgb, negative: Rgb, positive: Rgb, share: Rgb, photo: [number, number] }} Palette
 *   share: what is a part of a whole, weights and exponentials; photo: greys of black and white of a picture that colours lie on
 */

/** @type {Palette} */
export const LIGHT = {
  middle: [255, 255, 255],
  negative: [190, 84, 6],
  positive: [27, 94, 173],
  share: [28, 128, 64],
  photo: [172, 255],
};

/** Colours become brighter with the size of a number, as they become darker on white. @type {Palette} */
export const DARK = {
  middle: [38, 44, 57],
  negative: [238, 130, 40],
  positive: [86, 155, 245],
  share: [66, 176, 108],
  photo: [24, 96],
};

/** Violet, teal, magenta and olive, with at least 3:1 against white and against dark paper, in the order of heads. */
export const HEAD_HUES = /** @type {Rgb[]} */ ([
  [136, 84, 208],
  [0, 134, 139],
  [197, 47, 138],
  [122, 118, 18],
]);

/** The grey of what belongs to all heads together. */
const NO_HEAD = /** @type {Rgb} */ ([110, 118, 135]);

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
 * @param {Palette} palette
 * @returns {Rgb}
 */
export const signedColor = (value, limit, palette) =>
  mix(palette.middle, fullColor('signed', value, palette), Math.min(1, Math.abs(value) / limit));

/**
 * Colour of a weight or an exponential.
 * @param {number} value  ≥ 0
 * @param {number} limit  value of the full hue; Infinity leaves the cell without one
 * @param {Palette} palette
 * @returns {Rgb}
 */
export const weightColor = (value, limit, { middle, share }) =>
  mix(middle, share, Math.min(1, value / limit));

/** @param {'signed' | 'weight'} ramp @param {number} value @param {Palette} palette */
export const fullColor = (ramp, value, { share, negative, positive }) =>
  ramp === 'weight' ? share : value < 0 ? negative : positive;

/** @param {Rgb} color @returns {string} CSS colour */
export const css = ([red, green, blue]) => `rgb(${red} ${green} ${blue})`;

/** The luminance of WCAG, 0..1. @param {number[]} color  sRGB channels, 0..255 */
export function luminance(color) {
  const [red, green, blue] = color.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Black or white, whichever has 4.58:1 on a fill. @param {Rgb} fill */
export const textOn = (fill) => (luminance(fill) > 0.179 ? '#000' : '#fff');
