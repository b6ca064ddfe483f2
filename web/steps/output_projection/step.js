// Step 5: concat · Wo, whole and split by head.
import { isLarge } from '../kit/is-large.js';
import { concatOfHeads, i, o, ofHeads, plusBias, row, sub, w } from '../kit/math.js';
import { headRef } from '../../walk/source.js';
import { outputProjectionScene } from './scene.js';

/** @type {import('../kit/step.js').Step} */
export const outputProjection = {
  id: 'output_projection',
  lead: () => 'lead.output_projection',
  formula(source, words) {
    const bias = plusBias(source, 'output');
    const of = (/** @type {string} */ head) =>
      sub(i('z'), head) + `<msubsup>${i('W')}${head}${i('O')}</msubsup>`;
    return {
      reading: words.say('formula.output_projection', {
        bias: bias && words.say('formula.bias', { role: 'O' }),
      }),
      math: row(concatOfHeads, w('O'), bias, o('='), ofHeads(of, '+'), bias),
    };
  },
  example: ({ query }) => headRef('headOutput', 0, query, 0),
  draw: outputProjectionScene,
  tabs: (source) => (isLarge(source) ? ['heads', 'one'] : []),
  thumbnail: (source) => ({ matrices: [source.step('output_projection').heads] }),
  spellsOut: /^wo$/,
};
