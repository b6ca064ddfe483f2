// A layer of a whole model, as a walk shows it.

/**
 * @param {import('./walk.js').Walk} walk
 * @param {import('./run-of-model.js').RunOfModel} modelRun
 * @param {import('../engine/engine.js').Run} run  of the layer
 * @param {{ layer: number, query: number }} place  layer: 0-based
 */
export function walkLayer(walk, modelRun, run, { layer, query }) {
  const normed = has(run, 'normWeight', 0);
  const embedded = layer === 0 && has(run, 'position', 0, 0);
  const origin = { layer, numLayers: modelRun.numLayers, normed, embedded };
  const isPlain = !has(run, 'hidden', 0, 0);
  walk.loadLayer(run, {
    query,
    grid: modelRun.grid,
    origin: isPlain ? null : origin,
    readout: (token) => modelRun.readout(token),
  });
}

/** Asked by one number of it: a large layer's whole matrix would be copied for nothing. @param {import('../engine/engine.js').Run} run @param {string} tensor @param {...number} index */
function has(run, tensor, ...index) {
  try {
    run.explain({ tensor, index });
    return true;
  } catch {
    return false;
  }
}
