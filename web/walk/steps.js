// The ten steps of the walk and the stops they make for a layer of several heads. No text, no drawing.

/**
 * @typedef {'input'|'project'|'scores'|'scale'|'softmax'|'weight'|'sum'|'concat'|'output_projection'|'output'} StepId
 * @typedef {{ step: StepId, head: number }} Stop  head is 0 for the steps that all heads share
 */

/** @type {readonly StepId[]} */
export const STEP_IDS = Object.freeze([
  'input',
  'project',
  'scores',
  'scale',
  'softmax',
  'weight',
  'sum',
  'concat',
  'output_projection',
  'output',
]);

/** The steps that every head takes for itself, in order. @type {readonly StepId[]} */
export const HEAD_STEP_IDS = Object.freeze(['scores', 'scale', 'softmax', 'weight', 'sum']);

/** @param {string} step @returns {step is StepId} */
export const isStep = (step) => STEP_IDS.includes(/** @type {StepId} */ (step));

/** @param {StepId} step  true where the walk stops once per head */
export const isHeadStep = (step) => HEAD_STEP_IDS.includes(step);

/**
 * Steps whose picture depends on the chosen head: the five of every head, and the projection,
 * which shows one head's columns at a time.
 * @param {StepId} step
 */
export const showsOneHead = (step) => step === 'project' || isHeadStep(step);

/**
 * Every stop of a walk, in order: 5 shared ones and 5 for each head.
 * @param {number} numHeads ≥ 1
 * @returns {Stop[]}
 */
export function stopsOf(numHeads) {
  const heads = Array.from({ length: numHeads }, (_, head) => head);
  const shared = (/** @type {StepId} */ step) => ({ step, head: 0 });
  return [
    shared('input'),
    shared('project'),
    ...heads.flatMap((head) => HEAD_STEP_IDS.map((step) => ({ step, head }))),
    shared('concat'),
    shared('output_projection'),
    shared('output'),
  ];
}

/**
 * Place of a state in the list of stops.
 * @param {{ step: StepId, head: number }} state
 * @param {number} numHeads
 * @returns {number} 0-based
 */
export function stopIndex({ step, head }, numHeads) {
  return stopsOf(numHeads).findIndex(
    (stop) => stop.step === step && (!isHeadStep(step) || stop.head === head),
  );
}
