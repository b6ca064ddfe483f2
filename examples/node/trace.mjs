// Prints the attention weights of one head as a table: node trace.mjs
import { createEngine } from 'attention-walk';

const HEAD = 1;
const tokens = ['The', 'cat', 'sat', 'because', 'it', 'was', 'tired'];

const engine = await createEngine({ models: false });
const layer = engine.attention({ dModel: 8, numHeads: 2, seed: 7, mask: 'causal' });
const run = layer.run({ tokens });
const { shape, data } = run.tensor('weights', HEAD);
const [queries, keys] = shape;

const width = Math.max(...tokens.map((token) => token.length));
const line = (/** @type {string[]} */ ...cells) =>
  console.log(cells.map((cell) => cell.padStart(width)).join('  '));

console.log(
  `Weights of head ${HEAD}: each row is a token that asks, each column one that answers.`,
);
line('', ...tokens);
for (let query = 0; query < queries; query += 1) {
  const row = data.subarray(query * keys, (query + 1) * keys);
  line(tokens[query], ...Array.from(row, (weight) => weight.toFixed(3)));
}
