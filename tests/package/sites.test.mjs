// The examples and a server-rendered site, built by their hosts and opened.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { ready, stateOf, traceOf, useBrowser } from '../browser/browser.mjs';
import { prepareHosts } from './hosts.mjs';
import * as sites from './sites.mjs';
import { trainedSentence, visitAll } from './visit.mjs';

/** @typedef {import('playwright-core').Page} Page */

const { open, url } = useBrowser({ roots: sites.siteRoots });

before(prepareHosts);

/** What every example presets. */
const PRESET = { example: 'pronoun', step: 'softmax', head: 1 };

/** @param {Page} page */
async function shownAsPreset(page) {
  await page.locator('attention-walk').scrollIntoViewIfNeeded();
  await ready(page);
  await trainedSentence(page);
  const { example, step, head } = await stateOf(page);
  assert.deepEqual({ example, step, head }, PRESET);
  await page.getByRole('button', { name: 'Next step' }).click();
  assert.equal((await stateOf(page)).step, 'weight');
}

test('Astro renders a page on the server', async () => {
  await sites.buildAstro();
  await open(url('/sites/astro/dist/'), visitAll);
});

test('VitePress', async () => {
  await sites.buildVitepress();
  await open(url('/sites/vitepress/.vitepress/dist/index.html'), shownAsPreset);
});

test('MDX, rendered on the server and taken over in the page', async () => {
  await sites.buildMdx();
  await open(url('/sites/mdx/'), shownAsPreset);
});

test('a Quarto document, written by pandoc', async () => {
  await sites.buildQuarto();
  await open(url('/sites/quarto/'), shownAsPreset);
});

test('a notebook, written as HTML by nbconvert', async () => {
  await sites.buildNotebook();
  await open(url('/sites/notebook/'), shownAsPreset);
});

test('the notebook’s widget follows its model, and the model the reader', async () => {
  sites.buildWidget();
  await open(url('/sites/jupyter/'), async (page) => {
    await shownAsPreset(page);
    const model = () => page.evaluate(() => /** @type {any} */ (globalThis).model.saved);
    assert.equal((await model()).step, 'weight');
    await page.evaluate(() => /** @type {any} */ (globalThis).model.assign('step', 'concat'));
    assert.equal((await stateOf(page)).step, 'concat');
    const data = { tokens: ['a', 'b'], x: [[1, 0], [0, 1]], dModel: 2, numHeads: 1 }; // prettier-ignore
    await page.evaluate((data) => /** @type {any} */ (globalThis).model.assign('data', data), data);
    assert.deepEqual((await traceOf(page)).tokens, data.tokens);
    assert.equal((await model()).example, 'own');
    await page.evaluate(() => /** @type {any} */ (globalThis).cleanUp());
    await page.evaluate(() => /** @type {any} */ (globalThis).model.assign('step', 'output'));
    assert.notEqual((await stateOf(page)).step, 'output');
  });
});

test('plain HTML: the prose moves the walk and follows it', async () => {
  sites.copyExample('plain-html', 'index.html');
  await open(url('/sites/plain-html/'), async (page) => {
    await ready(page);
    await trainedSentence(page);
    await page.getByRole('button', { name: 'the scores become weights' }).click();
    assert.equal((await stateOf(page)).step, 'softmax');
    assert.equal(await page.locator('#here').innerText(), 'softmax');
  });
});

test('Reveal.js: slides and walk do not take each other’s keys', async () => {
  sites.copyExample('reveal', 'index.html');
  await open(url('/sites/reveal/'), async (page) => {
    await page.locator('.reveal.ready').waitFor();
    const slideIs = (/** @type {number} */ index) =>
      page.locator(`.slides > section:nth-child(${index + 1}).present`).waitFor();
    await slideIs(0);
    await page.keyboard.press('ArrowRight');
    await slideIs(1);
    await shownAsPreset(page);
    assert.equal((await stateOf(page)).step, 'weight');
    // The focus is on a button of the walk.
    await page.keyboard.press('ArrowRight');
    assert.equal((await stateOf(page)).step, 'sum');
    await page.keyboard.press('Space');
    assert.equal((await stateOf(page)).step, 'concat');
    await slideIs(1);
    await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
    await page.keyboard.press('ArrowRight');
    await slideIs(2);
    assert.equal((await stateOf(page)).step, 'concat');
  });
});

test('Reveal.js: the pointer finds the same number on a slide of half the size', async () => {
  sites.copyExample('reveal', 'index.html');
  await open(url('/sites/reveal/#/1'), async (page) => {
    await page.locator('attention-walk').waitFor();
    await ready(page);
    const canvas = page.locator('canvas.canvas').first();
    const texts = [];
    const widths = [];
    for (const scale of [1, 0.5]) {
      await page.setViewportSize({ width: 1300 * scale, height: 750 * scale });
      await page.mouse.move(0, 0);
      await page.locator('.explain[data-mode=example]').waitFor();
      const box = await canvas.boundingBox();
      assert.ok(box);
      widths.push(box.width);
      await page.mouse.move(box.x + box.width * 0.1, box.y + box.height * 0.14);
      const explained = page.locator('.explain:not([data-mode=example])');
      texts.push(await explained.innerText());
    }
    assert.ok(widths[1] < 0.6 * widths[0], 'the slide is smaller');
    assert.equal(texts[1], texts[0]);
    assert.match(texts[0], /“animal” for “it”/);
  });
});
