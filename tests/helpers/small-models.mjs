// Models of a few numbers in the names of several libraries, so that between them they have every part that a layer
// can have. What they compute means nothing; whether it is right is for the golden files of tests/core.
import { joined } from './models.mjs';
import { numbersFrom } from './requests.mjs';

/** @typedef {Record<string, number[]>} Shapes  of the tensors, by name */

/**
 * @typedef {object} SmallModel
 * @property {Uint8Array<ArrayBuffer>} bytes  .safetensors
 * @property {object} config
 * @property {import('../../web/engine/engine.js').ModelInput} input
 */

/** Norms and layer scales are near 1, as they are in real files. @param {Shapes} shapes */
function fileOf(shapes) {
  const next = numbersFrom(5);
  const header = /** @type {Record<string, object>} */ ({});
  const numbers = /** @type {number[]} */ ([]);
  for (const [name, shape] of Object.entries(shapes)) {
    const count = shape.reduce((all, one) => all * one, 1);
    const start = 4 * numbers.length;
    const middle = /(norm|norm1|norm2|layrnorm)\.weight$|lambda1$/.test(name) ? 1 : 0;
    for (let left = count; left > 0; left -= 1) numbers.push(middle + 0.5 * next());
    header[name] = { dtype: 'F32', shape, data_offsets: [start, 4 * numbers.length] };
  }
  return joined(JSON.stringify(header), new Uint8Array(new Float32Array(numbers).buffer));
}

/** The tensors of two layers. @param {string} prefix  before the number of a layer @param {Shapes} shapes */
const layers = (prefix, shapes) =>
  Object.fromEntries(
    [0, 1].flatMap((layer) =>
      Object.entries(shapes).map(([name, shape]) => [`${prefix}${layer}.${name}`, shape]),
    ),
  );

/** Weight and bias of linear maps and norms. @param {Record<string, number[]>} weights  their shapes, [out, in] */
const withBias = (weights) =>
  Object.fromEntries(
    Object.entries(weights).flatMap(([name, shape]) => [
      [`${name}.weight`, shape],
      [`${name}.bias`, shape.slice(0, 1)],
    ]),
  );

/** @param {number} height @param {number} width */
const pixels = (height, width) => ({
  pixels: Float32Array.from({ length: height * width }, (_, at) => Math.sin(at)),
  ...{ height, width },
});

const image = { patch_size: 2, num_channels: 1, image_size: 4, num_attention_heads: 2 };
const tokenIds = [3, 1, 4, 1, 5, 2];

/** RMS norms before and behind, grouped queries, RoPE, a soft cap, a sliding window in every second layer. */
const gemma = () => ({
  bytes: fileOf({
    'model.embed_tokens.weight': [7, 12],
    ...layers('model.layers.', {
      'input_layernorm.weight': [12],
      'post_attention_layernorm.weight': [12],
      'pre_feedforward_layernorm.weight': [12],
      'post_feedforward_layernorm.weight': [12],
      'self_attn.q_proj.weight': [8, 12],
      'self_attn.k_proj.weight': [4, 12],
      'self_attn.v_proj.weight': [4, 12],
      'self_attn.o_proj.weight': [12, 8],
      'mlp.gate_proj.weight': [6, 12],
      'mlp.up_proj.weight': [6, 12],
      'mlp.down_proj.weight': [12, 6],
    }),
    'model.norm.weight': [12],
  }),
  config: {
    ...{ model_type: 'gemma2', hidden_size: 12, head_dim: 4, intermediate_size: 6, vocab_size: 7 },
    ...{ num_attention_heads: 2, num_key_value_heads: 1, num_hidden_layers: 2 },
    ...{ sliding_window: 3, query_pre_attn_scalar: 9, attn_logit_softcapping: 50 },
    ...{ final_logit_softcapping: 30, rms_norm_eps: 1e-6, rope_theta: 10000 },
    hidden_activation: 'gelu_pytorch_tanh',
  },
  input: { tokenIds },
});

