// Tensors of more numbers than are decoded at once, with rows that do not end where a batch does:
// every number arrives at its place, whole, transposed or cut out of a fused qkv.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';

const engine = await createEngine();

const D = 200;
const INNER = 410;
const SIDE = 18;
const config = { num_heads: 5, name: 'wide' };

/** @type {[name: string, shape: number[]][]} */
const TENSORS = [
  ['cls_token', [1, 1, D]],
  ['pos_embed', [1, SIDE * SIDE + 1, D]],
  ['patch_embed.proj.weight', [D, 3, 2, 2]],
  ['patch_embed.proj.bias', [D]],
  ['blocks.0.norm1.weight', [D]],
  ['blocks.0.norm1.bias', [D]],
  ['blocks.0.attn.qkv.weight', [3 * D, D]],
  ['blocks.0.attn.qkv.bias', [3 * D]],
  ['blocks.0.attn.proj.weight', [D, D]],
  ['blocks.0.attn.proj.bias', [D]],
  ['blocks.0.norm2.weight', [D]],
  ['blocks.0.norm2.bias', [D]],
  ['blocks.0.mlp.fc1.weight', [INNER, D]],
  ['blocks.0.mlp.fc1.bias', [INNER]],
  ['blocks.0.mlp.fc2.weight', [D, INNER]],
  ['blocks.0.mlp.fc2.bias', [D]],
  ['norm.weight', [D]],
  ['norm.bias', [D]],
];

/** @param {number[]} shape */
const sizeOf = (shape) => shape.reduce((product, extent) => product * extent, 1);

/** Every number is its place in the file, in thousandths. */
function makeFile() {
  /** @type {Record<string, object>} */
  const header = {};
  /** @type {Record<string, Float32Array>} */
  const stored = {};
  const count = TENSORS.reduce((sum, [, shape]) => sum + sizeOf(shape), 0);
  const numbers = Float32Array.from({ length: count }, (_, i) => i / 1000);
  let at = 0;
  for (const [name, shape] of TENSORS) {
    const size = sizeOf(shape);
    header[name] = { dtype: 'F32', shape, data_offsets: [at * 4, (at + size) * 4] };
    stored[name] = numbers.subarray(at, at + size);
    at += size;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return { file: new Blob([length, json, numbers]), stored };
}

test('every number of a file goes to its place', async () => {
  const { file, stored } = makeFile();
  const model = await engine.openModel(file, config);
  const size = SIDE * 2;
  const layer = model.run({ pixels: new Float32Array(3 * size * size) }).layer(0);
  /** @param {string} name @param {number} firstRow @param {number} rows */
  const transposed = (name, firstRow, rows) => {
    const from = stored[name];
    const columns = from.length / TENSORS.filter(([other]) => other === name)[0][1][0];
    return Float32Array.from(
      { length: rows * columns },
      (_, i) => from[(firstRow + (i % rows)) * columns + Math.floor(i / rows)],
    );
  };
  const qkv = 'blocks.0.attn.qkv';
  for (const [i, part] of /** @type {const} */ (['q', 'k', 'v']).entries()) {
    assert.deepEqual(layer.tensor(`w${part}`).data, transposed(`${qkv}.weight`, i * D, D), part);
    assert.deepEqual(
      layer.tensor(`b${part}`).data,
      stored[`${qkv}.bias`].slice(i * D, (i + 1) * D),
    );
  }
  assert.deepEqual(layer.tensor('wo').data, transposed('blocks.0.attn.proj.weight', 0, D));
  assert.deepEqual(layer.tensor('patchWeight').data, transposed('patch_embed.proj.weight', 0, D));
  assert.deepEqual(layer.tensor('position').data, stored.pos_embed);
});

test('a number that is not finite is found wherever it stands', async () => {
  const { file } = makeFile();
  const bytes = Buffer.from(await file.arrayBuffer());
  bytes.writeFloatLE(Infinity, bytes.length - 4 * (2 * D + 7));
  await assert.rejects(engine.openModel(new Blob([bytes]), config), {
    code: 'not_finite',
    message: /tensor "blocks\.0\.mlp\.fc2\.bias": number 193 is Infinity/,
  });
});
