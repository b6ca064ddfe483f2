// The disclosure with the three definitions a reader needs.
import { phrase } from '../../text/en.js';
import { h } from '../dom.js';
import { formula } from './formulas.js';

/** @param {Record<string, string>} strings */
export function concepts(strings) {
  const concept = (/** @type {string} */ key, /** @type {string} */ formulaName = '') =>
    h(
      'div',
      { class: 'concept' },
      h('strong', {}, phrase(strings, `concept.${key}`)),
      ...(formulaName ? [formula(formulaName)] : []),
      h('p', {}, phrase(strings, `concept.${key}.text`)),
    );
  return h(
    'details',
    { class: 'concepts' },
    h('summary', {}, phrase(strings, 'concepts')),
    h(
      'div',
      { class: 'concept-list' },
      concept('attention', 'attention'),
      concept('heads', 'heads'),
      concept('context'),
    ),
  );
}
