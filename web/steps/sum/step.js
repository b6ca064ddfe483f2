// Step 3, sum: the weighted values added up into the head's output z.
import { i, indexed, o, row, sub, sumOver } from '../kit/math.js';
import { headRef } from '../../walk/source.js';
import { sumScene } from './scene.js';

/** @type {import('../kit/step.js').Step} */
export const sum = {
  id: 'sum',
  lead: () => 'lead.sum',
  formula: (_, words) => ({
    reading: words.say('formula.sum'),
    math: row(sub(i('z'), i('i')), o('='), sumOver('j'), indexed('α', 'ij'), sub(i('v'), i('j'))),
  }),
  example: ({ head, query }) => headRef('z', head, query, 0),
  draw: sumScene,
  thumbnail: (source) => ({ matrices: [[source.row('z', source.head)]] }),
};
