// The ten steps of the walk and the stops they make for a layer of several heads. No text, no drawing.

/**
 * @typedef {'input'|'project'|'scores'|'scale'|'softmax'|'weight'|'sum'|'concat'|'output_projection'|'output'} StepId
 * @typedef {{ step: StepId, head: number }} Stop  head is 0 for the steps that all heads share
 * @typedef {{ id: StepId, perHead: boolean }} StepInOrder  perHead: every head takes it for itself
 */

/** In the order in which they are taught, which is the core's too. @type {readonly StepInOrder[]} */
export const ORDER = Object.freeze([
  { id: 'input', perHead: false },
  { id: 'project', perHead: false },
  { id: 'scores', perHead: true },
  { id: 'scale', perHead: true },
  { id: 'softmax', perHead: true },
  { id: 'weight', perHead: true },
  { id: 'sum', perHead: true },
  { id: 'concat', perHead: false },
  { id: 'output_projection', perHead: false },
  { id: 'output', perHead: false },
]);

/** @type {readonly StepId[]} */
export const STEP_IDS = Object.freeze(ORDER.map(({ id }) => id));

const PER_HEAD = new Set(ORDER.filter(({ perHead }) => perHead).map(({ id }) => id));

/** @param {string} step @returns {step is StepId} */
export const isStep = (step) => STEP_IDS.includes(/** @type {StepId} */ (step));

/** @param {StepId} step  true where the walk stops once per head */
export const isHeadStep = (step) => PER_HEAD.has(step);

/**
 * Steps whose picture depends on the chosen head: the five of every head, and the projection,
 * which shows one head's columns at a time.
 * @param {StepId} step
 */
export const showsOneHead = (step) => step === 'project' || isHeadStep(step);

/**
 * The number that a step has for readers: those of every head share one, and have letters in it.
 * @param {StepId} step
 * @returns {string} 1, 2, 3a … 3e, 4, …
 */
export function numberOf(step) {
  const place = STEP_IDS.indexOf(step);
  const first = STEP_IDS.findIndex(isHeadStep);
  if (isHeadStep(step)) return `${first + 1}${'abcdefgh'[place - first]}`;
  return String(place < first ? place + 1 : place + 2 - PER_HEAD.size);
}

/**
 * Every stop of a walk, in order: 5 shared ones and 5 for each head.
 * @param {number} numHeads ≥ 1
 * @returns {Stop[]}
 */
export function stopsOf(numHeads) {
  const first = STEP_IDS.findIndex(isHeadStep);
  const shared = STEP_IDS.filter((step) => !isHeadStep(step)).map((step) => ({ step, head: 0 }));
  const ofHead = (/** @type {number} */ head) => [...PER_HEAD].map((step) => ({ step, head }));
  const heads = Array.from({ length: numHeads }, (_, head) => head);
  return [...shared.slice(0, first), ...heads.flatMap(ofHead), ...shared.slice(first)];
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
