// A Vision Transformer of the size of ViT-B/16, with the names of Hugging Face and weights that are
// made up: written to a file piece by piece, so that making it takes no memory.
import { closeSync, openSync, writeSync } from 'node:fs';

/** Of google/vit-base-patch16-224. */
export const config = {
  model_type: 'vit',
  hidden_size: 768,
  num_attention_heads: 12,
  intermediate_size: 3072,
  hidden_act: 'gelu',
  layer_norm_eps: 1e-12,
  image_size: 224,
  patch_size: 16,
  num_channels: 3,
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.5, 0.5, 0.5],
};

const LABELS = 1000;

/** @param {number} layers @param {typeof config} of @returns {[name: string, shape: number[]][]} */
function tensors(layers, of) {
  const { hidden_size: d, intermediate_size: inner, patch_size: patch, num_channels } = of;
  const patches = (of.image_size / patch) ** 2;
  /** @type {[string, number[]][]} */
  const list = [
    ['vit.embeddings.cls_token', [1, 1, d]],
    ['vit.embeddings.position_embeddings', [1, patches + 1, d]],
    ...linear('vit.embeddings.patch_embeddings.projection', [d, num_channels, patch, patch]),
  ];
  for (let layer = 0; layer < layers; layer += 1) {
    const block = `vit.encoder.layer.${layer}`;
    for (const part of ['query', 'key', 'value']) {
      list.push(...linear(`${block}.attention.attention.${part}`, [d, d]));
    }
    list.push(
      ...linear(`${block}.attention.output.dense`, [d, d]),
      ...linear(`${block}.intermediate.dense`, [inner, d]),
      ...linear(`${block}.output.dense`, [d, inner]),
      ...linear(`${block}.layernorm_before`, [d]),
      ...linear(`${block}.layernorm_after`, [d]),
    );
  }
  return [...list, ...linear('vit.layernorm', [d]), ...linear('classifier', [LABELS, d])];
}

/** @param {string} name @param {number[]} shape @returns {[string, number[]][]} */
function linear(name, shape) {
  return [
    [`${name}.weight`, shape],
    [`${name}.bias`, [shape[0]]],
  ];
}

/** @param {number[]} shape */
const sizeOf = (shape) => shape.reduce((product, extent) => product * extent, 1);

/**
 * Numbers that differ within a tensor and from one tensor to the next, of the size that keeps a
 * token's vector from growing or vanishing; a layer norm's weights are around 1.
 * @param {string} name
 * @param {number[]} shape
 */
function generator(name, shape) {
  let state = [...name].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) >>> 0, 7) | 1;
  const isNorm = name.includes('layernorm') && name.endsWith('weight');
  const spread =
    shape.length > 1 && !name.includes('token') ? 2 / Math.sqrt(sizeOf(shape.slice(1))) : 0.2;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (isNorm ? 1 : 0) + (state / 2 ** 31) * spread;
  };
}

/**
 * @param {string} path  of the file to write
 * @param {number} [layers]
 * @param {typeof config} [of]  another size
 * @returns {number}  its size in bytes: 346 million with all 12 layers, 63 million with 2
 */
export function writeVitBase(path, layers = 12, of = config) {
  /** @type {Record<string, object>} */
  const header = {};
  let end = 0;
  for (const [name, shape] of tensors(layers, of)) {
    const begin = end;
    end += sizeOf(shape) * 4;
    header[name] = { dtype: 'F32', shape, data_offsets: [begin, end] };
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = openSync(path, 'w');
  try {
    writeSync(file, length);
    writeSync(file, json);
    const piece = new Float32Array(1 << 18);
    for (const [name, shape] of tensors(layers, of)) {
      const next = generator(name, shape);
      for (let left = sizeOf(shape); left > 0; left -= piece.length) {
        const part = piece.subarray(0, Math.min(left, piece.length));
        for (let i = 0; i < part.length; i += 1) part[i] = next();
        writeSync(file, new Uint8Array(part.buffer, 0, part.byteLength));
      }
    }
  } finally {
    closeSync(file);
  }
  return 8 + json.length + end;
}
