// The layer as one writes it down first: three nested loops in JavaScript.

/** @typedef {import('./inputs.js').Layer} Layer */
/** @typedef {import('./rounds.js').Contestant} Contestant */

/** @param {Layer} layer @returns {Contestant} */
export function plain({ size, x, weights }) {
  const { tokens: n, dModel: d, numHeads } = size;
  const { wq, wk, wv, wo, bq, bk, bv, bo } = weights;
  const run = () => {
    const q = linear(x, wq, bq, n, d);
    const k = linear(x, wk, bk, n, d);
    const v = linear(x, wv, bv, n, d);
    const z = new Float32Array(n * d);
    for (let head = 0; head < numHeads; head += 1) attend(q, k, v, z, n, d, d / numHeads, head);
    return linear(z, wo, bo, n, d);
  };
  return { name: 'plain', run, output: run };
}

/** @param {Float32Array} x @param {Float32Array} w @param {Float32Array} b @param {number} n @param {number} d */
function linear(x, w, b, n, d) {
  const y = new Float32Array(n * d);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < d; j += 1) {
      let sum = b[j];
      for (let k = 0; k < d; k += 1) sum += x[i * d + k] * w[k * d + j];
      y[i * d + j] = sum;
    }
  }
  return y;
}

/**
 * @param {Float32Array} q @param {Float32Array} k @param {Float32Array} v @param {Float32Array} z
 * @param {number} n @param {number} d @param {number} width @param {number} head
 */
function attend(q, k, v, z, n, d, width, head) {
  const [first, scale] = [head * width, 1 / Math.sqrt(width)];
  const weights = new Float32Array(n);
  for (let i = 0; i < n; i += 1) {
    let [max, total] = [-Infinity, 0];
    for (let j = 0; j < n; j += 1) {
      let sum = 0;
      for (let c = first; c < first + width; c += 1) sum += q[i * d + c] * k[j * d + c];
      weights[j] = sum * scale;
      max = Math.max(max, weights[j]);
    }
    for (let j = 0; j < n; j += 1) total += weights[j] = Math.exp(weights[j] - max);
    for (let c = first; c < first + width; c += 1) {
      let sum = 0;
      for (let j = 0; j < n; j += 1) sum += weights[j] * v[j * d + c];
      z[i * d + c] = sum / total;
    }
  }
}
