// Step 4: the outputs of all heads side by side.
import { isLarge } from '../kit/is-large.js';
import { concatOfHeads } from '../kit/math.js';
import { ref } from '../../walk/source.js';
import { concatScene } from './scene.js';

/** @type {import('../kit/step.js').Step} */
export const concat = {
  id: 'concat',
  lead: () => 'lead.concat',
  formula: (_, words) => ({ reading: words.say('formula.concat'), math: concatOfHeads }),
  example: ({ query }) => ref('concat', query, 0),
  draw: concatScene,
  tabs: (source, narrow) =>
    isLarge(source) || (narrow && source.heads.length > 2) ? ['heads', 'concat'] : [],
  thumbnail: (source) => ({ matrices: [[source.row('concat')]] }),
};
