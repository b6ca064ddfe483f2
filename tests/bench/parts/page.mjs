// The page at work: what a switch of the query, of the head and of the step costs the main thread.
import { withPage } from '../chromium.mjs';
import { median } from '../measure/numbers.js';

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('../measure/numbers.js').Size} Size */
/** @typedef {{ query?: number, head?: number, step?: string }} Target */

/**
 * Medians in milliseconds. call: until goTo() returns; draw: the longest script of one frame; busy:
 * all that the main thread did in the frames after it, with layout, painting and whatever moves;
 * frame: the longest distance of two frames, 16.7 where none is missed.
 * @typedef {{ what: string, call: number, draw: number, busy: number, frame: number }} Switch
 */

/** Medians of the longest script of a frame, and of the longest distance of two, while a step comes about. @typedef {{ step: string, draw: number, frame: number }} Motion */

/** @type {Size[]} */
export const PAGE_SIZES = [
  { tokens: 197, dModel: 768, numHeads: 12 },
  { tokens: 577, dModel: 768, numHeads: 12 },
];

const STEPS = [
  ...['input', 'project', 'scores', 'scale', 'softmax', 'weight', 'sum', 'concat'],
  ...['output_projection', 'output'],
];

/**
 * @param {Browser} browser
 * @param {Size} size
 * @param {number} times
 * @returns {Promise<Switch[]>}
 */
export function measureSwitches(browser, size, times) {
  return withPage(browser, 'walk.html', async (page) => {
    await show(page, size);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');

    /** @param {Target | null} target @returns {Promise<Omit<Switch, 'what'>>} */
    const go = async (target) => {
      const before = await taskSeconds();
      const timed = await page.evaluate(
        (target) => /** @type {any} */ (globalThis).go(target),
        target,
      );
      return { ...timed, busy: 1000 * ((await taskSeconds()) - before) };
    };
    const taskSeconds = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
    };

    /** @param {string} what @param {(time: number) => Target | null} target */
    const measure = async (what, target) => {
      const samples = /** @type {Omit<Switch, 'what'>[]} */ ([]);
      for (let time = 0; time < times; time += 1) samples.push(await go(target(time)));
      const of = (/** @type {'call' | 'draw' | 'busy' | 'frame'} */ name) =>
        median(samples.map((sample) => sample[name]));
      return { what, call: of('call'), draw: of('draw'), busy: of('busy'), frame: of('frame') };
    };

    const results = [await measure('nothing (what measuring costs)', () => null)];
    for (const step of STEPS) {
      await go({ step });
      results.push(
        await measure(`query, at ${step}`, (time) => ({ query: (37 * (time + 1)) % size.tokens })),
      );
    }
    await go({ step: 'softmax' });
    results.push(await measure('head, at softmax', (time) => ({ head: (time + 1) % 12 })));
    results.push(await measure('step', (time) => ({ step: STEPS[(time + 5) % STEPS.length] })));
    return results;
  });
}

/**
 * @param {Browser} browser
 * @param {Size} size
 * @param {number} times
 * @returns {Promise<Motion[]>}
 */
export function measureMotion(browser, size, times) {
  return withPage(browser, 'walk.html', async (page) => {
    await show(page, size);
    const results = /** @type {Motion[]} */ ([]);
    for (const [at, step] of STEPS.entries()) {
      const samples = /** @type {Omit<Motion, 'step'>[]} */ ([]);
      for (let time = 0; time < times; time += 1) {
        await page.evaluate(
          (before) => /** @type {any} */ (globalThis).go({ step: before }),
          STEPS[(at + STEPS.length - 1) % STEPS.length],
        );
        samples.push(
          await page.evaluate((step) => /** @type {any} */ (globalThis).play(step), step),
        );
      }
      const of = (/** @type {'draw' | 'frame'} */ name) => median(samples.map((one) => one[name]));
      results.push({ step, draw: of('draw'), frame: of('frame') });
    }
    return results;
  });
}

/** @param {import('playwright-core').Page} page @param {Size} size */
async function show(page, size) {
  await page.waitForFunction(() => 'isReady' in globalThis);
  await page.evaluate((size) => /** @type {any} */ (globalThis).show(size), size);
}
