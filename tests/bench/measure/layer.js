// One size of layer, measured with every contestant in turn.
import { makeLayer } from './inputs.js';
import { KEPT } from './layer-graphs.js';
import { disagreement, layerFlops, nameOf } from './numbers.js';
import { ortLayers } from './ort.js';
import { ourLayer, ourProjections } from './ours.js';
import { peakContestants, withPeak } from './peak-wasm.js';
import { plain } from './plain.js';
import { inTurn } from './rounds.js';
import { tfjs } from './tfjs.js';

/** @typedef {import('./numbers.js').Size} Size */
/** @typedef {import('./rounds.js').Contestant} Contestant */
/** @typedef {import('./rounds.js').Plan} Plan */

/**
 * @typedef {object} Peers  the modules, ready for use
 * @property {import('./engine.js').Engine} engine
 * @property {any} ort
 * @property {any} tf
 */

/**
 * @typedef {import('./rounds.js').Times & { size: Size, worst: number }} LayerResult
 *   worst: the largest disagreement of an output or an intermediate
 */

/** Of the largest value. */
export const TOLERANCE = 1e-4;

/** More multiply-adds than this are too many for three loops in JavaScript. */
const PLAIN_AT_MOST = 2e9;

/** The size whose projections the issue asks for. */
const PROJECTIONS = '197×768×12';

/**
 * @param {Size} size
 * @param {Peers} peers
 * @param {Plan} plan
 * @returns {Promise<LayerResult>}
 */
export async function measureLayer(size, { engine, ort, tf }, plan) {
  const layer = makeLayer(size);
  const { fused, open } = await ortLayers(ort, 'ort', layer);
  const ours = ourLayer(engine, layer);
  const contestants = [...ours.contestants, fused, open, tfjs(tf, layer)];
  if (layerFlops(size) <= PLAIN_AT_MOST) contestants.push(plain(layer));

  let worst = await agree(contestants, await fused.output?.(), size);
  const kept = await open.kept();
  const values = ours.kept();
  for (const name of KEPT) {
    worst = Math.max(worst, checked(`our ${name}`, values[name], kept[name], size));
  }

  if (nameOf(size) === PROJECTIONS) contestants.push(ourProjections(engine, layer));
  contestants.push(...peakContestants());
  const { medians, fastest } = await inTurn(contestants, plan);
  for (const { dispose } of contestants) dispose?.();
  return { size, medians: withPeak(medians), fastest: withPeak(fastest), worst };
}

/** @param {Contestant[]} contestants @param {Float32Array | undefined} expected @param {Size} size */
async function agree(contestants, expected, size) {
  let worst = 0;
  for (const { name, output } of contestants) {
    if (!output || !expected) continue;
    worst = Math.max(worst, checked(name, await output(), expected, size));
  }
  return worst;
}

/** @param {string} name @param {Float32Array} values @param {Float32Array} expected @param {Size} size */
function checked(name, values, expected, size) {
  const found = disagreement(values, expected);
  if (found <= TOLERANCE) return found;
  throw new Error(
    `At ${nameOf(size)}, ${name} is off by ${found.toExponential(1)} of the largest value; ` +
      `onnxruntime-web is the reference, and ${TOLERANCE} is allowed.`,
  );
}
