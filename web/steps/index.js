// Every step of the walk, and what follows from its description: the picture, and the number that is explained first.
import { onDemand } from './on-demand.js';
import { isHeadStep } from '../walk/steps.js';
import { concat } from './concat/step.js';
import { input } from './input/step.js';
import { fitRows } from './kit/fit-rows.js';
import { isLarge } from './kit/is-large.js';
import { Layout, NARROW } from './kit/layout.js';
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
 * @param {{ source: Source, width: number, height?: number, tab?: string, measure: import('./kit/layout.js').Measure,
 *   words: import('../text/index.js').Words }} given  height: that the scene should not exceed; tab: one of tabsOf()
 * @returns {Scene}
 */
export function sceneOf(id, { source, width, height = Infinity, tab, measure, words }) {
  const showsKeys = isHeadStep(id) || id === 'output';
  const options = {
    width,
    tab,
    measure,
    words,
    tokens: showsKeys ? source.keys : source.tokens,
    query: source.query,
    selectable: !(showsKeys && source.crosses),
  };
  const { length, contextLength, dModel, outDim, numHeads, valueDim } = source.config;
  const shape = [length, contextLength, dModel, outDim, numHeads, valueDim];
  const key = [id, tab, width, height, ...shape, Boolean(source.dot)].join();
  return fitRows(key, height, (rowHeight) => {
    // Where the layouts for many tokens cannot be had, crowded numbers are better than none.
    const { largeScene } = onDemand;
    if (largeScene && isLarge(source)) return largeScene(id, source, { ...options, rowHeight });
    const layout = new Layout({ ...options, rowHeight });
    STEPS[id].draw(source, layout);
    return layout.finish();
  });
}

/**
 * The parts of a step that are shown one at a time; none where all of it fits one picture.
 * @param {StepId} id @param {Source} source @param {number} width  of the picture
 * @returns {string[]}  their names are the texts `tab.<step>.<name>`
 */
export const tabsOf = (id, source, width) => {
  const tabs = STEPS[id].tabs?.(source, width < NARROW) ?? [];
  return tabs.length > 1 ? tabs : [];
};

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
