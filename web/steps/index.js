// From the numbers of one query to the scene of a step.
import { concatScene } from './concat/scene.js';
import { inputScene } from './input/scene.js';
import { modelsPart } from '../engine/models-part.js';
import { isLarge } from './kit/is-large.js';
import { Layout } from './kit/layout.js';
import { outputProjectionScene } from './output_projection/scene.js';
import { outputScene } from './output/scene.js';
import { projectScene } from './project/scene.js';
import { scaleScene } from './scale/scene.js';
import { scoresScene } from './scores/scene.js';
import { softmaxScene } from './softmax/scene.js';
import { headRef, ref } from '../walk/source.js';
import { sumScene } from './sum/scene.js';
import { weightScene } from './weight/scene.js';
import { isHeadStep } from '../walk/steps.js';

/** @typedef {import('../walk/source.js').Source} Source */

/** @type {Record<import('../walk/steps.js').StepId, (source: Source, layout: Layout) => import('./kit/layout.js').Scene>} */
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
 * @param {{ source: Source, width: number, measure: import('./kit/layout.js').Measure, words: import('../text/index.js').Words }} given
 */
export function sceneOf(step, { source, width, measure, words }) {
  const showsKeys = isHeadStep(step) || step === 'output';
  const options = {
    width,
    measure,
    words,
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
 * @returns {import('../walk/source.js').Ref}
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
