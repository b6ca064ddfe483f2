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
/** W of a role: its upper-case letter. */
export const w = (/** @type {string} */ role) => sup(i('W'), i(role));
/** + b of a role, where the layer has one. @param {import('../../walk/source.js').Source} source @param {'q' | 'k' | 'v' | 'output'} name */
export const plusBias = ({ config }, name) =>
  config.biases?.includes(name) ? o('+') + sub(i('b'), i(name[0].toUpperCase())) : '';
export const n = (/** @type {string} */ number) => `<mn>${number}</mn>`;
/** One name with letters below, as in Vaswani et al. 2017. */
export const indexed = (/** @type {string} */ name, /** @type {string} */ index) =>
  sub(i(name), row(...[...index].map(i)));

/** The scaled score of key j for query i. @param {string} index */
export const scaled = (index) => `<mover>${indexed('s', index)}<mo>~</mo></mover>`;

/** ∑ over one letter. @param {string} letter */
export const sumOver = (letter) => sub('<mo>∑</mo>', i(letter));

/** First … last: of head 1 to head h. @param {(head: string) => string} of @param {string} sign  between them */
export const ofHeads = (of, sign) => row(of(n('1')), o(sign), o('…'), o(sign), of(i('h')));

/** Concat(z₁, …, z_h) */
export const concatOfHeads = row(
  word('Concat'),
  brackets(ofHeads((head) => sub(i('z'), head), ',')),
);

/**
 * @param {string} markup  MathML of ours
 * @param {string} reading  what it says in words, and what its letters are: also seen where one points at it
 * @returns {HTMLElement} around a <math> with its reading as label
 */
export function mathOf(markup, reading) {
  const box = document.createElement('div');
  box.innerHTML = `<math display="block" dir="ltr">${markup}</math>`;
  box.firstElementChild?.setAttribute('aria-label', reading);
  box.title = reading; // browsers show none of a <math> itself
  return box;
}
