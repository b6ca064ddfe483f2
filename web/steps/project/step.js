// Step 2: one head's query, key and value of every token.
import { isLarge } from '../kit/is-large.js';
import { i, o, row, w } from '../kit/math.js';
import { headRef } from '../../walk/source.js';
import { projectScene } from './scene.js';

const product = (/** @type {string} */ result, /** @type {string} */ role) =>
  [i(result), o('='), i('X'), w(role)].join('');

/** @type {import('../kit/step.js').Step} */
export const project = {
  id: 'project',
  lead: (source) => (source.rotates ? 'lead.project.rotated' : 'lead.project'),
  formula: () => ({
    reading: 'formula.project',
    math: row(product('Q', 'q'), o(','), product('K', 'k'), o(','), product('V', 'v')),
  }),
  example: ({ source, head, query }) =>
    headRef(source.rotates ? 'qProjected' : 'q', head, query, 0),
  draw: projectScene,
  tabs: (source, narrow) => {
    if (isLarge(source)) return ['qkv', 'one'];
    return narrow ? ['q', 'k', 'v'] : [];
  },
  thumbnail: (source) => ({
    matrices: /** @type {const} */ (['q', 'k', 'v']).map((name) => source.rows(name, source.head)),
  }),
  spellsOut: /^w[qkv]$/,
};
