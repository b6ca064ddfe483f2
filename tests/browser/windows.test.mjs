// Swin on the page: one window of a layer is walked at a time, where it lies on the picture.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../web/tools/machine/process.mjs';
import { drawn, dropModel, filePage, ready, traceOf, useBrowser } from './browser.mjs';

const { open, url } = useBrowser();
const golden = process.env.ATTENTION_WALK_GOLDEN ?? join(root, '..', 'shared', 'golden');
const swin = join(golden, 'families', 'timm-swinv2');
const skip = existsSync(`${swin}.safetensors`) ? false : 'no golden files here';

const swinModel = () => ({
  bytes: readFileSync(`${swin}.safetensors`),
  config: JSON.parse(readFileSync(`${swin}.config.json`, 'utf8')),
});

/** @param {import('playwright-core').Page} page @param {RegExp} token */
const hasFirst = (page, token) =>
  page.waitForFunction(
    (source) =>
      new RegExp(source).test(
        /** @type {any} */ (document.querySelector('attention-walk')).trace.tokens[0],
      ),
    token.source,
  );

test('a window is walked, and a press on a patch of another goes there', { skip }, async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await dropModel(page, swinModel());
    const map = page.locator('.window-map');
    await map.waitFor();
    const { tokens } = await traceOf(page);
    assert.equal(tokens.length, 16, 'the 4 × 4 patches of a window');
    assert.equal(tokens[0], 'patch 0,0');
    const box = await map.boundingBox();
    assert.ok(box);
    // Patch 5,6 of 8 × 8: the last window, second row, third column.
    const place = { x: (6.5 / 8) * box.width, y: (5.5 / 8) * box.height };
    await map.click({ position: place });
    await hasFirst(page, /^patch 4,4$/);
    const walk = await page.evaluate(() => {
      const { query, trace } = /** @type {any} */ (document.querySelector('attention-walk'));
      return { query, token: trace.tokens[query] };
    });
    assert.deepEqual(walk, { query: 6, token: 'patch 5,6' });
    assert.equal(await page.locator('.window-choice .patch-facts').innerText(), 'Window 4 of 4');
    const patch = page
      .getByRole('group', { name: 'Patches' })
      .getByRole('button', { pressed: true });
    assert.equal(await patch.getAttribute('aria-label'), 'Patch row 6, column 7');
  });
});

test('arrow keys go from window to window, and layers keep the place', { skip }, async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await dropModel(page, swinModel());
    await page.locator('.window-map').focus();
    await page.keyboard.press('ArrowRight');
    await hasFirst(page, /^patch 0,4$/);
    await drawn(page);
    await page.keyboard.press('ArrowDown');
    await hasFirst(page, /^patch 4,4$/);
    // The second layer is shifted by two patches: its last window has patches of both edges.
    await page.getByRole('button', { name: 'Layer 2, head 2' }).click();
    await hasFirst(page, /^patch 2,2$/);
    const facts = page.locator('.window-choice .patch-facts');
    assert.equal(await facts.innerText(), 'Window 1 of 4');
    await page.locator('.window-map').focus();
    await page.keyboard.press('ArrowRight');
    await hasFirst(page, /^patch 2,6$/);
    assert.match(await facts.innerText(), /^Window 2 of 4\s+of opposite edges/);
    await page.getByRole('button', { name: 'Layer 4, head 4' }).click();
    await hasFirst(page, /^patch 0,0$/);
    assert.match(await page.locator('.window-choice').innerText(), /One window: all patches/);
    assert.match(await page.locator('.shade-note').innerText(), /not defined across them/);
  });
});

test('from a worker a window has the same numbers, and its trace', { skip }, async () => {
  const { bytes, config } = swinModel();
  await open(url('/empty.html'), async (page) => {
    const given = {
      base64: bytes.toString('base64'),
      config,
      script: url('/dist/attention-walk.mjs'),
    };
    const { isInWorker, own, hosted } = await page.evaluate(async ({ base64, config, script }) => {
      const { createEngine } = await import(script);
      const engine = await createEngine();
      const file = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      // What no model needs still makes its files large.
      const files = [
        { name: 'model.safetensors', data: file },
        { name: 'README.md', data: new Uint8Array(1 << 24) },
      ];
      const model = engine.model(files.slice(0, 1), config);
      const large = await engine.hostModel(files, config);
      const { channels, height, width } = model.image;
      const pixels = Float32Array.from({ length: channels * height * width }, (_, at) =>
        Math.sin(at),
      );
      const own = model.run({ pixels });
      const hosted = await large.run({ pixels });
      const asked = { query: 5 };
      const layers = [0, 1, 3];
      return {
        isInWorker: large.isInWorker,
        own: layers.map((layer) =>
          own.layer(layer, own.windows[layer].order.length / 16 - 1).traceJson(asked),
        ),
        hosted: await Promise.all(
          layers.map(async (layer) => {
            const last = hosted.windows[layer].order.length / 16 - 1;
            return (await hosted.layer(layer, last)).traceJson(asked);
          }),
        ),
      };
    }, given);
    assert.equal(isInWorker, true);
    assert.deepEqual(hosted, own);
  });
});
