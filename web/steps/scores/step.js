// Step 3, scores: the query vector times every key, product by product, and their sums.
import { isLarge } from '../kit/is-large.js';
import { largest } from '../kit/largest.js';
import { indexed, o, row, sumOver } from '../kit/math.js';
import { onDemand } from '../on-demand.js';
import { showsOffsetScores } from '../kit/offsets.js';
import { perKey } from '../kit/per-key.js';
import { headRef } from '../../walk/source.js';

/** @type {import('../kit/step.js').Step} */
export const scores = {
  id: 'scores',
  lead: (source) => (showsOffsetScores(source) ? 'lead.scores.rotated' : 'lead.scores'),
  formula: (_, words) => ({
    reading: words.say('formula.scores'),
    math: row(indexed('s', 'ij'), o('='), sumOver('c'), indexed('q', 'ic'), indexed('k', 'jc')),
  }),
  example: ({ head, query, strongest }) => headRef('scores', head, query, strongest),
  draw(source, layout) {
    const shown = scoresOf(source, layout);
    layout.legend(layout.say('scene.scores.legend'), 'signed', shown.limit);
    if (layout.tab === 'distance') onDemand.offsetScoreMap?.(source, layout, shown.limit);
    else perKey(source, layout, shown);
  },
  tabs(source, narrow) {
    if (isLarge(source)) return ['scores', 'products'];
    const scores = narrow ? ['products', 'sums'] : ['scores'];
    return [...scores, ...(showsOffsetScores(source) ? ['distance'] : [])];
  },
  thumbnail: (source, keys) => ({ bars: keys(source.row('scores', source.head)), signed: true }),
};

/**
 * @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout
 * @returns {import('../kit/per-key.js').PerKey & { limit: number }}
 */
function scoresOf(source, layout) {
  const { head, query } = source;
  const { say, words } = layout;
  const [q, k] = [source.rows('q', head), source.rows('k', head)];
  const { values, products } = source.step('scores', head);
  const all = source.everyHead('scores');
  const limit = largest(
    all.map((step) => [step.values, step.products]),
    source.rows('q'),
    source.rows('k'),
  );
  return {
    limit,
    above: {
      name: 'q',
      caption: say('scene.scores.query', { token: source.tokens[query] }),
      values: q[query],
      ref: (_, column) => headRef('q', head, query, column),
      limit,
    },
    parts: [
      {
        kind: 'vectors',
        name: 'K',
        values: k,
        limit,
        ref: (key, column) => headRef('k', head, key, column),
      },
      { kind: 'sign', text: '×' },
      {
        kind: 'vectors',
        name: say('scene.products'),
        caption: say(layout.narrow ? 'scene.products.short' : 'scene.products.caption'),
        values: products,
        limit,
        ref: (key, column) => headRef('products', head, query, key, column),
        ...{ reveals: true, comesFrom: ['K'], meets: 'q', during: [0, 0.7] },
      },
      { kind: 'sign', text: '=' },
      {
        ...scoreBars(source, layout),
        ...{ comesFrom: [say('scene.products')], during: [0.54, 1] },
        labels: values.map((value) => words.number(value)),
        limit: largest(all.map((step) => step.values)),
      },
    ],
  };
}

/**
 * The scores alone, which is what many keys have room for.
 * @param {import('../../walk/source.js').Source} source @param {import('../kit/layout.js').Layout} layout
 * @returns {import('../kit/per-key.js').Bars}
 */
export function scoreBars(source, { say, words }) {
  const { values } = source.step('scores', source.head);
  return {
    kind: 'bars',
    tensor: 'scores',
    name: say('scene.score'),
    caption: say('scene.scores.sum'),
    short: say('scene.scores.sum.below'),
    listed: say('scene.scores.listed'),
    values,
    labels: values.map((value) => words.number(value)),
    ramp: 'signed',
    limit: largest(source.heads.map((one) => source.row('scores', one))),
  };
}
