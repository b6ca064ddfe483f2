// Formulas in native MathML, put together from letters, fractions and sums. Nothing of it comes from outside.

export const row = (/** @type {string[]} */ ...parts) => `<mrow>${parts.join('')}</mrow>`;
export const i = (/** @type {string} */ name) => `<mi>${name}</mi>`;
const ESCAPES = /** @type {Record<string, string>} */ ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' });

/** Upright letters: the name of a function, or a word of a language, which may come from the host. @param {string} text */
export const word = (text) =>
  `<mi mathvariant="normal">${text.replace(/[&<>]/g, (sign) => ESCAPES[sign])}</mi>`;
export const o = (/** @type {string} */ sign) => `<mo>${sign}</mo>`;
export const sub = (/** @type {string} */ base, /** @type {string} */ index) =>
  `<msub>${base}${index}</msub>`;
export const sup = (/** @type {string} */ base, /** @type {string} */ power) =>
  `<msup>${base}${power}</msup>`;
export const fraction = (/** @type {string} */ top, /** @type {string} */ bottom) =>
  `<mfrac>${top}${bottom}</mfrac>`;
export const brackets = (/** @type {string} */ inner) =>
  row('<mo stretchy="false">(</mo>', inner, '<mo stretchy="false">)</mo>');
/** √d_k */
export const root = `<msqrt>${sub(i('d'), i('k'))}</msqrt>`;
/** W of a role. */
export const w = (/** @type {string} */ role) => sub(i('W'), i(role));
/** Of head h. */
export const head = (/** @type {string} */ name) => sub(i(name), i('h'));
/** One name with letters below, as in Vaswani et al. 2017. */
export const indexed = (/** @type {string} */ name, /** @type {string} */ index) =>
  sub(i(name), row(...[...index].map(i)));

/** The scaled score of key j for query i. @param {string} index */
export const scaled = (index) => `<mover>${indexed('s', index)}<mo>~</mo></mover>`;

/** ∑ over one letter. @param {string} letter */
export const sumOver = (letter) => sub('<mo>∑</mo>', i(letter));

/** Concat(Z₁, …, Z_h) */
export const concatOfHeads = row(
  word('Concat'),
  brackets(row(sub(i('Z'), '<mn>1</mn>'), o(','), o('…'), o(','), head('Z'))),
);

/**
 * @param {string} markup  MathML of ours
 * @param {string} reading  what it says in words
 * @returns {Element} a <math> with its reading as label
 */
export function mathOf(markup, reading) {
  const template = document.createElement('template');
  template.innerHTML = `<math display="block" dir="ltr">${markup}</math>`;
  const math = /** @type {Element} */ (template.content.firstElementChild);
  math.setAttribute('aria-label', reading);
  return math;
}
