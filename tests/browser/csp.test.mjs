// The strictest policy that lets wasm in is enough; one that does not gets a sentence, never a blank box.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseExample, openMenu, ready, useBrowser } from './browser.mjs';

const strict = useBrowser({
  headers: {
    'Content-Security-Policy': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
  },
});
const closed = useBrowser({
  headers: { 'Content-Security-Policy': "default-src 'none'; script-src 'self'" },
});

test('works under default-src none with wasm-unsafe-eval, silently', async () => {
  await strict.open(strict.url('csp.html'), async (page) => {
    await ready(page);
    await page.getByRole('button', { name: 'Next step' }).click();
    assert.ok((await page.locator('canvas.canvas').evaluate((canvas) => canvas.clientWidth)) > 200);
  });
});

test('as a module too, with what it imports when a picture asks for it', async () => {
  await strict.open(strict.url('csp-module.html'), async (page) => {
    await ready(page);
    await openMenu(page, 'More');
    await page.getByText('weights: trained on', { exact: false }).waitFor();
    await chooseExample(page, 'Clothes (ViT)');
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('attention-walk')).example === 'clothes',
    );
  });
});

test('without wasm it says so and keeps what stood there', async () => {
  await closed.open(
    closed.url('csp.html'),
    async (page) => {
      const alert = page.getByRole('alert');
      await alert.waitFor();
      assert.match(await alert.innerText(), /Content-Security-Policy.*'wasm-unsafe-eval'/);
      await page.getByText('What the page shows without the widget.').waitFor();
    },
    { allow: /Content Security Policy|WebAssembly/ },
  );
});
