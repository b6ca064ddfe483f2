// From one query's trace to the scene of a step.
import { concatScene } from './concat.js';
import { inputScene } from './input.js';
import { Layout } from './layout.js';
import { outputProjectionScene } from './output-projection.js';
import { outputScene } from './output.js';
import { projectScene } from './project.js';
import { scaleScene } from './scale.js';
import { scoresScene } from './scores.js';
import { softmaxScene } from './softmax.js';
import { headRef, ref, Source } from './source.js';
import { sumScene } from './sum.js';
import { weightScene } from './weight.js';
import { isHeadStep } from '../walk/steps.js';

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
 * @param {{ trace: import('./source.js').Trace, head: number, dot: import('./source.js').Explanation | null,
 *   width: number, measure: import('./layout.js').Measure }} given
 *   head: the one shown; dot: the dot product spelled out beside a matrix product
 */
export function sceneOf(step, { trace, head, dot, width, measure }) {
  const source = new Source(trace, head, dot);
  const showsKeys = isHeadStep(step) || step === 'output';
  const layout = new Layout({
    width,
    measure,
    tokens: showsKeys ? source.keys : source.tokens,
    query: source.query,
    selectable: !(showsKeys && source.crosses),
  });
  return SCENES[step](source, layout);
}

/**
 * The number a step explains while the reader points at nothing.
 * @param {import('../walk/steps.js').StepId} step
 * @param {import('./source.js').Trace} trace
 * @param {number} head
 * @returns {import('./source.js').Ref}
 */
export function exampleRef(step, trace, head) {
  const { query } = trace.config;
  const weights = /** @type {any} */ (
    trace.steps.find((one) => one.id === 'softmax' && one.head === head)
  )?.values ?? [0];
  const strongest = weights.indexOf(Math.max(...weights));
  const rotated = trace.config.position?.startsWith('rope');
  switch (step) {
    case 'input':
      return ref('x', query, 0);
    case 'project':
      return headRef(rotated ? 'qProjected' : 'q', head, query, 0);
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
