// A layer of a whole model, as a walk shows it.

/**
 * @param {import('./walk.js').Walk} walk
 * @param {import('./run-of-model.js').RunOfModel} modelRun
 * @param {import('../engine/engine.js').Run} run  of the layer
 * @param {{ layer: number, window: number, query: number }} place  layer and window: 0-based
 */
export function walkLayer(walk, modelRun, run, { layer, window, query }) {
  const normed = run.has('normWeight');
  const embedded = layer === 0 && run.has('position');
  const origin = { layer, numLayers: modelRun.numLayers, normed, embedded };
  walk.loadLayer(run, {
    query,
    grid: modelRun.gridAt(layer, window),
    origin: run.has('hidden') ? origin : null,
    readout: (token) => modelRun.readout(token),
  });
}
