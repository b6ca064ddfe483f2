// The disclosure with the three definitions a reader needs.
import { h } from '../dom.js';
import { formula } from './formulas.js';

/** @param {import('../../text/index.js').Words} words */
export function concepts(words) {
  const concept = (/** @type {string} */ key, /** @type {string} */ formulaName = '') =>
    h(
      'div',
      { class: 'concept' },
      h('strong', {}, words.say(`concept.${key}`)),
      ...(formulaName ? [formula(formulaName)] : []),
      h('p', {}, words.say(`concept.${key}.text`)),
    );
  return h(
    'details',
    { class: 'concepts' },
    h('summary', {}, words.say('concepts')),
    h(
      'div',
      { class: 'concept-list' },
      concept('attention', 'attention'),
      concept('heads', 'heads'),
      concept('context'),
    ),
  );
}
