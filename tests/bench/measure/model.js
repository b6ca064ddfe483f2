// A whole model of the size of ViT-B/16: ours and onnxruntime-web on the same file and picture.
import { generator } from './inputs.js';
import { vitGraph } from './model-graph.js';
import { disagreement } from './numbers.js';
import { SESSION } from './ort.js';
import { inTurn } from './rounds.js';

/** @typedef {import('./engine.js').Engine} Engine */
/** @typedef {import('./rounds.js').Contestant} Contestant */
/** @typedef {import('./rounds.js').Plan} Plan */

/** @typedef {import('./rounds.js').Times & { worst: number }} ModelResult */

/** Of the largest logit, after twelve layers. */
const TOLERANCE = 1e-3;

/**
 * @param {Blob} file  .safetensors with Hugging Face's names
 * @param {any} config  its config.json
 * @param {{ engine: Engine, ort: any }} peers
 * @param {Plan} plan
 * @returns {Promise<ModelResult>}
 */
export async function measureModel(file, config, { engine, ort }, plan) {
  const next = generator(5);
  const pixels = Float32Array.from({ length: 3 * config.image_size ** 2 }, next);
  const theirs = await ortModel(ort, file, config, pixels);
  /** @type {Required<Contestant>[]} */
  const contestants = [theirs, await ourModel(engine, file, config, pixels)];

  const expected = await theirs.output();
  let worst = 0;
  for (const { name, output } of contestants) {
    const found = disagreement(await output(), expected);
    worst = Math.max(worst, found);
    if (found <= TOLERANCE) continue;
    throw new Error(`The logits of ${name} are off by ${found.toExponential(1)} of the largest.`);
  }
  const times = await inTurn(contestants, plan);
  for (const { dispose } of contestants) dispose();
  return { ...times, worst };
}

/** @param {Engine} engine @param {Blob} file @param {any} config @param {Float32Array} pixels */
async function ourModel(engine, file, config, pixels) {
  const model = await engine.openModel(file, config);
  const run = () => {
    const made = model.run({ pixels });
    const { logits } = made;
    made.dispose();
    return logits;
  };
  return { name: 'ours.model', run, output: run, dispose: () => model.dispose() };
}

/** @param {any} ort @param {Blob} file @param {any} config @param {Float32Array} pixels */
async function ortModel(ort, file, config, pixels) {
  const location = 'vit-base.safetensors';
  const length = Number(new DataView(await file.slice(0, 8).arrayBuffer()).getBigUint64(0, true));
  const dataStart = 8 + length;
  const header = JSON.parse(await file.slice(8, dataStart).text());
  delete header.__metadata__;
  const layers =
    Object.keys(header).filter((name) => name.endsWith('output.dense.bias')).length / 2;
  const graph = vitGraph(
    header,
    { location, dataStart },
    {
      layers,
      numHeads: config.num_attention_heads,
      imageSize: config.image_size,
      patchSize: config.patch_size,
      epsilon: config.layer_norm_eps,
    },
  );
  const data = new Uint8Array(await file.arrayBuffer());
  const externalData = [{ path: location, data }];
  const session = await ort.InferenceSession.create(graph, { ...SESSION, externalData });
  const shape = [1, 3, config.image_size, config.image_size];
  const run = () => session.run({ pixels: new ort.Tensor('float32', pixels, shape) });
  return {
    name: 'ort.model',
    run,
    output: async () => /** @type {Float32Array} */ ((await run()).logits.data),
    dispose: () => void session.release(),
  };
}
