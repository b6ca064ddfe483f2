// A picture of 14 × 14 patches, as Vision Transformers have: all of them large enough to hit, and nothing over them.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { config, writeVitBase } from '../helpers/vit-base.mjs';
import { drawn, filePage, useBrowser } from './browser.mjs';
import { assertSeen } from './seen-whole.mjs';

const { open, url } = useBrowser();
const LAPTOP = { width: 1366, height: 650 };

test('a picture of many patches fits its column, each large enough to hit', async () => {
  await open(
    url('empty.html'),
    async (page) => {
      await page.evaluate(() => {
        const walk = /** @type {any} */ (document.createElement('attention-walk'));
        walk.setAttribute('loading', 'eager');
        const x = Array.from({ length: 197 }, (_, row) =>
          Array.from({ length: 8 }, (_value, column) => Math.sin(row * 8 + column)),
        );
        walk.data = { x, dModel: 8, numHeads: 2, seed: 3, grid: { rows: 14, columns: 14 } };
        document.body.append(walk);
      });
      const patch = page.locator('.patch');
      await patch.first().waitFor();
      await drawn(page);
      const sizes = await patch.evaluateAll((all) => all.map((one) => one.clientWidth));
      assert.ok(Math.min(...sizes) >= 22, 'with its edge 24 px');
      const { scroll, client } = await page.locator('.patches-box').evaluate((box) => ({
        scroll: box.scrollWidth,
        client: box.clientWidth,
      }));
      assert.ok(scroll <= client, `${scroll} px of patches in ${client}`);
    },
    { viewport: LAPTOP },
  );
});

/** A model of 14 × 14 patches, of very small numbers otherwise. */
const MANY_PATCHES = {
  ...config,
  hidden_size: 16,
  num_attention_heads: 2,
  intermediate_size: 32,
  image_size: 28,
  patch_size: 2,
};

for (const height of [600, 650, 789]) {
  test(`14 × 14 patches: the prediction lies over none of them, ${height} px high`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'attention-walk-'));
    const path = join(folder, 'many.safetensors');
    writeVitBase(path, 2, MANY_PATCHES);
    const bytes = readFileSync(path).toString('base64');
    rmSync(folder, { recursive: true });
    await open(
      filePage,
      async (page) => {
        await page.locator('canvas.canvas').waitFor();
        await page.evaluate(
          ([bytes, config]) => {
            const file = Uint8Array.from(atob(String(bytes)), (char) => char.charCodeAt(0));
            const walk = /** @type {any} */ (document.querySelector('attention-walk'));
            walk.model = { file, config };
          },
          [bytes, /** @type {any} */ (MANY_PATCHES)],
        );
        await page.locator('.patch').nth(195).waitFor({ state: 'attached' });
        await drawn(page);
        const patches = await page.locator('.patches').boundingBox();
        const prediction = await page.locator('.prediction').boundingBox();
        assert.ok(patches && prediction);
        const last = patches.y + patches.height;
        assert.ok(prediction.y >= last, `patches end at ${last}, prediction at ${prediction.y}`);
        if (height >= 650) await assertSeen(page, '.patches', '.prediction', '.dock');
      },
      { viewport: { width: 1366, height } },
    );
  });
}
