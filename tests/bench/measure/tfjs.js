// TensorFlow.js with its wasm backend.

/** @typedef {import('./inputs.js').Layer} Layer */
/** @typedef {import('./rounds.js').Contestant} Contestant */

/** @param {any} tf  the module, its backend chosen @param {Layer} layer @returns {Contestant} */
export function tfjs(tf, { size, x, weights }) {
  const { tokens: n, dModel: d, numHeads } = size;
  const { wq, wk, wv, wo } = matrices(tf, weights, d);
  const { bq, bk, bv, bo } = vectors(tf, weights);
  const scale = 1 / Math.sqrt(d / numHeads);
  /** @param {any} from @param {any} w @param {any} b */
  const linear = (from, w, b) => tf.add(tf.matMul(from, w), b);
  /** @param {any} rows */
  const split = (rows) => tf.transpose(tf.reshape(rows, [n, numHeads, d / numHeads]), [1, 0, 2]);
  const run = () =>
    tf.tidy(() => {
      const input = tf.tensor2d(x, [n, d]);
      const [q, k, v] = [linear(input, wq, bq), linear(input, wk, bk), linear(input, wv, bv)];
      const scaled = tf.mul(tf.matMul(split(q), split(k), false, true), scale);
      const z = tf.matMul(tf.softmax(scaled), split(v));
      const rows = tf.reshape(tf.transpose(z, [1, 0, 2]), [n, d]);
      return linear(rows, wo, bo).dataSync();
    });
  const dispose = () => tf.dispose([wq, wk, wv, wo, bq, bk, bv, bo]);
  return { name: 'tfjs', run, output: run, dispose };
}

/** @param {any} tf @param {Layer['weights']} weights @param {number} d */
function matrices(tf, { wq, wk, wv, wo }, d) {
  const matrix = (/** @type {Float32Array} */ data) => tf.tensor2d(data, [d, d]);
  return { wq: matrix(wq), wk: matrix(wk), wv: matrix(wv), wo: matrix(wo) };
}

/** @param {any} tf @param {Layer['weights']} weights */
function vectors(tf, { bq, bk, bv, bo }) {
  return { bq: tf.tensor1d(bq), bk: tf.tensor1d(bk), bv: tf.tensor1d(bv), bo: tf.tensor1d(bo) };
}
