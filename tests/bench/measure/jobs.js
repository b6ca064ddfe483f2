// What a page or a Node process is asked to measure.
import { loadEngine } from './engine.js';
import { measureLayer } from './layer.js';
import { memoryGrowth } from './memory.js';
import { measureModel } from './model.js';
import { makeLayer } from './inputs.js';
import { nameOf } from './numbers.js';
import { ortLayers } from './ort.js';
import { inTurn } from './rounds.js';

/** @typedef {import('./numbers.js').Size} Size */
/** @typedef {import('./rounds.js').Plan} Plan */

/**
 * How to get what is measured, in a page or in Node.
 * @typedef {object} Place
 * @property {string} packageUrl  of dist/attention-walk.mjs
 * @property {() => Promise<any>} ort
 * @property {() => Promise<any>} tf
 * @property {() => Promise<any>} [nativeOrt]  in Node
 * @property {(name: string) => Promise<Blob>} file  in build/bench
 */

/**
 * @typedef {{ job: 'layer', sizes: Size[], plan: Plan }
 *   | { job: 'native', sizes: Size[], plan: Plan }
 *   | { job: 'memory', size: Size }
 *   | { job: 'model', file: string, config: object, plan: Plan }} Job
 */

/**
 * @param {Job} job
 * @param {Place} place
 * @param {(text: string) => void} tell  progress
 * @returns {Promise<any>}
 */
export async function runJob(job, place, tell) {
  if (job.job === 'memory') return memoryGrowth(await loadEngine(place.packageUrl), job.size);
  if (job.job === 'native') return measureNative(job, await place.nativeOrt?.(), tell);
  const { engine } = await loadEngine(place.packageUrl);
  const ort = await place.ort();
  if (job.job === 'model') {
    const file = await place.file(job.file);
    return measureModel(file, job.config, { engine, ort }, job.plan);
  }
  const peers = { engine, ort, tf: await place.tf() };
  const results = [];
  for (const size of job.sizes) {
    tell(nameOf(size));
    results.push(await measureLayer(size, peers, job.plan));
  }
  return results;
}

/**
 * @param {{ sizes: Size[], plan: Plan }} job
 * @param {any} ort
 * @param {(text: string) => void} tell
 * @returns {Promise<Record<string, number>[]>}
 */
async function measureNative({ sizes, plan }, ort, tell) {
  const results = [];
  for (const size of sizes) {
    tell(`onnxruntime-node, ${nameOf(size)}`);
    const { fused, open } = await ortLayers(ort, 'ortnode', makeLayer(size));
    results.push((await inTurn([fused, open], plan)).medians);
    for (const { dispose } of [fused, open]) dispose?.();
  }
  return results;
}
