// Step 6: what each token contributed to the output, the output, and its sum with the input that the token came in with.
import { isLarge } from '../kit/is-large.js';
import { concatOfHeads, o, plusBias, row, w, word } from '../kit/math.js';
import { ref } from '../../walk/source.js';
import { outputScene } from './scene.js';

/** @type {import('../kit/step.js').Step} */
export const output = {
  id: 'output',
  lead(source) {
    if (!source.has('residual')) return 'lead.output.apart';
    return isLarge(source) ? 'lead.output.large' : 'lead.output';
  },
  formula(source, words) {
    const bias = plusBias(source, 'output');
    return {
      reading: words.say('formula.output', {
        bias: bias && words.say('formula.bias', { role: 'O' }),
      }),
      math: row(word(words.say('formula.word.output')), o('='), concatOfHeads, w('O'), bias),
    };
  },
  example: ({ query }) => ref('outputByToken', query, 0),
  draw: outputScene,
  tabs: (source, narrow) => (narrow || isLarge(source) ? ['tokens', 'sum'] : []),
  thumbnail: (source) => ({ matrices: [[source.row('output')]] }),
};
