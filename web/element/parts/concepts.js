// The three definitions a reader needs.
import {
  brackets,
  fraction,
  i,
  o,
  root,
  row,
  sub,
  sup,
  w,
  word,
  mathOf,
} from '../../steps/kit/math.js';
import { h } from '../dom.js';

const numbered = (/** @type {string} */ number) => sub(word('head'), number);

/** MathML of the concepts that have a formula. @type {Record<string, string>} */
const FORMULAS = {
  attention: row(
    word('Attention'),
    brackets(row(i('Q'), o(','), i('K'), o(','), i('V'))),
    o('='),
    word('softmax'),
    '<mrow><mo>(</mo>',
    fraction(row(i('Q'), sup(i('K'), word('T'))), root),
    '<mo>)</mo></mrow>',
    i('V'),
  ),
  heads: row(
    word('MultiHead'),
    o('='),
    word('Concat'),
    brackets(row(numbered('<mn>1</mn>'), o(','), o('…'), o(','), numbered(i('h')))),
    w('O'),
  ),
};

/** @param {import('../../text/index.js').Words} words @returns {HTMLElement[]} */
export function concepts(words) {
  const concept = (/** @type {string} */ key) =>
    h(
      'div',
      { class: 'concept' },
      h('strong', {}, words.say(`concept.${key}`)),
      ...(FORMULAS[key] ? [mathOf(FORMULAS[key], words.say(`formula.${key}`))] : []),
      h('p', {}, words.say(`concept.${key}.text`)),
    );
  return ['attention', 'heads', 'context'].map(concept);
}
