// A layer of a model taken apart, so that another engine can run it to the same bits.
import { AttentionError } from './attention-error.js';

/** @typedef {import('./run.js').Run} Run */
/** @typedef {import('./trace-types.js').TensorName} TensorName */
/** @typedef {import('./spec-types.js').AttentionSpec} AttentionSpec */
/** @typedef {import('./spec-types.js').RunInput} RunInput */

/**
 * @param {Run} run  of a model's layer
 * @param {number} layer  its index
 * @param {Record<string, any>} modelConfig
 * @returns {{ spec: AttentionSpec, input: RunInput }}
 */
export function layerParts(run, layer, modelConfig) {
  const { config, tokens } = run.trace({ query: 0, steps: [] });
  const { dModel, numHeads, numKvHeads, headDim, valueDim, outDim, scale, softcap } = config;
  const spec = {
    ...{ dModel, numHeads, numKvHeads, headDim, valueDim, outDim, scale, softcap },
    // Models have no other masks than these two.
    mask: /** @type {'none' | 'causal'} */ (config.mask),
    position: positionOf(run, config.position, modelConfig),
    weights: {
      ...{ wq: data(run, 'wq'), wk: data(run, 'wk'), wv: data(run, 'wv'), wo: data(run, 'wo') },
      ...{ bq: optional(run, 'bq'), bk: optional(run, 'bk') },
      ...{ bv: optional(run, 'bv'), bo: optional(run, 'bo') },
      label: config.weights,
    },
  };
  const origin = originOf(run, layer);
  // Positions that the layer itself adds are not in what it is given.
  const x = origin ? undefined : (optional(run, 'embedding') ?? data(run, 'x'));
  return { spec, input: { tokens, origin, x } };
}

/** @param {Run} run @param {string} label @param {Record<string, any>} modelConfig */
function positionOf(run, label, modelConfig) {
  if (label === 'none') return undefined;
  if (label !== 'learned') return modelConfig.position;
  return /** @type {const} */ ({ type: 'learned', table: data(run, 'position') });
}

/**
 * How the model made x; undefined where nothing was done to it.
 * @param {Run} run
 * @param {number} layer
 * @returns {import('./spec-types.js').InputOrigin | undefined}
 */
function originOf(run, layer) {
  const hidden = optional(run, 'hidden');
  if (!hidden) return undefined;
  const embedding = optional(run, 'embedding');
  const normWeight = optional(run, 'normWeight');
  const patchWeight = optional(run, 'patchWeight');
  return {
    layer,
    ...(embedding ? { embedding, position: data(run, 'position') } : { hidden }),
    ...(normWeight && {
      norm: { weight: normWeight, bias: data(run, 'normBias'), epsilon: epsilonOf(run) },
    }),
    ...(patchWeight && {
      patches: data(run, 'patches'),
      projection: { weight: patchWeight, bias: optional(run, 'patchBias') },
    }),
  };
}

/** @param {Run} run */
function epsilonOf(run) {
  return /** @type {number} */ (run.explain({ tensor: 'normDeviation', index: [0] }).factor);
}

/** @param {Run} run @param {TensorName} name */
function data(run, name) {
  return run.tensor(name).data;
}

/** @param {Run} run @param {TensorName} name */
function optional(run, name) {
  try {
    return data(run, name);
  } catch (error) {
    if (error instanceof AttentionError && error.code === 'unsupported') return undefined;
    throw error;
  }
}
