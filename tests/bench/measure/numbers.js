// Sizes, medians and operation counts; runs in Node and in the page.

/** @typedef {{ tokens: number, dModel: number, numHeads: number }} Size */

/** @type {Size[]} */
export const SIZES = [
  { tokens: 4, dModel: 8, numHeads: 2 },
  { tokens: 16, dModel: 64, numHeads: 4 },
  { tokens: 65, dModel: 64, numHeads: 4 },
  { tokens: 50, dModel: 192, numHeads: 3 },
  { tokens: 197, dModel: 192, numHeads: 3 },
  { tokens: 197, dModel: 768, numHeads: 12 },
  { tokens: 577, dModel: 768, numHeads: 12 },
];

/** @param {Size} size */
export const nameOf = ({ tokens, dModel, numHeads }) => `${tokens}×${dModel}×${numHeads}`;

/** @param {readonly number[]} values @returns {number} NaN of nothing */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Multiply-adds × 2 of one product. @param {number} rows @param {number} inner @param {number} columns */
export const productFlops = (rows, inner, columns) => 2 * rows * inner * columns;

/** Of four projections, Q·Kᵀ and weights·V; exponentials and biases are not counted. @param {Size} size */
export function layerFlops({ tokens, dModel }) {
  return 4 * productFlops(tokens, dModel, dModel) + 2 * productFlops(tokens, dModel, tokens);
}

/** Of what a trace keeps: x, q, k, v, z, output and three numbers for every query, key and head. @param {Size} size */
export function keptBytes({ tokens, dModel, numHeads }) {
  return 4 * (6 * tokens * dModel + 3 * numHeads * tokens * tokens);
}

/** @param {number} flops @param {number} milliseconds */
export const gigaflops = (flops, milliseconds) => flops / milliseconds / 1e6;

/**
 * The largest difference, as a part of the largest expected value.
 * @param {ArrayLike<number>} values
 * @param {ArrayLike<number>} expected
 * @returns {number}  Infinity when the lengths differ or a value is not finite
 */
export function disagreement(values, expected) {
  if (values.length !== expected.length) return Infinity;
  let [largest, most] = [0, 0];
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isFinite(values[i])) return Infinity;
    largest = Math.max(largest, Math.abs(expected[i]));
    most = Math.max(most, Math.abs(values[i] - expected[i]));
  }
  return most === 0 ? 0 : most / largest;
}
