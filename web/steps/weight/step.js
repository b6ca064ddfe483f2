// Step 3, weight: each value vector times its attention weight.
import { isLarge } from '../kit/is-large.js';
import { i, indexed, row, sub } from '../kit/math.js';
import { headRef } from '../../walk/source.js';
import { weightScene } from './scene.js';

/** @type {import('../kit/step.js').Step} */
export const weight = {
  id: 'weight',
  lead: () => 'lead.weight',
  formula: (_, words) => ({
    reading: words.say('formula.weight'),
    math: row(indexed('α', 'ij'), sub(i('v'), i('j'))),
  }),
  example: ({ head, query, strongest }) => headRef('weighted', head, query, strongest, 0),
  draw: weightScene,
  tabs: (source, narrow) => (narrow && !isLarge(source) ? ['weighted', 'values'] : []),
  thumbnail(source, _keys, strongest) {
    const { head } = source;
    const some = strongest();
    if (!some) return { matrices: [source.step('weight', head).values] };
    // Those of a few keys are soon multiplied; the step would be asked for all of them.
    const [v, weights] = [source.rows('v', head), source.row('weights', head)];
    return { matrices: [some.map((key) => v[key].map((value) => value * weights[key]))] };
  },
};