/** Layer scale, registers, and positions that are stretched to an image of another size, which is no square. */
const dinov2 = () => ({
  bytes: fileOf({
    'embeddings.cls_token': [1, 1, 8],
    'embeddings.register_tokens': [1, 2, 8],
    'embeddings.position_embeddings': [1, 5, 8],
    ...{ 'embeddings.patch_embeddings.projection.weight': [8, 1, 2, 2] },
    ...{ 'embeddings.patch_embeddings.projection.bias': [8] },
    ...layers('encoder.layer.', {
      ...withBias({ norm1: [8], norm2: [8] }),
      ...withBias({ 'attention.attention.query': [8, 8], 'attention.attention.key': [8, 8] }),
      ...withBias({ 'attention.attention.value': [8, 8], 'attention.output.dense': [8, 8] }),
      ...withBias({ 'mlp.fc1': [16, 8], 'mlp.fc2': [8, 16] }),
      'layer_scale1.lambda1': [8],
      'layer_scale2.lambda1': [8],
    }),
    ...withBias({ layernorm: [8] }),
  }),
  config: {
    ...{ ...image, model_type: 'dinov2_with_registers', hidden_size: 8, mlp_ratio: 2 },
    ...{ num_hidden_layers: 2, num_register_tokens: 2, layer_norm_eps: 1e-6 },
  },
  input: pixels(4, 6),
});

/** RoPE on a grid that is no square, "across". */
const dinov3 = () => ({
  bytes: fileOf({
    'embeddings.cls_token': [1, 1, 16],
    'embeddings.register_tokens': [1, 1, 16],
    'embeddings.patch_embeddings.weight': [16, 1, 2, 2],
    'embeddings.patch_embeddings.bias': [16],
    ...layers('layer.', {
      ...withBias({ norm1: [16], norm2: [16] }),
      ...withBias({ 'attention.q_proj': [16, 16], 'attention.v_proj': [16, 16] }),
      'attention.k_proj.weight': [16, 16],
      ...withBias({ 'attention.o_proj': [16, 16] }),
      ...withBias({ 'mlp.up_proj': [8, 16], 'mlp.down_proj': [16, 8] }),
      'layer_scale1.lambda1': [16],
      'layer_scale2.lambda1': [16],
    }),
    ...withBias({ norm: [16] }),
  }),
  config: {
    ...{ ...image, model_type: 'dinov3_vit', hidden_size: 16, intermediate_size: 8 },
    ...{ num_hidden_layers: 2, num_register_tokens: 1, rope_theta: 100, layer_norm_eps: 1e-5 },
  },
  input: pixels(6, 4),
});

/** Layer norms of queries and keys. */
const normedQueries = () => ({
  bytes: fileOf({
    cls_token: [1, 1, 8],
    pos_embed: [1, 5, 8],
    ...{ 'patch_embed.proj.weight': [8, 1, 2, 2], 'patch_embed.proj.bias': [8] },
    ...layers('blocks.', {
      ...withBias({ norm1: [8], norm2: [8], 'attn.q_norm': [4], 'attn.k_norm': [4] }),
      ...withBias({ 'attn.qkv': [24, 8], 'attn.proj': [8, 8] }),
      ...withBias({ 'mlp.fc1': [8, 8], 'mlp.fc2': [8, 8] }),
    }),
    ...withBias({ norm: [8], head: [3, 8] }),
  }),
  config: {
    ...{ architecture: 'vit_base_patch16_224', num_classes: 3, num_features: 8 },
    model_args: {
      ...{ img_size: 4, patch_size: 2, in_chans: 1, embed_dim: 8, depth: 2, num_heads: 2 },
      ...{ num_classes: 3, qk_norm: true },
    },
  },
  input: pixels(4, 4),
});

/** A norm before the blocks, so that the first layer's rows are no sum. */
const clip = () => ({
  bytes: fileOf({
    'vision_model.embeddings.class_embedding': [8],
    'vision_model.embeddings.patch_embedding.weight': [8, 1, 2, 2],
    'vision_model.embeddings.position_embedding.weight': [5, 8],
    ...withBias({ 'vision_model.pre_layrnorm': [8], 'vision_model.post_layernorm': [8] }),
    ...layers('vision_model.encoder.layers.', {
      ...withBias({ layer_norm1: [8], layer_norm2: [8] }),
      ...withBias({ 'self_attn.q_proj': [8, 8], 'self_attn.k_proj': [8, 8] }),
      ...withBias({ 'self_attn.v_proj': [8, 8], 'self_attn.out_proj': [8, 8] }),
      ...withBias({ 'mlp.fc1': [8, 8], 'mlp.fc2': [8, 8] }),
    }),
  }),
  config: {
    ...{ ...image, model_type: 'clip_vision_model', hidden_size: 8, intermediate_size: 8 },
    ...{ num_hidden_layers: 2, hidden_act: 'quick_gelu', layer_norm_eps: 1e-5 },
  },
  input: pixels(4, 4),
});

