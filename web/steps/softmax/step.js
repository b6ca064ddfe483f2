// Step 3, softmax: exponentials of the scaled scores, their total, and the weights that sum to 1.
import { largest } from '../kit/largest.js';
import { fraction, i, indexed, o, row, scaled, sumOver, sup, word } from '../kit/math.js';
import { perKey } from '../kit/per-key.js';
import { headRef } from '../../walk/source.js';

/** e^(s̃ − max) @param {string} index */
const e = (index) => sup(i('e'), row(scaled(index), o('−'), word('max')));

/** The keys that the alternative text names. */
const MOST_NAMED = 5;

/** @type {import('../kit/step.js').Step} */
export const softmax = {
  id: 'softmax',
  lead: () => 'lead.softmax',
  formula: (_, words) => ({
    reading: words.say('formula.softmax'),
    math: row(indexed('α', 'ij'), o('='), fraction(e('ij'), row(sumOver('m'), e('im')))),
  }),
  example: ({ head, query, strongest }) => headRef('weights', head, query, strongest),
  draw(source, layout) {
    const shown = softmaxOf(source, layout);
    layout.legend(layout.say('scene.softmax.scaled'), 'signed', shown.scoreLimit);
    layout.legend(layout.say('scene.softmax.legend'), 'weight', 1, source.head);
    perKey(source, layout, shown);
  },
  thumbnail: (source, keys, strongest) => ({
    bars: keys(source.row('weights', source.head)),
    signed: false,
    limit: strongest() ? undefined : 1,
  }),
  says(source, words) {
    const weights = source.row('weights', source.head).map((weight, key) => ({ weight, key }));
    const strongest = weights.sort((a, b) => b.weight - a.weight).slice(0, MOST_NAMED);
    const list = strongest.map(({ weight, key }) => `${source.keys[key]} ${words.number(weight)}`);
    return `${source.tokens[source.query]}: ${list.join(', ')}`;
  },
};

/** @typedef {import('../kit/layout.js').Layout} Layout */
/** @typedef {import('../kit/per-key.js').Part} Part */

/** The weights are what the softmax gives. @param {Layout['say']} say @param {Layout['words']} words @param {number[]} values @returns {Part[]} */
const shares = (say, words, values) => [
  {
    ...{ kind: 'bars', tensor: 'weights', name: say('scene.weight') },
    caption: say('scene.weight.caption'),
    short: say('scene.weight'),
    listed: say('scene.weight.listed', { most: words.percent(Math.max(...values)) }),
    values,
    labels: values.map((share) => words.percent(share)),
    ...{ ramp: 'weight', limit: 1, most: Math.max(...values), mark: 1 / values.length },
    ...{ comesFrom: [say('scene.exponential')], during: [0.7, 1] },
  },
];

/**
 * The heads' shares are mixed, and become any numbers.
 * @param {import('../../walk/source.js').Source} source @param {Layout['say']} say @param {Layout['words']} words
 * @param {number[]} unmixed
 * @returns {Part[]}
 */
function mixed(source, say, words, unmixed) {
  const values = source.row('weights', source.head);
  const limit = largest(source.heads.map((one) => source.row('weights', one)));
  return [
    {
      ...{ kind: 'column', tensor: 'unmixedWeights', name: say('scene.share') },
      ...{ values: unmixed, ramp: 'weight', limit: 1, reveals: true, during: [0.6, 0.8] },
    },
    { kind: 'sign', text: say('scene.mix'), short: '→' },
    {
      ...{ kind: 'bars', tensor: 'weights', name: say('scene.weight') },
      caption: say('scene.weight'),
      short: say('scene.weight'),
      listed: say('scene.weight'),
      values,
      labels: values.map((weight) => words.number(weight)),
      ...{ ramp: 'signed', limit, comesFrom: [say('scene.share')], during: [0.8, 1] },
    },
  ];
}

/**
 * @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout
 * @returns {import('../kit/per-key.js').PerKey & { scoreLimit: number }}
 */
export function softmaxOf(source, { say, words, narrow }) {
  const { head, query } = source;
  const { exponentials, total, values, unmixed } = source.step('softmax', head);
  const scoreLimit = largest(source.heads.map((one) => source.row('scaled', one)));
  return {
    scoreLimit,
    parts: [
      {
        ...{ kind: 'column', tensor: 'scaled', name: say('scene.scaled') },
        ...{ values: source.row('scaled', head), ramp: 'signed', limit: scoreLimit },
      },
      { kind: 'sign', text: say('scene.softmax.exp') },
      {
        ...{ kind: 'column', tensor: 'exponentials', name: say('scene.exponential') },
        caption: say(narrow ? 'scene.exponential.short' : 'scene.exponential.caption'),
        ...{ values: exponentials, ramp: 'weight', limit: 1, reveals: true, during: [0, 0.35] },
      },
      { kind: 'sign', text: say('scene.softmax.divide') },
      ...(unmixed ? mixed(source, say, words, unmixed) : shares(say, words, values)),
    ],
    total: {
      ...{ value: total, ref: headRef('total', head, query), name: say('scene.total') },
      ...{ comesFrom: [say('scene.exponential')], during: [0.35, 0.75] },
    },
    sum: say('scene.weights.sum', {
      sum: words.number(
        values.reduce((all, value) => all + value, 0),
        3,
      ),
    }),
  };
}
