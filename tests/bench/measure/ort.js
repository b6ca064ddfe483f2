// ONNX Runtime: its web build in Node and in the page, or its native one in Node.
import { fusedLayer, openLayer } from './layer-graphs.js';

/** @typedef {import('./inputs.js').Layer} Layer */
/** @typedef {import('./rounds.js').Contestant} Contestant */

/** One thread; everything else as it comes. */
export const SESSION = { intraOpNumThreads: 1, interOpNumThreads: 1 };

/**
 * @typedef {Contestant & { kept: () => Promise<Record<string, Float32Array>> }} OpenContestant
 *   kept: all that the graph hands out
 */

/**
 * @param {any} ort  the module
 * @param {string} prefix  of the names
 * @param {Layer} layer
 * @returns {Promise<{ fused: Contestant, open: OpenContestant }>}
 */
export async function ortLayers(ort, prefix, layer) {
  const fused = await session(ort, fusedLayer(layer), layer);
  const open = await session(ort, openLayer(layer), layer);
  return {
    fused: { name: `${prefix}.fused`, ...fused },
    open: { name: `${prefix}.open`, ...open },
  };
}

/** @param {any} ort @param {Uint8Array} bytes @param {Layer} layer */
async function session(ort, bytes, { size: { tokens, dModel }, x }) {
  const made = await ort.InferenceSession.create(bytes, SESSION);
  // The tensor only wraps the array; run() copies it in and the results out.
  const run = () => made.run({ x: new ort.Tensor('float32', x, [1, tokens, dModel]) });
  /** @returns {Promise<Record<string, Float32Array>>} */
  const kept = async () => {
    const entries = Object.entries(await run());
    return Object.fromEntries(entries.map(([name, { data }]) => [name, data]));
  };
  const output = async () => (await kept()).output;
  return { run, kept, output, dispose: () => void made.release() };
}
