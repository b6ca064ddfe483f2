// From the numbers of one query to the scene of a step.
import { concatScene } from './concat.js';
import { inputScene } from './input.js';
import { modelsPart } from '../engine/models-part.js';
import { isLarge } from './large.js';
import { Layout } from './layout.js';
import { outputProjectionScene } from './output-projection.js';
import { outputScene } from './output.js';
import { projectScene } from './project.js';
import { scaleScene } from './scale.js';
import { scoresScene } from './scores.js';
import { softmaxScene } from './softmax.js';
import { headRef, ref } from './source.js';
import { sumScene } from './sum.js';
import { weightScene } from './weight.js';
import { isHeadStep } from '../walk/steps.js';

/** @typedef {import('./source.js').Source} Source */

/** @type {Record<import('../walk/steps.js').StepId, (source: Source, layout: Layout) => import('./layout.js').Scene>} */
const SCENES = {
  input: inputScene,
  project: projectScene,
  scores: scoresScene,
  scale: scaleScene,
  softmax: softmaxScene,
  weight: weightScene,
  sum: sumScene,
  concat: concatScene,
  output_projection: outputProjectionScene,
  output: outputScene,
};

/**
 * @param {import('../walk/steps.js').StepId} step
 * @param {{ source: Source, width: number, measure: import('./layout.js').Measure }} given
 */
export function sceneOf(step, { source, width, measure }) {
  const showsKeys = isHeadStep(step) || step === 'output';
  const options = {
    width,
    measure,
    tokens: showsKeys ? source.keys : source.tokens,
    query: source.query,
    selectable: !(showsKeys && source.crosses),
  };
  // Where the layouts for many tokens cannot be had, crowded numbers are better than none.
  const large = isLarge(source) && modelsPart()?.largeScene;
  return large ? large(step, source, options) : SCENES[step](source, new Layout(options));
}

/**
 * The number a step explains while the reader points at nothing.
 * @param {import('../walk/steps.js').StepId} step
 * @param {Source} source
 * @returns {import('./source.js').Ref}
 */
export function exampleRef(step, source) {
  const { query, head } = source;
  const weights = source.row('weights', head);
  const strongest = weights.indexOf(Math.max(...weights));
  switch (step) {
    case 'input':
      return ref('x', query, 0);
    case 'project':
      return headRef(source.rotates ? 'qProjected' : 'q', head, query, 0);
    case 'scores':
      return headRef('scores', head, query, strongest);
    case 'scale':
      return headRef('scaled', head, query, strongest);
    case 'softmax':
      return headRef('weights', head, query, strongest);
    case 'weight':
      return headRef('weighted', head, query, strongest, 0);
    case 'sum':
      return headRef('z', head, query, 0);
    case 'concat':
      return ref('concat', query, 0);
    case 'output_projection':
      return headRef('headOutput', 0, query, 0);
    case 'output':
      return ref('outputByToken', query, 0);
  }
}
