// A layer of a model taken apart, so that another engine can run it to the same bits.

/** @typedef {import('./run.js').Run} Run */
/** @typedef {import('./tensor-types.js').TensorName} TensorName */
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
    // A file can ask for no other mask.
    mask: config.maskInfo.type === 'causal' ? /** @type {const} */ ('causal') : undefined,
    position: positionOf(run, config.positionInfo.type, modelConfig),
    weights: {
      ...{ wq: data(run, 'wq'), wk: data(run, 'wk'), wv: data(run, 'wv'), wo: data(run, 'wo') },
      ...{ bq: optional(run, 'bq'), bk: optional(run, 'bk') },
      ...{ bv: optional(run, 'bv'), bo: optional(run, 'bo') },
      label: config.weights,
      trained: true,
    },
  };
  const origin = originOf(run, layer);
  // Positions that the layer itself adds are not in what it is given.
  const x = origin ? undefined : (optional(run, 'embedding') ?? data(run, 'x'));
  return { spec, input: { tokens, origin, x } };
}

/** @param {Run} run @param {string} type @param {Record<string, any>} modelConfig */
function positionOf(run, type, modelConfig) {
  if (type === 'none') return undefined;
  if (type !== 'learned') return modelConfig.position;
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
      addsHidden: addsHidden(run),
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

/** What the residual is a sum of. @param {Run} run */
const addsHidden = (run) =>
  run.has('residual') &&
  run.explain({ tensor: 'residual', index: [0, 0] }).operands[1].ref.tensor === 'hidden';

/** @param {Run} run @param {TensorName} name */
function data(run, name) {
  return run.tensor(name).data;
}

/** @param {Run} run @param {TensorName} name */
function optional(run, name) {
  return run.has(name) ? data(run, name) : undefined;
}
