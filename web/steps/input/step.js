// Step 1: every token is a vector, and where one is added, the vector of its place.
import { isLarge } from '../kit/is-large.js';
import { brackets, i, o, row, sub, sup, word } from '../kit/math.js';
import { hasOffsetBias } from '../kit/offsets.js';
import { ref } from '../../walk/source.js';
import { inputScene } from './scene.js';

/** @typedef {import('../../walk/source.js').Source} Source */

/** X ∈ ℝ^(n × d) */
const PLAIN = row(
  i('X'),
  o('∈'),
  sup('<mi mathvariant="normal">ℝ</mi>', row(i('n'), o('×'), sub(i('d'), word('model')))),
);

/** @type {import('../kit/step.js').Step} */
export const input = {
  id: 'input',
  title: ({ origin }) => (origin?.layer ? 'title.input.hidden' : 'title.input'),
  lead(source) {
    const { origin, grid, addsPositions } = source;
    if (origin?.layer) return origin.normed ? 'lead.input.hidden' : 'lead.input.hidden.plain';
    if (origin?.normed) {
      if (!addsPositions) return 'lead.input.bare';
      return grid ? 'lead.input.patches.normed' : 'lead.input.words.normed';
    }
    if (grid) return 'lead.input.patches';
    if (addsPositions) return 'lead.input.position';
    if (source.rotates) return 'lead.input.rotated';
    return hasOffsetBias(source) ? 'lead.input.bias' : 'lead.input';
  },
  formula(source, words) {
    const { origin, grid, addsPositions } = source;
    const norm = origin?.normed && (source.has('normMean') ? 'normed' : 'rms');
    if (!norm && (origin?.layer || !addsPositions)) {
      return { reading: words.say('formula.input_plain'), math: PLAIN };
    }
    const said = (/** @type {string} */ one) => words.say(`formula.word.${one}`);
    const hasBias = source.has('patchBias');
    let math = origin?.layer ? i('H') : word(said(grid ? 'patch' : 'word'));
    let of = said(origin?.layer ? 'hidden' : grid ? 'patch' : 'word');
    if (source.has('patchWeight')) {
      math += o('·') + i('E') + (hasBias ? o('+') + i('b') : '');
      of +=
        words.say('formula.input.projected') +
        (hasBias ? words.say('formula.bias', { role: '' }) : '');
    }
    if (addsPositions) {
      math += o('+') + word(said('position'));
      of += words.say('formula.input.position');
    }
    if (norm) math = word(norm === 'rms' ? 'RMS' : 'LN') + brackets(math);
    return {
      reading: words.say(`formula.input${norm ? `.${norm}` : ''}`, { of }),
      math: row(i('X'), o('='), math),
    };
  },
  example: ({ query }) => ref('x', query, 0),
  draw: inputScene,
  tabs(source, narrow) {
    if (isLarge(source)) return largeTabs(source);
    if (!source.addsPositions) return [];
    return narrow ? ['x', 'parts', 'alike'] : ['x', 'alike'];
  },
  thumbnail: (source) => ({ matrices: [source.rows('x')] }),
};

/** @param {import('../../walk/source.js').Source} source */
function largeTabs(source) {
  const { embedding, position, hidden } = source.step('input');
  const isMade = (embedding && position) || hidden;
  return ['x', ...(isMade ? ['made'] : []), ...(position && source.grid ? ['alike'] : [])];
}