/** Bias by distance, the same for all that are far; no scaling; RMS norms. */
const t5 = () => ({
  bytes: fileOf({
    'shared.weight': [7, 8],
    'encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight': [8, 2],
    ...layers('encoder.block.', {
      'layer.0.layer_norm.weight': [8],
      'layer.0.SelfAttention.q.weight': [8, 8],
      'layer.0.SelfAttention.k.weight': [8, 8],
      'layer.0.SelfAttention.v.weight': [8, 8],
      'layer.0.SelfAttention.o.weight': [8, 8],
      'layer.1.layer_norm.weight': [8],
      'layer.1.DenseReluDense.wi.weight': [6, 8],
      'layer.1.DenseReluDense.wo.weight': [8, 6],
    }),
    'encoder.final_layer_norm.weight': [8],
  }),
  config: {
    ...{ model_type: 't5', d_model: 8, d_kv: 4, d_ff: 6, num_heads: 2, num_layers: 2 },
    ...{ vocab_size: 7, layer_norm_epsilon: 1e-6, feed_forward_proj: 'relu' },
    ...{ relative_attention_num_buckets: 8, relative_attention_max_distance: 12 },
    architectures: ['T5EncoderModel'],
  },
  input: { tokenIds },
});

/** A window to both sides in the second layer, and turns of another base there. */
const modernBert = () => ({
  bytes: fileOf({
    'model.embeddings.tok_embeddings.weight': [7, 8],
    'model.embeddings.norm.weight': [8],
    ...layers('model.layers.', {
      'attn.Wqkv.weight': [24, 8],
      'attn.Wo.weight': [8, 8],
      'mlp_norm.weight': [8],
      'mlp.Wi.weight': [12, 8],
      'mlp.Wo.weight': [8, 6],
    }),
    'model.layers.1.attn_norm.weight': [8],
    'model.final_norm.weight': [8],
  }),
  config: {
    ...{ model_type: 'modernbert', hidden_size: 8, intermediate_size: 6, num_hidden_layers: 2 },
    ...{ num_attention_heads: 2, vocab_size: 7, global_attn_every_n_layers: 3 },
    ...{ local_attention: 2, local_rope_theta: 100, global_rope_theta: 1000, norm_eps: 1e-5 },
  },
  input: { tokenIds },
});

/** Talking heads over the patches, then class attention. */
const cait = () => ({
  bytes: fileOf({
    cls_token: [1, 1, 8],
    pos_embed: [1, 4, 8],
    ...{ 'patch_embed.proj.weight': [8, 1, 2, 2], 'patch_embed.proj.bias': [8] },
    ...layers('blocks.', {
      ...withBias({ norm1: [8], norm2: [8], 'attn.qkv': [24, 8], 'attn.proj': [8, 8] }),
      ...withBias({ 'attn.proj_l': [2, 2], 'attn.proj_w': [2, 2] }),
      ...withBias({ 'mlp.fc1': [8, 8], 'mlp.fc2': [8, 8] }),
      ...{ gamma_1: [8], gamma_2: [8] },
    }),
    ...layers('blocks_token_only.', {
      ...withBias({ norm1: [8], norm2: [8], 'attn.proj': [8, 8] }),
      ...withBias({ 'attn.q': [8, 8], 'attn.k': [8, 8], 'attn.v': [8, 8] }),
      ...withBias({ 'mlp.fc1': [8, 8], 'mlp.fc2': [8, 8] }),
      ...{ gamma_1: [8], gamma_2: [8] },
    }),
    ...withBias({ norm: [8], head: [3, 8] }),
  }),
  config: {
    ...{ architecture: 'cait_xxs24_224', num_classes: 3, num_features: 8 },
    model_args: { num_heads: 2 },
    pretrained_cfg: { mean: [0.5], std: [0.5], num_classes: 3 },
  },
  input: pixels(4, 4),
});

/** Made when they are asked for. @type {Record<string, () => SmallModel>} */
export const smallModels = { gemma, dinov2, dinov3, normedQueries, clip, t5, modernBert, cait };
