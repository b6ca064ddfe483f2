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
  /** @type {{ name: string, run: () => unknown, once: number, calls: number, samples: number[] }[]} */
  const entries = [];
  for (const { name, run } of contestants) {
    const once = await warmUp(run, plan.warmUp);
    const calls = Math.max(1, Math.ceil(plan.sample / once));
    entries.push({ name, run, once, calls, samples: [] });
  }
  const end = performance.now() + plan.budget;
  for (let round = 0; round < plan.most; round += 1) {
    if (round >= plan.fewest && performance.now() > end) break;
    for (const entry of round % 2 === 0 ? entries : [...entries].reverse()) {
      if (entry.once > SLOW && round >= ROUNDS_FOR_SLOW) continue;
      // What one left behind is not to be cleared away in the time of the next.
      if (entry.once > LEAVES_MUCH) /** @type {any} */ (globalThis).gc?.();
      entry.samples.push(await timeOf(entry.run, entry.calls));
    }
  }
  const by = (/** @type {(samples: number[]) => number} */ pick) =>
    Object.fromEntries(entries.map(({ name, samples }) => [name, pick(samples)]));
  return { medians: by(median), fastest: by((samples) => Math.min(...samples)) };
}

/** @param {() => unknown} run @param {number} milliseconds @returns {Promise<number>} of one call, at last */
async function warmUp(run, milliseconds) {
  const end = performance.now() + milliseconds;
  let [calls, once] = [1, await timeOf(run, 1)];
  // Doubling looks at the clock rarely, which in a page counts in steps of 0.1 ms.
  while (performance.now() < end) {
    once = await timeOf(run, calls);
    if (once * calls < 10) calls *= 2;
  }
  return Math.max(once, 1e-5);
}

/** @param {() => unknown} run @param {number} calls */
async function timeOf(run, calls) {
  const start = performance.now();
  for (let call = 0; call < calls; call += 1) {
    const result = run();
    if (result instanceof Promise) await result;
  }
  return (performance.now() - start) / calls;
}
