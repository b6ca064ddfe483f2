// From the numbers of one query among many tokens, or of a wide layer, to the scene of a step.
import { largeConcatScene } from './large-concat.js';
import { largeInputScene } from './large-input.js';
import { LargeLayout } from './large-layout.js';
import { largeOutputProjectionScene } from './large-output-projection.js';
import { largeOutputScene } from './large-output.js';
import { largeProjectScene } from './large-project.js';
import { largeScaleScene } from './large-scale.js';
import { largeScoresScene } from './large-scores.js';
import { largeSoftmaxScene } from './large-softmax.js';
import { largeSumScene, largeWeightScene } from './large-weight.js';

/** @typedef {import('./source.js').Source} Source */
/** @typedef {import('../walk/steps.js').StepId} StepId */

/** @type {Record<StepId, (source: Source, layout: LargeLayout) => import('./layout.js').Scene>} */
const SCENES = {
  input: largeInputScene,
  project: largeProjectScene,
  scores: largeScoresScene,
  scale: largeScaleScene,
  softmax: largeSoftmaxScene,
  weight: largeWeightScene,
  sum: largeSumScene,
  concat: largeConcatScene,
  output_projection: largeOutputProjectionScene,
  output: largeOutputScene,
};

/** @param {StepId} step @param {Source} source @param {ConstructorParameters<typeof LargeLayout>[0]} options */
export const largeScene = (step, source, options) => SCENES[step](source, new LargeLayout(options));
