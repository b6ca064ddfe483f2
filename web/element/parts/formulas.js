// The formula of every step and of the concepts, in native MathML.

const row = (/** @type {string[]} */ ...parts) => `<mrow>${parts.join('')}</mrow>`;
const i = (/** @type {string} */ name) => `<mi>${name}</mi>`;
const word = (/** @type {string} */ name) => `<mi mathvariant="normal">${name}</mi>`;
const o = (/** @type {string} */ sign) => `<mo>${sign}</mo>`;
const sub = (/** @type {string} */ base, /** @type {string} */ index) =>
  `<msub>${base}${index}</msub>`;
const sup = (/** @type {string} */ base, /** @type {string} */ power) =>
  `<msup>${base}${power}</msup>`;
const fraction = (/** @type {string} */ top, /** @type {string} */ bottom) =>
  `<mfrac>${top}${bottom}</mfrac>`;
const brackets = (/** @type {string} */ inner) =>
  row('<mo stretchy="false">(</mo>', inner, '<mo stretchy="false">)</mo>');
const root = `<msqrt>${sub(i('d'), i('k'))}</msqrt>`;
const w = (/** @type {string} */ role) => sub(i('W'), i(role));
const head = (/** @type {string} */ name) => sub(i(name), i('h'));
const indexed = (/** @type {string} */ name, /** @type {string} */ index) =>
  sub(i(name), row(...[...index].map(i)));

/** @type {Record<string, [string, string]>} what it says in words, and the MathML */
const FORMULAS = {
  input: [
    'X equals word plus position',
    row(i('X'), o('='), word('word'), o('+'), word('position')),
  ],
  input_normed: [
    'X equals the layer norm of patch times E plus position',
    row(
      i('X'),
      o('='),
      word('LN'),
      brackets(row(word('patch'), o('·'), i('E'), o('+'), word('position'))),
    ),
  ],
  input_normed_words: [
    'X equals the layer norm of word plus position',
    row(i('X'), o('='), word('LN'), brackets(row(word('word'), o('+'), word('position')))),
  ],
  input_hidden: [
    'X equals the layer norm of H, the output of the layer before',
    row(i('X'), o('='), word('LN'), brackets(i('H'))),
  ],
  input_plain: [
    'X, n rows of d model numbers',
    row(
      i('X'),
      o('∈'),
      sup('<mi mathvariant="normal">ℝ</mi>', row(i('n'), o('×'), sub(i('d'), word('model')))),
    ),
  ],
  project: [
    'Q equals X times W q, K equals X times W k, V equals X times W v',
    row(
      i('Q'),
      o('='),
      i('X'),
      w('q'),
      o(','),
      i('K'),
      o('='),
      i('X'),
      w('k'),
      o(','),
      i('V'),
      o('='),
      i('X'),
      w('v'),
    ),
  ],
  scores: [
    's i j equals the sum over c of q i c times k j c',
    row(
      indexed('s', 'ij'),
      o('='),
      sub('<mo>∑</mo>', i('c')),
      indexed('q', 'ic'),
      indexed('k', 'jc'),
    ),
  ],
  scale: [
    'scaled s i j equals s i j divided by the root of d k',
    row(
      `<mover>${indexed('s', 'ij')}<mo>~</mo></mover>`,
      o('='),
      fraction(indexed('s', 'ij'), root),
    ),
  ],
  scale_distance: [
    'scaled s i j equals s i j divided by the root of d k, plus the bias b of the distance j minus i',
    row(
      `<mover>${indexed('s', 'ij')}<mo>~</mo></mover>`,
      o('='),
      fraction(indexed('s', 'ij'), root),
      o('+'),
      sub(i('b'), row(i('j'), o('−'), i('i'))),
    ),
  ],
  softmax: [
    'weight i j equals e to the scaled s i j divided by the sum over t of e to the scaled s i t',
    row(
      indexed('α', 'ij'),
      o('='),
      fraction(
        sup(i('e'), `<mover>${indexed('s', 'ij')}<mo>~</mo></mover>`),
        row(
          sub('<mo>∑</mo>', i('t')),
          sup(i('e'), `<mover>${indexed('s', 'it')}<mo>~</mo></mover>`),
        ),
      ),
    ),
  ],
  weight: ['weight i j times v j', row(indexed('α', 'ij'), sub(i('v'), i('j')))],
  sum: [
    'z i equals the sum over j of weight i j times v j',
    row(
      sub(i('z'), i('i')),
      o('='),
      sub('<mo>∑</mo>', i('j')),
      indexed('α', 'ij'),
      sub(i('v'), i('j')),
    ),
  ],
  concat: [
    'concat of Z 1 to Z h',
    row(
      word('Concat'),
      brackets(row(sub(i('Z'), '<mn>1</mn>'), o(','), o('…'), o(','), head('Z'))),
    ),
  ],
  output_projection: [
    'concat times W o equals the sum over h of Z h times W o of h',
    row(
      word('Concat'),
      o('·'),
      w('o'),
      o('='),
      sub('<mo>∑</mo>', i('h')),
      head('Z'),
      `<msubsup>${i('W')}${i('o')}${brackets(i('h'))}</msubsup>`,
    ),
  ],
  output: [
    'output equals Concat of the heads times W o',
    row(
      word('output'),
      o('='),
      word('Concat'),
      brackets(row(sub(i('Z'), '<mn>1</mn>'), o(','), o('…'), o(','), head('Z'))),
      w('o'),
    ),
  ],
  attention: [
    'Attention of Q, K, V equals softmax of Q K transposed over the root of d k, times V',
    row(
      word('Attention'),
      brackets(row(i('Q'), o(','), i('K'), o(','), i('V'))),
      o('='),
      word('softmax'),
      '<mrow><mo>(</mo>',
      fraction(row(i('Q'), sup(i('K'), word('T'))), root),
      '<mo>)</mo></mrow>',
      i('V'),
    ),
  ],
  heads: [
    'MultiHead equals Concat of head 1 to head h, times W o',
    row(
      word('MultiHead'),
      o('='),
      word('Concat'),
      brackets(
        row(sub(word('head'), '<mn>1</mn>'), o(','), o('…'), o(','), sub(word('head'), i('h'))),
      ),
      w('o'),
    ),
  ],
};

/**
 * @param {string} name  a step id, `input_plain`, `attention` or `heads`
 * @returns {Element} a <math> with its reading as label
 */
export function formula(name) {
  const [label, markup] = FORMULAS[name];
  const template = document.createElement('template');
  template.innerHTML = `<math display="block" dir="ltr">${markup}</math>`;
  const math = /** @type {Element} */ (template.content.firstElementChild);
  math.setAttribute('aria-label', label);
  return math;
}
