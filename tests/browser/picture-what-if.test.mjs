// A picture without positions, and with its patches in another order: what the page says was measured.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { modelFile } from '../helpers/models.mjs';
import { filePage, ready, useBrowser } from './browser.mjs';

const { open } = useBrowser();
const engine = await createEngine();

/** @param {import('playwright-core').Page} page */
const fact = (page) => page.locator('.fact').innerText();

test('positions can be taken out of a picture, and its patches shuffled and put back', async () => {
  const model = engine.model(modelFile('digit-vit'));
  await open(`${filePage}#example=digits&query=20`, async (page) => {
    await ready(page);
    const said = page.locator('.fact', { hasText: 'Without positions' });
    await page.locator('.what-if-menu > summary').click();
    await page.getByRole('checkbox', { name: 'Positions', exact: true }).uncheck();
    await said.waitFor();
    const [first] = await page.locator('.prediction-row').allInnerTexts();
    assert.ok((await fact(page)).includes(first.split('\n')[0]));

    await page.getByRole('button', { name: 'Shuffle' }).click();
    await page.locator('.fact', { hasText: 'cannot tell' }).waitFor();
    assert.match(await page.evaluate(() => location.hash), /changes=positions_off|example=digits/);

    await page.getByRole('checkbox', { name: 'Positions', exact: true }).check();
    await page.locator('.fact', { hasText: 'in this order' }).waitFor();
    await page.getByRole('button', { name: 'Original order' }).click();
    await page.locator('.fact:empty').waitFor({ state: 'attached' });

    const shown = (await page.locator('.prediction .prediction-share').first().innerText()).replace(
      /\s/g,
      '',
    );
    const sample = await page.evaluate(() => {
      const packs = /** @type {any} */ (globalThis)[Symbol.for('attention-walk models')];
      return packs['digit-vit'].samples.samples[0].pixels;
    });
    const grey = Buffer.from(sample, 'base64');
    const data = new Uint8ClampedArray(grey.length * 4).fill(255);
    grey.forEach((value, at) => data.fill(value, 4 * at, 4 * at + 3));
    const { probabilities } = model.run({ image: { width: 28, height: 28, data } });
    assert.equal(shown, `${(100 * Math.max(...probabilities)).toFixed(1)}%`);
  });
});
