// Step 1: every token is a vector, and where one is added, the vector of its place.
import { isLarge } from '../kit/is-large.js';
import { brackets, i, o, row, sub, sup, word } from '../kit/math.js';
import { hasOffsetBias } from '../kit/offset-map.js';
import { ref } from '../../walk/source.js';
import { inputScene } from './scene.js';

const normed = (/** @type {string} */ inner) => row(i('X'), o('='), word('LN'), brackets(inner));

/** By what x is made of. @type {Record<string, (said: (name: string) => string) => string>} */
const FORMULAS = {
  input: (said) => row(i('X'), o('='), said('word'), o('+'), said('position')),
  input_normed: (said) => normed(row(said('patch'), o('·'), i('E'), o('+'), said('position'))),
  input_normed_words: (said) => normed(row(said('word'), o('+'), said('position'))),
  input_hidden: () => normed(i('H')),
  input_plain: () =>
    row(
      i('X'),
      o('∈'),
      sup('<mi mathvariant="normal">ℝ</mi>', row(i('n'), o('×'), sub(i('d'), word('model')))),
    ),
};

/** @type {import('../kit/step.js').Step} */
export const input = {
  id: 'input',
  lead(source) {
    const { origin, grid } = source;
    if (origin && origin.layer > 0) return 'lead.input.hidden';
    if (origin?.normed && !grid) return 'lead.input.words.normed';
    if (grid) return origin ? 'lead.input.patches.normed' : 'lead.input.patches';
    if (source.addsPositions) return 'lead.input.position';
    if (source.rotates) return 'lead.input.rotated';
    return hasOffsetBias(source) ? 'lead.input.bias' : 'lead.input';
  },
  formula(source, words) {
    const name = formulaOf(source);
    const said = (/** @type {string} */ one) => word(words.say(`formula.word.${one}`));
    return { reading: `formula.${name}`, math: FORMULAS[name](said) };
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

/** @param {import('../../walk/source.js').Source} source @returns {string} a key of FORMULAS */
function formulaOf({ origin, grid, addsPositions }) {
  if (!origin?.normed) return addsPositions ? 'input' : 'input_plain';
  if (!origin.embedded) return 'input_hidden';
  return grid ? 'input_normed' : 'input_normed_words';
}
