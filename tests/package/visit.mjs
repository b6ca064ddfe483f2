// What has to work on every page that has the package: the walk, its trained sentences, pictures.
import assert from 'node:assert/strict';
import { chooseExample, drawn, ready } from '../browser/browser.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** The page of pages/package/bundled, and others with the same script. @param {Page} page */
export async function visitAll(page) {
  await ready(page);
  await trainedSentence(page);
  await page.getByRole('button', { name: 'Next step' }).click();
  await choose(page, 'Clothes (ViT)', 'clothes');
  await english(page);
  await page.waitForFunction(() => document.body.dataset.softmax);
  const softmax = await page.evaluate(() => document.body.dataset.softmax);
  const { values } = JSON.parse(softmax ?? '');
  assert.equal(values.length, 2);
  assert.ok(Math.abs(values[0] + values[1] - 1) < 1e-6);
}

/** @param {Page} page  at a sentence */
export async function trainedSentence(page) {
  const origin = page.getByText('weights: trained on', { exact: false });
  await origin.waitFor({ state: 'attached' });
  assert.ok(await hasInk(page), 'the sentence is drawn');
}

/** @param {Page} page @param {string} label @param {string} id */
export async function choose(page, label, id) {
  await chooseExample(page, label);
  await shown(page, id);
}

/** @param {Page} page */
export async function english(page) {
  await chooseExample(page, 'English');
  await page.getByRole('button', { name: /^Load/ }).click();
  await shown(page, 'english');
}

/** @param {Page} page @param {string} id */
async function shown(page, id) {
  await page.waitForFunction(
    (id) => /** @type {any} */ (document.querySelector('attention-walk')).example === id,
    id,
  );
  await drawn(page);
  assert.ok(await hasInk(page), `${id} is drawn`);
}

/** Whether the canvas shows more than paper. @param {Page} page */
const hasInk = (page) =>
  page
    .locator('canvas.canvas')
    .first()
    .evaluate((canvas) => {
      const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
      const copy = new OffscreenCanvas(width, height).getContext('2d');
      if (!copy) return false;
      copy.drawImage(/** @type {HTMLCanvasElement} */ (canvas), 0, 0);
      const { data } = copy.getImageData(0, 0, width, height);
      return new Set(new Uint32Array(data.buffer)).size > 4;
    });
