// The motion of steps in a page: it ends as the picture that there is without it, and costs little where there is much.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, filePage, ready, useBrowser } from './browser.mjs';

const { open } = useBrowser();

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page @param {string} step */
const goTo = (page, step) =>
  page.evaluate(
    (step) => /** @type {any} */ (document.querySelector('attention-walk')).goTo({ step }),
    step,
  );

/** The picture of the step, or the upper part of it, as a text that can be compared. @param {Page} page @param {number} [share] */
const picture = (page, share = 1) =>
  page.evaluate((share) => {
    const { shadowRoot } = /** @type {any} */ (document.querySelector('attention-walk'));
    const canvas = /** @type {HTMLCanvasElement} */ (shadowRoot.querySelector('canvas.canvas'));
    const part = document.createElement('canvas');
    part.width = canvas.width;
    part.height = Math.floor(canvas.height * share);
    part.getContext('2d')?.drawImage(canvas, 0, 0);
    return part.toDataURL();
  }, share);

const MOTION = 1400;
const MOVING = ['scores', 'output_projection'];

test('keys and z move, and leave the picture that there is without motion', async () => {
  const sizes = [
    { width: 1366, height: 650 },
    { width: 360, height: 740 },
  ];
  for (const viewport of sizes) {
    const still = /** @type {string[]} */ ([]);
    await open(
      filePage,
      async (page) => {
        await ready(page);
        for (const step of MOVING) {
          await goTo(page, step);
          await drawn(page);
          still.push(await picture(page));
        }
      },
      { viewport },
    );
    await open(
      filePage,
      async (page) => {
        await ready(page);
        for (const [at, step] of MOVING.entries()) {
          await goTo(page, step);
          await drawn(page);
          assert.notEqual(await picture(page), still[at], `${step} moves`);
          await page.waitForTimeout(MOTION);
          await drawn(page);
          assert.equal(await picture(page), still[at], `${step} at ${viewport.width}`);
        }
      },
      { viewport, reducedMotion: 'no-preference' },
    );
  }
});

test('of thousands of cells, those that stay are not painted again while others move, and look the same', async () => {
  await open(
    filePage,
    async (page) => {
      await ready(page);
      await page.evaluate(() => {
        const [n, d] = [197, 768];
        const x = Float32Array.from({ length: n * d }, (_, at) => Math.sin(at * at));
        const tokens = Array.from({ length: n }, (_, index) => `t${index}`);
        const element = /** @type {any} */ (document.querySelector('attention-walk'));
        element.data = { x, tokens, dModel: d, numHeads: 12, seed: 5, query: 0 };
        element.goTo({ step: 'concat' });
      });
      // The first frame of the motion paints them.
      await drawn(page);
      await drawn(page);
      const painted = await page.evaluate(async () => {
        const { prototype } = CanvasRenderingContext2D;
        const { fillRect } = prototype;
        let count = 0;
        prototype.fillRect = function (...box) {
          count += 1;
          fillRect.apply(this, box);
        };
        const frame = () => new Promise((done) => requestAnimationFrame(done));
        for (let frames = 0; frames < 4; frames += 1) await frame();
        prototype.fillRect = fillRect;
        return count / 4;
      });
      assert.ok(painted < 200, `${painted} rectangles in a frame`);
      const moving = await picture(page, 0.3);
      await page.waitForTimeout(MOTION);
      await drawn(page);
      assert.equal(await picture(page, 0.3), moving);
    },
    { viewport: { width: 1366, height: 900 }, reducedMotion: 'no-preference' },
  );
});
