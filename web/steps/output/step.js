// Step 6: what each token contributed to the output, the output, and the input it started from.
import { isLarge } from '../kit/is-large.js';
import { concatOfHeads, o, row, w, word } from '../kit/math.js';
import { ref } from '../../walk/source.js';
import { outputScene } from './scene.js';

/** @type {import('../kit/step.js').Step} */
export const output = {
  id: 'output',
  lead: (source) => (isLarge(source) ? 'lead.output.large' : 'lead.output'),
  formula: (_, words) => ({
    reading: 'formula.output',
    math: row(word(words.say('formula.word.output')), o('='), concatOfHeads, w('o')),
  }),
  example: ({ query }) => ref('outputByToken', query, 0),
  draw: outputScene,
  tabs: (source) => (isLarge(source) ? ['tokens', 'sum'] : []),
  thumbnail: (source) => ({ matrices: [[source.row('output')]] }),
};
