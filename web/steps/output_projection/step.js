// Step 5: concat · Wo, whole and split by head.
import { isLarge } from '../kit/is-large.js';
import { brackets, head, i, o, row, sumOver, w, word } from '../kit/math.js';
import { headRef } from '../../walk/source.js';
import { outputProjectionScene } from './scene.js';

/** @type {import('../kit/step.js').Step} */
export const outputProjection = {
  id: 'output_projection',
  lead: () => 'lead.output_projection',
  formula: () => ({
    reading: 'formula.output_projection',
    math: row(
      word('Concat'),
      o('·'),
      w('o'),
      o('='),
      sumOver('h'),
      head('Z'),
      `<msubsup>${i('W')}${i('o')}${brackets(i('h'))}</msubsup>`,
    ),
  }),
  example: ({ query }) => headRef('headOutput', 0, query, 0),
  draw: outputProjectionScene,
  tabs: (source) => (isLarge(source) ? ['heads', 'one'] : []),
  thumbnail: (source) => ({ matrices: [source.step('output_projection').heads] }),
  spellsOut: /^wo$/,
};
