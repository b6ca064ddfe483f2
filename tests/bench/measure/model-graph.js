// A Vision Transformer as ONNX, its weights left in the .safetensors file that we read ourselves.
import { externalTensor, integers, node, onnxModel } from './onnx.js';

/**
 * Entries of a .safetensors header.
 * @typedef {Record<string, { shape: number[], data_offsets: [number, number] }>} Header
 */

/**
 * @typedef {object} Vit
 * @property {number} layers
 * @property {number} numHeads
 * @property {number} imageSize
 * @property {number} patchSize
 * @property {number} epsilon
 */

/**
 * @param {Header} header  of a file with Hugging Face's names
 * @param {{ location: string, dataStart: number }} file
 * @param {Vit} vit
 * @returns {Uint8Array}  pixels [1, 3, size, size] → logits
 */
export function vitGraph(header, { location, dataStart }, vit) {
  /** @type {Uint8Array[]} */
  const initializers = [];
  /** @param {string} name */
  const stored = (name) => {
    const { shape, data_offsets: offsets } = header[name];
    const [offset, length] = [dataStart + offsets[0], offsets[1] - offsets[0]];
    initializers.push(externalTensor(name, shape, { location, offset, length }));
    return name;
  };
  /** The file has [out, in], which Gemm takes as it is. @param {string} from @param {string} to @param {string} name */
  const linear = (from, to, name) =>
    node('Gemm', [from, stored(`${name}.weight`), stored(`${name}.bias`)], [to], { transB: 1 });
  /** @param {string} from @param {string} to @param {string} name */
  const norm = (from, to, name) =>
    node('LayerNormalization', [from, stored(`${name}.weight`), stored(`${name}.bias`)], [to], {
      axis: -1,
      epsilon: vit.epsilon,
    });

  const blocks = Array.from({ length: vit.layers }, (_, index) =>
    block(`h${index}`, `h${index + 1}`, `vit.encoder.layer.${index}`, vit, { linear, norm }),
  );
  const width = header['classifier.weight'].shape[1];
  initializers.push(
    integers('columns', [1, width, -1]),
    integers('rows', [-1, width]),
    integers('batch', [1, -1, width]),
    integers('first', [0]),
  );
  const embeddings = 'vit.embeddings';
  const projection = `${embeddings}.patch_embeddings.projection`;
  const { patchSize, imageSize } = vit;
  const nodes = [
    node(
      'Conv',
      ['pixels', stored(`${projection}.weight`), stored(`${projection}.bias`)],
      ['patches'],
      { strides: [patchSize, patchSize], kernel_shape: [patchSize, patchSize] },
    ),
    node('Reshape', ['patches', 'columns'], ['patch.columns']),
    node('Transpose', ['patch.columns'], ['patch.rows'], { perm: [0, 2, 1] }),
    node('Concat', [stored(`${embeddings}.cls_token`), 'patch.rows'], ['tokens'], { axis: 1 }),
    node('Add', ['tokens', stored(`${embeddings}.position_embeddings`)], ['embedded']),
    node('Reshape', ['embedded', 'rows'], ['h0']),
    ...blocks.flat(),
    norm(`h${vit.layers}`, 'normal', 'vit.layernorm'),
    node('Gather', ['normal', 'first'], ['class'], { axis: 0 }),
    linear('class', 'logits', 'classifier'),
  ];
  return onnxModel({
    nodes,
    initializers,
    inputs: { pixels: [1, 3, imageSize, imageSize] },
    outputs: { logits: [1, header['classifier.weight'].shape[0]] },
  });
}

/**
 * @param {string} from
 * @param {string} to
 * @param {string} name
 * @param {Vit} vit
 * @param {Record<'linear' | 'norm', (from: string, to: string, name: string) => Uint8Array>} make
 */
function block(from, to, name, { numHeads }, { linear, norm }) {
  const own = (/** @type {string} */ part) => `${to}.${part}`;
  const self = `${name}.attention.attention`;
  const parts = ['query', 'key', 'value'];
  const batches = parts.map((part) => own(`${part}.batch`));
  return [
    norm(from, own('before'), `${name}.layernorm_before`),
    ...parts.flatMap((part, index) => [
      linear(own('before'), own(part), `${self}.${part}`),
      node('Reshape', [own(part), 'batch'], [batches[index]]),
    ]),
    node('MultiHeadAttention', batches, [own('z')], { num_heads: numHeads }, 'com.microsoft'),
    node('Reshape', [own('z'), 'rows'], [own('z.rows')]),
    linear(own('z.rows'), own('attended'), `${name}.attention.output.dense`),
    node('Add', [from, own('attended')], [own('middle')]),
    norm(own('middle'), own('after'), `${name}.layernorm_after`),
    linear(own('after'), own('inner'), `${name}.intermediate.dense`),
    node('Gelu', [own('inner')], [own('gelu')], {}, 'com.microsoft'),
    linear(own('gelu'), own('outer'), `${name}.output.dense`),
    node('Add', [own('middle'), own('outer')], [to]),
  ];
}
