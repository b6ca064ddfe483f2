/**
 * What the workers of these pages post, and what Node has to agree with.
 * @param {any} engine
 * @param {Blob} [file]  of a model
 */
export async function answer(engine, file) {
  const layer = engine.attention({ dModel: 8, numHeads: 2, seed: 7 });
  const run = layer.run({ tokens: ['I', 'like', 'machine', 'learning'] });
  const trace = run.trace({ query: 0, heads: [0], steps: ['softmax'] });
  const fetched = file ?? (await (await fetch('/models/digit-vit/model.safetensors')).blob());
  const model = await engine.openModel(fetched);
  return { trace, layers: model.numLayers };
}
