// Step 1: every token is a vector, and where one is added, the vector of its place.
import { brackets, i, o, row, sub, sup, word } from '../kit/math.js';
import { hasOffsetBias } from '../kit/offset-map.js';
import { ref } from '../../walk/source.js';
import { inputScene } from './scene.js';

const normed = (/** @type {string} */ inner) => row(i('X'), o('='), word('LN'), brackets(inner));
const plusPosition = (/** @type {...string} */ ...parts) => row(...parts, o('+'), word('position'));

const FORMULAS = {
  input: row(i('X'), o('='), word('word'), o('+'), word('position')),
  input_normed: normed(plusPosition(word('patch'), o('·'), i('E'))),
  input_normed_words: normed(plusPosition(word('word'))),
  input_hidden: normed(i('H')),
  input_plain: row(
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
  formula(source) {
    const name = formulaOf(source);
    return { reading: `formula.${name}`, math: FORMULAS[name] };
  },
  example: ({ query }) => ref('x', query, 0),
  draw: inputScene,
  thumbnail: (source) => ({ matrices: [source.rows('x')] }),
};

/** @param {import('../../walk/source.js').Source} source @returns {keyof typeof FORMULAS} */
function formulaOf({ origin, grid, addsPositions }) {
  if (!origin?.normed) return addsPositions ? 'input' : 'input_plain';
  if (!origin.embedded) return 'input_hidden';
  return grid ? 'input_normed' : 'input_normed_words';
}
