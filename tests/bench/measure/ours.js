// Our layer, in the ways in which its numbers are asked for.
import { KEPT } from './layer-graphs.js';

/** @typedef {import('./engine.js').Engine} Engine */
/** @typedef {import('./inputs.js').Layer} Layer */
/** @typedef {import('./rounds.js').Contestant} Contestant */

/** What one head's part of the walk shows. */
const STEPS = /** @type {const} */ (['scores', 'scale', 'softmax', 'weight', 'sum']);

/** The JSON of a larger layer is megabytes of numbers that no page asks for at once: of all heads … */
const WHOLE_TRACE = 65 * 64;
/** … and of one. */
const HEAD_TRACE = 197 * 768;

/**
 * @param {Engine} engine
 * @param {Layer} layer
 * @returns {{ contestants: Contestant[], kept: () => Record<string, Float32Array> }}
 */
export function ourLayer(engine, { size, x, weights }) {
  const { tokens, dModel, numHeads } = size;
  const attention = engine.attention({ dModel, numHeads, weights });
  const run = attention.run({ x });
  const output = () => run.tensor('output').data;
  const kept = () => Object.fromEntries(KEPT.map((name) => [name, run.tensor(name).data]));

  // One after another, so that no call finds the query that it has just been asked for.
  let query = 0;
  const next = () => (query = (query + 1) % tokens);
  const head = numHeads - 1;
  /** @type {[name: string, run: () => unknown][]} */
  const ways = [
    ['run', () => run.update(x)],
    ['output', () => (run.update(x), output())],
    ['arrays', () => (run.update(x), kept())],
    ['switch', () => run.trace({ query: next(), heads: [head], steps: ['softmax'] })],
    ['json', () => run.traceJson({ query: next(), heads: [head], steps: STEPS })],
  ];
  if (tokens * dModel <= HEAD_TRACE) {
    ways.push(['trace', () => run.trace({ query: next(), heads: [head] })]);
  }
  if (tokens * dModel <= WHOLE_TRACE) {
    ways.push(['whole', () => (run.update(x), run.trace({ query: next() }))]);
  }
  const contestants = ways.map(([name, way]) => ({ name: `ours.${name}`, run: way, output }));
  const dispose = () => {
    run.dispose();
    attention.dispose();
  };
  return { contestants: [{ ...contestants[0], dispose }, ...contestants.slice(1)], kept };
}

/**
 * Two projections x·W and next to nothing else: with a single key, every softmax has one number and
 * Q·Kᵀ one column. What there is besides counts against us.
 * @param {Engine} engine
 * @param {Layer} layer
 * @returns {Contestant}
 */
export function ourProjections(engine, { size: { dModel, numHeads }, x, weights }) {
  const attention = engine.attention({ dModel, numHeads, weights });
  const run = attention.run({ x, context: { x: x.slice(0, dModel) } });
  const dispose = () => {
    run.dispose();
    attention.dispose();
  };
  return { name: 'ours.projections', run: () => run.update(x), dispose };
}
