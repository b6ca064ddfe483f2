// What is loaded on demand: only when something needs it, and told where it cannot be had.
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { dist, modelsPart, widget } from '../../web/tools/build.mjs';
import {
  chooseExample,
  chooseItem,
  drawn,
  filePage,
  openMenu,
  ready,
  stateOf,
  traceOf,
  useBrowser,
} from './browser.mjs';

/** @typedef {import('playwright-core').Page} Page */

const { open, url } = useBrowser();

const folder = mkdtempSync(join(tmpdir(), 'attention-walk-'));
after(() => rmSync(folder, { recursive: true }));

const MANY = 100;

/** @param {Page} page */
const setMany = (page) =>
  page.evaluate((count) => {
    const element = /** @type {any} */ (document.querySelector('attention-walk'));
    const tokens = Array.from({ length: count }, (_, index) => `w${index}`);
    element.data = { tokens, dModel: 8, numHeads: 2, seed: 3 };
  }, MANY);

/** @param {Page} page @returns {Promise<string>} */
const canvasText = async (page) =>
  (await page.getByRole('img').first().getAttribute('aria-label')) ?? '';

/** @param {Page} page */
const origin = (page) => page.locator('.origin').textContent();

test('a walk of seeded weights loads nothing more; many tokens do, once', async () => {
  await open(url('seeded.html'), async (page) => {
    /** @type {string[]} */
    const asked = [];
    page.on('request', (request) => asked.push(basename(new URL(request.url()).pathname)));
    await ready(page);
    await page.getByRole('button', { name: 'Next step' }).click();
    await drawn(page);
    assert.deepEqual(asked, []);
    await setMany(page);
    await page.waitForFunction(() => {
      const root = document.querySelector('attention-walk')?.shadowRoot;
      return root?.querySelector('[role=img]')?.getAttribute('aria-label')?.includes('100');
    });
    assert.deepEqual(asked, ['attention-walk-models.js']);
    assert.equal((await traceOf(page)).tokens.length, MANY);
    assert.notEqual(await canvasText(page), '');
  });
});

test('without the part a sentence keeps its trained numbers, and a picture says what is missing', async () => {
  await open(
    url('seeded.html'),
    async (page) => {
      await ready(page);
      await page.route('**/attention-walk-models.js', (route) => route.fulfill({ status: 404 }));
      const refused = page.waitForResponse('**/attention-walk-models.js');
      await chooseExample(page, 'Question');
      await openMenu(page, 'More');
      await page.getByText('weights: trained on', { exact: false }).waitFor();
      await refused;
      await drawn(page);
      assert.equal((await stateOf(page)).example, 'question');
      assert.doesNotMatch((await origin(page)) ?? '', /untrained/);
      await openMenu(page, 'Example');
      await page.getByRole('radio', { name: /^Clothes \(ViT\)/ }).click(); // which is taken back at once
      await drawn(page);
      assert.equal((await stateOf(page)).example, 'question', 'the walk that was shown stays');
    },
    { allow: /could not be loaded|404/ },
  );
});

test('without the pack a sentence is walked with seeded weights, and says so; later it is there', async () => {
  await open(
    url('seeded.html'),
    async (page) => {
      await ready(page);
      await page.route('**/models/text-tiny.js', (route) => route.fulfill({ status: 404 }));
      await chooseExample(page, 'Question');
      await page.getByText('models/text-tiny.js was not found').waitFor();
      assert.equal((await stateOf(page)).example, 'question');
      assert.match((await origin(page)) ?? '', /seeded, untrained/);
      await page.unroute('**/models/text-tiny.js');
      await chooseItem(page, 'use trained weights');
      await openMenu(page, 'More');
      await page.getByRole('button', { name: 'use seeded, untrained weights' }).waitFor();
      assert.doesNotMatch((await origin(page)) ?? '', /untrained/);
    },
    { allow: /not found|404/ },
  );
});

test('without the part many tokens are drawn all the same', async () => {
  await open(
    url('seeded.html'),
    async (page) => {
      await ready(page);
      await page.route('**/attention-walk-models.js', (route) => route.fulfill({ status: 404 }));
      await setMany(page);
      await page.getByText('attention-walk-models.js could not be loaded').waitFor();
      await drawn(page);
      assert.match(await canvasText(page), /100/);
    },
    { allow: /could not be loaded|404/ },
  );
});

/** @param {Page} page @param {number[]} order */
const setOrder = (page, order) =>
  page.evaluate((order) => {
    /** @type {any} */ (document.querySelector('attention-walk')).changes = [{ tokens: order }];
  }, order);

test('what a change did is said when the part is here, whoever made it', async () => {
  await open(url('seeded.html'), async (page) => {
    await ready(page);
    const { length } = (await traceOf(page)).tokens;
    const order = [...Array(length).keys()].reverse();
    const coming = page.waitForRequest('**/attention-walk-models.js');
    await setOrder(page, order);
    await coming;
    await page.locator('.fact', { hasText: 'original' }).waitFor();
    await openMenu(page, 'What if');
    await page.getByRole('button', { name: 'Original order' }).click();
    await page.locator('.fact:empty').waitFor({ state: 'attached' });
  });
});

test('without the part a change says why it cannot be had, and the walk stays', async () => {
  await open(
    url('seeded.html'),
    async (page) => {
      await ready(page);
      await page.route('**/attention-walk-models.js', (route) => route.fulfill({ status: 404 }));
      const { tokens } = await traceOf(page);
      await setOrder(page, [...tokens.keys()].reverse());
      await page.locator('.fact', { hasText: 'could not be loaded' }).waitFor();
      assert.deepEqual((await traceOf(page)).tokens, tokens);
      await openMenu(page, 'What if');
      await page.locator('.what-if-menu', { hasText: 'could not be loaded' }).waitFor();
    },
    { allow: /could not be loaded|404/ },
  );
});

test('a part of another build is refused', async () => {
  await open(
    url('seeded.html'),
    async (page) => {
      await ready(page);
      const script = readFileSync(modelsPart, 'utf8');
      const body = script.replace(/\["[0-9a-f]{32}"\]=function/, '["another"]=function');
      assert.notEqual(body, script);
      await page.route('**/attention-walk-models.js', (route) =>
        route.fulfill({ contentType: 'text/javascript', body }),
      );
      const warned = page.waitForEvent('console', (message) =>
        message.text().includes('attention-walk-models.js is of another build'),
      );
      await chooseExample(page, 'Clothes (ViT)');
      await warned;
      assert.notEqual((await stateOf(page)).example, 'clothes', 'the walk that was shown stays');
    },
    { allow: /of another build/ },
  );
});

test('from disk: a script with its part beside it, and the page that is one file', async () => {
  for (const file of [widget, modelsPart]) copyFileSync(file, join(folder, basename(file)));
  cpSync(join(dist, 'models'), join(folder, 'models'), { recursive: true });
  const page = join(folder, 'page.html');
  writeFileSync(
    page,
    '<!doctype html><title>Test</title><script src="attention-walk.js"></script>' +
      '<attention-walk example="pronoun"></attention-walk>',
  );
  for (const address of [pathToFileURL(page).href, filePage]) {
    await open(address, async (page) => {
      await ready(page);
      assert.doesNotMatch((await origin(page)) ?? '', /untrained/);
      await chooseExample(page, 'Digits (ViT)');
      await page.waitForFunction(
        () => /** @type {any} */ (document.querySelector('attention-walk')).example === 'digits',
      );
    });
  }
});
