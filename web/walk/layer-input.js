// A trained layer as an input of its own: its word vectors, positions and weights written down, so that one of them can
// be changed and the others stay. For layers that read words; those of an image model stand behind a layer norm.

/** @param {import('../engine/engine.js').Run} run @returns {import('./walk.js').WalkInput} */
export function inputOfLayer(run) {
  const { config, tokens, steps, weights } = run.trace({
    query: 0,
    heads: [],
    steps: ['input'],
    weights: true,
  });
  const { dModel, numHeads, numKvHeads, headDim, valueDim, outDim, scale, softcap } = config;
  const [input] = steps;
  if (input.id !== 'input') throw new Error('the trace starts with its input');
  return {
    tokens,
    x: input.embedding ?? input.values,
    position: input.position ? { type: 'learned', table: input.position } : 'none',
    ...{ dModel, numHeads, numKvHeads, headDim, valueDim, outDim, scale, weights },
    ...(softcap === undefined ? {} : { softcap }),
    mask: config.maskInfo.type === 'causal' ? 'causal' : 'none',
    trainedOn: config.weightsInfo.label ?? config.weights,
  };
}
