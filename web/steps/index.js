// Every step of the walk, and what follows from its description: the picture, and the number that is explained first.
import { onDemand } from './on-demand.js';
import { isHeadStep } from '../walk/steps.js';
import { concat } from './concat/step.js';
import { input } from './input/step.js';
import { isLarge } from './kit/is-large.js';
import { Layout } from './kit/layout.js';
import { output } from './output/step.js';
import { outputProjection } from './output_projection/step.js';
import { project } from './project/step.js';
import { scale } from './scale/step.js';
import { scores } from './scores/step.js';
import { softmax } from './softmax/step.js';
import { sum } from './sum/step.js';
import { weight } from './weight/step.js';

/**
 * @typedef {import('../walk/steps.js').StepId} StepId
 * @typedef {import('../walk/source.js').Source} Source
 * @typedef {import('./kit/layout.js').Scene} Scene
 */

/** The type checker names a step that is missing here. @type {Readonly<Record<StepId, import('./kit/step.js').Step>>} */
export const STEPS = {
  input,
  project,
  scores,
  scale,
  softmax,
  weight,
  sum,
  concat,
  output_projection: outputProjection,
  output,
};

/**
 * @param {StepId} id
 * @param {{ source: Source, width: number, measure: import('./kit/layout.js').Measure, words: import('../text/index.js').Words }} given
 * @returns {Scene}
 */
export function sceneOf(id, { source, width, measure, words }) {
  const showsKeys = isHeadStep(id) || id === 'output';
  const options = {
    width,
    measure,
    words,
    tokens: showsKeys ? source.keys : source.tokens,
    query: source.query,
    selectable: !(showsKeys && source.crosses),
  };
  // Where the layouts for many tokens cannot be had, crowded numbers are better than none.
  const { largeScene } = onDemand;
  if (largeScene && isLarge(source)) return largeScene(id, source, options);
  const layout = new Layout(options);
  STEPS[id].draw(source, layout);
  return layout.finish();
}

/**
 * The number a step explains while the reader points at nothing.
 * @param {StepId} id
 * @param {Source} source
 * @returns {import('../walk/source.js').Ref}
 */
export function exampleRef(id, source) {
  const { query, head } = source;
  const weights = source.row('weights', head);
  return STEPS[id].example({
    source,
    query,
    head,
    strongest: weights.indexOf(Math.max(...weights)),
  });
}
