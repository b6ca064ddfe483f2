// A layer of a model taken apart, so that another engine can run it to the same bits.

/** @typedef {import('./run.js').Run} Run */
/** @typedef {import('./tensor-types.js').TensorName} TensorName */
/** @typedef {import('./spec-types.js').AttentionSpec} AttentionSpec */
/** @typedef {import('./spec-types.js').RunInput} RunInput */

/** What a first layer's rows were made of. @type {TensorName[]} */
const MADE_OF = ['embedding', 'position', 'patches', 'projected'];

/**
 * @param {Run} run  of a model's layer
 * @param {any} parts  what the core writes of it: all but the large matrices
 * @returns {{ spec: AttentionSpec, input: RunInput }}
 */
export function layerParts(run, { spec, input }) {
  const data = (/** @type {TensorName} */ name) => run.tensor(name).data;
  for (const name of /** @type {const} */ (['wq', 'wk', 'wv', 'wo'])) {
    spec.weights[name] = data(name);
  }
  const { origin } = input;
  if (origin) {
    const [embedding, ...rest] = MADE_OF.filter((name) => run.has(name));
    for (const name of embedding ? [embedding, ...rest] : /** @type {const} */ (['hidden'])) {
      origin[name] = data(name);
    }
    if (run.has('patchWeight')) {
      const bias = run.has('patchBias') ? data('patchBias') : undefined;
      origin.projection = { weight: data('patchWeight'), bias };
    }
  } else {
    // Positions that the layer itself adds are not in what it is given.
    input.x = data(run.has('embedding') ? 'embedding' : 'x');
  }
  const { context } = input;
  if (context?.origin) context.origin.hidden = data('contextHidden');
  else if (context) context.x = data('context');
  if (spec.position.type === 'learned') spec.position.table = data('position');
  return { spec, input };
}
