// From the numbers of one query among many tokens, or of a wide layer, to the scene of a step.
import { largeConcatScene } from './concat/large-scene.js';
import { largeInputScene } from './input/large-scene.js';
import { LargeLayout } from './kit/large-layout.js';
import { largeOutputProjectionScene } from './output_projection/large-scene.js';
import { largeOutputScene } from './output/large-scene.js';
import { largeProjectScene } from './project/large-scene.js';
import { largeScaleScene } from './scale/large-scene.js';
import { largeScoresScene } from './scores/large-scene.js';
import { largeSoftmaxScene } from './softmax/large-scene.js';
import { largeSumScene, largeWeightScene } from './weight/large-scene.js';

/** @typedef {import('../walk/source.js').Source} Source */
/** @typedef {import('../walk/steps.js').StepId} StepId */

/** @type {Record<StepId, (source: Source, layout: LargeLayout) => void>} */
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
export function largeScene(step, source, options) {
  const layout = new LargeLayout(options);
  SCENES[step](source, layout);
  return layout.finish();
}
