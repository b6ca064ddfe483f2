// Step 2: one head's query, key and value of every token.
import { isLarge } from '../kit/is-large.js';
import { brackets, i, o, plusBias, row, sub, w } from '../kit/math.js';
import { headRef } from '../../walk/source.js';
import { projectScene } from './scene.js';

/** @typedef {import('../../walk/source.js').Source} Source */

const ROLES = /** @type {const} */ (['q', 'k', 'v']);

/** X·W + b of a role, of one turned row where rows are turned. @param {Source} source @param {typeof ROLES[number]} role */
export function product(source, role) {
  const name = role.toUpperCase();
  const from = source.crosses && role !== 'q' ? 'C' : 'X';
  const rest = w(name) + plusBias(source, role);
  if (!source.rotates || role === 'v') return row(i(name), o('='), i(from), rest);
  const place = i(role === 'q' ? 'i' : 'j');
  const projected = row(sub(i(from.toLowerCase()), place), rest);
  return row(sub(i(role), place), o('='), sub(i('R'), place), brackets(projected));
}

/** @param {Source} source @param {import('../kit/step.js').Words} words */
function reading(source, words) {
  const bias = (/** @type {typeof ROLES[number]} */ role) =>
    plusBias(source, role) && words.say('formula.bias', { role: role.toUpperCase() });
  const [q, k, v] = ROLES.map(bias);
  const x = source.crosses ? words.say('formula.context') : 'X';
  return words.say(source.rotates ? 'formula.project_rotated' : 'formula.project', { q, k, v, x });
}

/** @type {import('../kit/step.js').Step} */
export const project = {
  id: 'project',
  lead: (source) => (source.rotates ? 'lead.project.rotated' : 'lead.project'),
  formula: (source, words) => ({
    reading: reading(source, words),
    math: row(ROLES.map((role) => product(source, role)).join(o(','))),
  }),
  example: ({ source, head, query }) =>
    headRef(source.has('qProjected') ? 'qProjected' : 'q', head, query, 0),
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
