// Models that are loaded when they are asked for: real English, and a file of the reader's own.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { join } from 'node:path';
import { inParts, torchZip } from '../helpers/model-parts.mjs';
import { root } from '../../web/tools/machine/process.mjs';
import { createEngine } from '../helpers/attention-walk.mjs';
import { drawn, filePage, ready, useBrowser } from './browser.mjs';

const { open, url } = useBrowser();
const pack = join(root, 'dist', 'models', 'english-use-lite.safetensors');
const digits = join(root, 'web', 'models', 'digit-vit', 'model.safetensors');

/** @param {import('playwright-core').Page} page @param {string} id */
const shown = (page, id) =>
  page.waitForFunction(
    (id) => /** @type {any} */ (document.querySelector('attention-walk')).example === id,
    id,
  );

/** @param {import('playwright-core').Page} page @param {string} name */
async function choose(page, name) {
  await page.locator('.example-menu > summary').click();
  await page.locator('.examples label').filter({ hasText: name }).click();
}

test('English asks for its file on file://, and then cuts and walks any sentence', async () => {
  const engine = await createEngine();
  const model = engine.model(readFileSync(pack));
  await open(filePage, async (page) => {
    await ready(page);
    await choose(page, 'English');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Open the file…' }).first().click();
    await (await chooser).setFiles(pack);
    await shown(page, 'english');
    const text = 'Bananas are unbelievably yellow';
    await page.getByRole('textbox', { name: 'Sentence' }).fill(text);
    const { tokens } = model.tokenize(text);
    assert.ok(tokens.length > 4, 'a rare word is cut into pieces');
    await page.waitForFunction(
      (count) =>
        /** @type {any} */ (document.querySelector('attention-walk')).trace.tokens.length === count,
      tokens.length,
    );
    const trace = await page.evaluate(
      () => /** @type {any} */ (document.querySelector('attention-walk')).trace,
    );
    assert.deepEqual(trace.tokens, tokens);
    const expected = model
      .run({ text })
      .layer(0)
      .trace({ query: 0, heads: [0], steps: ['softmax'] });
    const steps = /** @type {any[]} */ (trace.steps);
    const softmax = steps.find(({ id, head }) => id === 'softmax' && head === 0);
    assert.deepEqual(softmax.values, /** @type {any} */ (expected.steps[0]).values);
  });
});

test('English is loaded over http when asked for, and not before', async () => {
  await open(url('/dist/index.html'), async (page) => {
    /** @type {string[]} */
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await ready(page);
    await choose(page, 'English');
    await drawn(page);
    assert.ok(!asked.some((one) => one.includes('english')));
    await page.getByRole('button', { name: /^Load/ }).click();
    await shown(page, 'english');
    assert.ok(asked.some((one) => one.endsWith('models/english-use-lite.safetensors')));
  });
});

test('a model file of the reader’s own is opened, shown, and gone after a reload', async () => {
  await open(
    filePage,
    async (page) => {
      await ready(page);
      await choose(page, 'Your own…');
      await page.locator('summary', { hasText: 'Or your own numbers' }).click();
      await page.locator('.own-details input[type=file]').setInputFiles(digits);
      await shown(page, 'model');
      assert.equal(await page.getByRole('group', { name: 'Patches' }).count(), 1);
      await page.locator('.more > summary').click();
      assert.match(await page.locator('.origin').innerText(), /handwritten digits/);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Layer 3, head 2' }).click();
      await page.waitForFunction(
        () => /** @type {any} */ (document.querySelector('attention-walk')).layer === 2,
      );
      // The link is written a moment after the change.
      await page.waitForFunction(() => location.hash.includes('layer=2'));
      await page.reload();
      await ready(page);
      await shown(page, 'simple');
    },
    { allow: /no model file of your own/ },
  );
});

test('a file that is no model is refused by name, and the walk that was shown stays', async () => {
  await open(
    filePage,
    async (page) => {
      await ready(page);
      await choose(page, 'Your own…');
      await page.locator('summary', { hasText: 'Or your own numbers' }).click();
      const error = page.evaluate(
        () =>
          new Promise((resolve) =>
            document.addEventListener(
              'aw-error',
              (event) => resolve(/** @type {CustomEvent} */ (event).detail.error.code),
              { once: true },
            ),
          ),
      );
      await page.locator('.own-details input[type=file]').setInputFiles({
        name: 'broken.safetensors',
        mimeType: 'application/octet-stream',
        buffer: Buffer.from('this is not a model at all'),
      });
      assert.equal(await error, 'parse');
      await shown(page, 'own');
    },
    { allow: /not a \.safetensors file/ },
  );
});

test('the element takes a model as a property', async () => {
  const bytes = readFileSync(digits).toString('base64');
  await open(filePage, async (page) => {
    await ready(page);
    await page.evaluate((base64) => {
      const element = /** @type {any} */ (document.querySelector('attention-walk'));
      element.model = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    }, bytes);
    await shown(page, 'model');
  });
});

test('the files of a model are taken in any order: of torch.save, in parts, beside others', async () => {
  const file = new Uint8Array(readFileSync(digits));
  const parts = inParts(file);
  const own = JSON.parse(Buffer.from(parts[0].data).toString());
  const json = JSON.stringify({ ...own, id2label: [...'abcdefghij'] });
  const config = { name: 'config.json', data: Buffer.from(json) };
  for (const files of [
    [config, { name: 'mine.pth', data: torchZip(file) }],
    [
      ...parts.slice(1).reverse(),
      { name: 'tokenizer_config.json', data: Buffer.from('{}') },
      config,
    ],
  ]) {
    await open(filePage, async (page) => {
      await ready(page);
      await choose(page, 'Your own…');
      await page.locator('summary', { hasText: 'Or your own numbers' }).click();
      await page.locator('.own-details input[type=file]').setInputFiles(
        files.map(({ name, data }) => ({
          name,
          mimeType: 'application/octet-stream',
          buffer: Buffer.from(data),
        })),
      );
      await shown(page, 'model');
      await page.locator('.prediction-label').first().waitFor();
      assert.match(await page.locator('.prediction-label').first().innerText(), /^[a-j]$/);
    });
  }
});

test('a model and its configuration are taken wherever on the page they are dropped', async () => {
  const bytes = readFileSync(digits).toString('base64');
  await open(filePage, async (page) => {
    await ready(page);
    await page.evaluate((base64) => {
      const data = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const config = JSON.stringify({ id2label: [...'abcdefghij'] });
      data.items.add(new File([content], 'mine.safetensors'));
      data.items.add(new File([config], 'config.json', { type: 'application/json' }));
      const event = { dataTransfer: data, bubbles: true, cancelable: true };
      document.querySelector('h1')?.dispatchEvent(new DragEvent('drop', event));
    }, bytes);
    await shown(page, 'model');
    await page.locator('.prediction-label').first().waitFor();
    assert.match(await page.locator('.prediction-label').first().innerText(), /^[a-j]$/);
  });
});
