// A layer of ViT-Base's size: it computes here without holding up the page, and its tensors move to
// the page without a copy.
import { createEngine } from '../../dist/attention-walk.mjs';

const D_MODEL = 768;
const LENGTH = 197;

const engine = await createEngine({ models: false });
const layer = engine.attention({ dModel: D_MODEL, numHeads: 12, seed: 7 });
const run = layer.run({ x: new Float32Array(LENGTH * D_MODEL) });

addEventListener('message', ({ data: { phase } }) => {
  const x = Float32Array.from({ length: LENGTH * D_MODEL }, (_, i) => Math.sin(i * 0.37 + phase));
  const started = performance.now();
  run.update(x); // in the memory of the numbers before
  const milliseconds = performance.now() - started;
  const weights = run.tensor('weights');
  const output = run.tensor('output');
  postMessage({ milliseconds, weights, output }, [weights.data.buffer, output.data.buffer]);
});
postMessage('ready');
