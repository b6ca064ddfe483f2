// Contestants take turns, so that whatever else the machine does slows all of them alike.
import { median } from './numbers.js';

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {() => unknown} run  one call; a promise is waited for
 * @property {() => Float32Array | Promise<Float32Array>} [output]  [tokens, dModel], to compare
 * @property {() => void} [dispose]
 */

/**
 * @typedef {object} Plan
 * @property {number} sample  milliseconds that one sample takes at least, far above the clock's steps
 * @property {number} warmUp  milliseconds before the first sample: compilers optimize what is called often
 * @property {number} budget  milliseconds of all rounds together
 * @property {number} fewest  rounds, whatever they cost
 * @property {number} most
 */

/**
 * Milliseconds of one call, by name. The fastest samples are the better guide where the machine was
 * busy with other things.
 * @typedef {{ medians: Record<string, number>, fastest: Record<string, number> }} Times
 */

/** A call that takes this long (milliseconds) is sampled in the first rounds only. */
const SLOW = 400;
const ROUNDS_FOR_SLOW = 3;

/** Calls of so many milliseconds hand out arrays large enough to make the collector run. */
const LEAVES_MUCH = 1;

/**
 * @param {Contestant[]} contestants
 * @param {Plan} plan
 * @returns {Promise<Times>}
 */
export async function inTurn(contestants, plan) {
  /** @type {{ name: string, run: () => unknown, once: number, samples: number[] }[]} */
  const entries = [];
  for (const { name, run } of contestants) {
    entries.push({ name, run, once: await timeOf(run, plan.warmUp), samples: [] });
  }
  const end = performance.now() + plan.budget;
  for (let round = 0; round < plan.most; round += 1) {
    if (round >= plan.fewest && performance.now() > end) break;
    for (const entry of round % 2 === 0 ? entries : [...entries].reverse()) {
      if (entry.once > SLOW && round >= ROUNDS_FOR_SLOW) continue;
      // What one left behind is not to be cleared away in the time of the next.
      if (entry.once > LEAVES_MUCH) /** @type {any} */ (globalThis).gc?.();
      entry.samples.push(await timeOf(entry.run, plan.sample));
    }
  }
  const by = (/** @type {(samples: number[]) => number} */ pick) =>
    Object.fromEntries(entries.map(({ name, samples }) => [name, pick(samples)]));
  return { medians: by(median), fastest: by((samples) => Math.min(...samples)) };
}

/**
 * The clock, which in a page counts in steps of 0.1 ms, is looked at after 1, 2, 4, 8 … calls.
 * @param {() => unknown} run
 * @param {number} atLeast  milliseconds in all
 * @returns {Promise<number>}  milliseconds of one call
 */
async function timeOf(run, atLeast) {
  const start = performance.now();
  let [calls, elapsed] = [0, 0];
  for (let more = 1; calls === 0 || elapsed < atLeast; more *= 2) {
    for (let call = 0; call < more; call += 1) {
      const result = run();
      if (result instanceof Promise) await result;
    }
    calls += more;
    elapsed = performance.now() - start;
  }
  return elapsed / calls;
}
