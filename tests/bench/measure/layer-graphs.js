// One attention layer as ONNX: with the fused operator, and as plain operators that hand out every
// intermediate, as our run keeps them.
import { integers, node, onnxModel, tensor } from './onnx.js';

/** @typedef {import('./inputs.js').Layer} Layer */

/** What the open graph hands out, under the names of run.tensor(). */
export const KEPT = /** @type {const} */ ([
  ...['q', 'k', 'v', 'scores', 'scaled', 'weights', 'z', 'output'],
]);

/** @param {Layer} layer */
function weightsOf({ size: { dModel }, weights }) {
  return Object.entries(weights).map(([name, data]) =>
    tensor(name, name.startsWith('w') ? [dModel, dModel] : [dModel], data),
  );
}

/** @param {string} from @param {string} to @param {string} letter */
const linear = (from, to, letter) => [
  node('MatMul', [from, `w${letter}`], [`${to}.product`]),
  node('Add', [`${to}.product`, `b${letter}`], [to]),
];

/** @param {Layer} layer @returns {Uint8Array} x → output */
export function fusedLayer(layer) {
  const { tokens, dModel, numHeads } = layer.size;
  const attributes = { num_heads: numHeads };
  return onnxModel({
    nodes: [
      ...['q', 'k', 'v'].flatMap((letter) => linear('x', letter, letter)),
      node('MultiHeadAttention', ['q', 'k', 'v'], ['z'], attributes, 'com.microsoft'),
      ...linear('z', 'output', 'o'),
    ],
    initializers: weightsOf(layer),
    inputs: { x: [1, tokens, dModel] },
    outputs: { output: [1, tokens, dModel] },
  });
}

/** @param {Layer} layer @returns {Uint8Array} x → all of KEPT */
export function openLayer(layer) {
  const { tokens, dModel, numHeads } = layer.size;
  const headDim = dModel / numHeads;
  const rows = [1, tokens, dModel];
  const pairs = [1, numHeads, tokens, tokens];
  /** @param {string} letter @param {number[]} perm */
  const split = (letter, perm) => [
    node('Reshape', [letter, 'split'], [`${letter}.split`]),
    node('Transpose', [`${letter}.split`], [`${letter}.heads`], { perm }),
  ];
  return onnxModel({
    nodes: [
      ...['q', 'k', 'v'].flatMap((letter) => linear('x', letter, letter)),
      ...split('q', [0, 2, 1, 3]),
      ...split('k', [0, 2, 3, 1]),
      ...split('v', [0, 2, 1, 3]),
      node('MatMul', ['q.heads', 'k.heads'], ['scores']),
      node('Mul', ['scores', 'scale'], ['scaled']),
      node('Softmax', ['scaled'], ['weights'], { axis: -1 }),
      node('MatMul', ['weights', 'v.heads'], ['z.heads']),
      node('Transpose', ['z.heads'], ['z.split'], { perm: [0, 2, 1, 3] }),
      node('Reshape', ['z.split', 'join'], ['z']),
      ...linear('z', 'output', 'o'),
    ],
    initializers: [
      ...weightsOf(layer),
      integers('split', [1, tokens, numHeads, headDim]),
      integers('join', rows),
      tensor('scale', [], Float32Array.of(1 / Math.sqrt(headDim))),
    ],
    inputs: { x: rows },
    outputs: {
      ...{ q: rows, k: rows, v: rows, scores: pairs, scaled: pairs, weights: pairs },
      ...{ z: rows, output: rows },
    },
  });
}
