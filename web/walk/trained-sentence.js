// A sentence through the trained text model, which is one attention layer: its numbers read from the
// pack as an input of that layer. What whole models need is not there yet when the first step is drawn.
import { bytesOf } from '../engine/base64.js';

/**
 * @param {import('./model-scripts.js').Pack} pack  of the text model
 * @param {import('./walk.js').WalkInput} input  whose tokens are words of its vocabulary, whatever their case
 * @returns {import('./walk.js').WalkInput}
 */
export function sentenceInput({ weights }, { tokens, query }) {
  const { numbers, metadata } = numbersOf(bytesOf(weights));
  const { vocab, d_model: dModel, num_heads: numHeads, unk_token: unknown } = metadata.config;
  const rows = (/** @type {string} */ name, /** @type {number[]} */ places) =>
    places.map((row) => [...numbers(name).subarray(row * dModel, (row + 1) * dModel)]);
  const ids = tokens.map((/** @type {string} */ token) => {
    const id = vocab.indexOf(token.toLowerCase());
    return id < 0 ? vocab.indexOf(unknown) : id;
  });
  const matrices = ['wq', 'wk', 'wv', 'wo', 'bq', 'bk', 'bv', 'bo'].map((name) => [
    name,
    numbers(`attention.${name}`),
  ]);
  const label = `trained on ${metadata.trained_on}`;
  return {
    ...{ tokens, query, dModel, numHeads },
    x: rows('embeddings.word.weight', ids),
    position: { type: 'learned', table: rows('embeddings.position.weight', [...tokens.keys()]) },
    weights: { ...Object.fromEntries(matrices), label, trained: true },
    trainedOn: label,
  };
}

/** The 32-bit numbers of a .safetensors file of our own. @param {Uint8Array} bytes */
function numbersOf(bytes) {
  const size = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + size)));
  const data = bytes.slice(8 + size).buffer; // its numbers start at a multiple of 4
  const { __metadata__: metadata } = header;
  const numbers = (/** @type {string} */ name) => {
    const [start, end] = header[name].data_offsets;
    return new Float32Array(data, start, (end - start) / 4);
  };
  return { numbers, metadata: { ...metadata, config: JSON.parse(metadata.config) } };
}
