// Our layer, in the ways in which its numbers are asked for.
import { KEPT } from './layer-graphs.js';

/** @typedef {import('./engines.js').LoadedEngine} LoadedEngine */
/** @typedef {import('./inputs.js').Layer} Layer */
/** @typedef {import('./rounds.js').Contestant} Contestant */
/** @typedef {import('../../../web/engine/attention.js').Attention} Attention */
/** @typedef {import('../../../web/engine/spec-types.js').RunInput} RunInput */
/** @typedef {import('../../../web/engine/run.js').Run & { update?: (x: Float32Array) => void }} Run */

/** What one head's part of the walk shows. */
const STEPS = /** @type {const} */ (['scores', 'scale', 'softmax', 'weight', 'sum']);

/** The JSON of a larger layer's whole trace is megabytes of numbers that no page asks for at once. */
const WHOLE_TRACE = 65 * 64;

/**
 * @param {LoadedEngine} loaded
 * @param {Layer} layer
 * @returns {{ contestants: Contestant[], kept: () => Record<string, Float32Array> }}
 */
export function ourLayer({ build, engine }, { size, x, weights }) {
  const { tokens, dModel, numHeads } = size;
  const attention = engine.attention({ dModel, numHeads, weights });
  const runner = new Runner(attention, { x });
  const output = () => runner.run.tensor('output').data;
  const kept = () => Object.fromEntries(KEPT.map((name) => [name, runner.run.tensor(name).data]));

  // One after another, so that no call finds the query that it has just been asked for.
  let query = 0;
  const next = () => (query = (query + 1) % tokens);
  const head = numHeads - 1;
  /** @type {[name: string, run: () => unknown][]} */
  const ways = [
    ['run', () => runner.update(x)],
    ['output', () => (runner.update(x), output())],
    ['arrays', () => (runner.update(x), kept())],
    ['switch', () => runner.run.trace({ query: next(), heads: [head], steps: ['softmax'] })],
    ['json', () => runner.run.traceJson({ query: next(), heads: [head], steps: STEPS })],
    ['trace', () => runner.run.trace({ query: next(), heads: [head] })],
  ];
  if (tokens * dModel <= WHOLE_TRACE) {
    ways.push(['whole', () => (runner.update(x), runner.run.trace({ query: next() }))]);
  }
  const contestants = ways.map(([name, run]) => ({ name: `${build}.${name}`, run, output }));
  const dispose = () => {
    runner.dispose();
    attention.dispose();
  };
  return { contestants: [{ ...contestants[0], dispose }, ...contestants.slice(1)], kept };
}

/**
 * Two projections x·W and next to nothing else: with a single key, every softmax has one number and
 * Q·Kᵀ one column. What there is besides counts against us.
 * @param {LoadedEngine} loaded
 * @param {Layer} layer
 * @returns {Contestant}
 */
export function ourProjections({ build, engine }, { size: { dModel, numHeads }, x, weights }) {
  const attention = engine.attention({ dModel, numHeads, weights });
  const runner = new Runner(attention, { x, context: { x: x.slice(0, dModel) } });
  const dispose = () => {
    runner.dispose();
    attention.dispose();
  };
  return { name: `${build}.projections`, run: () => runner.update(x), dispose };
}

/** A run whose numbers are renewed in place, where the engine can do that; else by another run. */
export class Runner {
  #attention;
  #input;

  /** @param {Attention} attention @param {RunInput} input */
  constructor(attention, input) {
    this.#attention = attention;
    this.#input = input;
    /** @type {Run} */
    this.run = attention.run(input);
  }

  /** @param {Float32Array} x */
  update(x) {
    if (this.run.update) return this.run.update(x);
    this.run.dispose();
    this.run = this.#attention.run({ ...this.#input, x });
  }

  dispose() {
    this.run.dispose();
  }
}
