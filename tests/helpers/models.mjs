// The models that ship, what PyTorch computed with them, and files to spoil.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../web/tools/machine/process.mjs';

/** @param {string} name  @returns {Uint8Array<ArrayBuffer>} */
export const modelFile = (name) =>
  new Uint8Array(readFileSync(join(root, 'web/models', name, 'model.safetensors')));

/** @param {string} name */
export const referenceOf = (name) =>
  JSON.parse(readFileSync(join(root, 'examples/training/reference', `${name}.json`), 'utf8'));

/**
 * Bytes of a grey image as a model wants them.
 * @param {{ config: Record<string, any> }} model
 * @param {number[]} bytes
 */
export function pixelsFor({ config }, bytes) {
  const [mean] = config.image_mean;
  const [deviation] = config.image_std;
  return Float32Array.from(bytes, (byte) => (byte / 255 - mean) / deviation);
}

/**
 * @param {Uint8Array} file  .safetensors
 * @returns {{ header: string, data: Uint8Array }}
 */
export function parted(file) {
  const start = 8 + Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  return { header: new TextDecoder().decode(file.subarray(8, start)), data: file.subarray(start) };
}

/**
 * @param {string} header
 * @param {Uint8Array} data
 */
export function joined(header, data) {
  const text = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}

/**
 * @param {ArrayLike<number>} actual
 * @param {ArrayLike<number>} expected
 */
export function largestDifference(actual, expected) {
  if (actual.length !== expected.length || actual.length === 0) return Infinity;
  return Math.max(...Array.from(expected, (value, i) => Math.abs(value - actual[i])));
}
