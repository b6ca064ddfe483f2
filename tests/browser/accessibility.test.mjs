// axe-core without violations at every step, in light and dark, at both widths.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { drawn, expectedStops, filePage, ready, useBrowser } from './browser.mjs';

const { open } = useBrowser();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @param {import('playwright-core').Page} page @returns {Promise<string[]>} */
async function violations(page) {
  const found = await page.evaluate(async () => {
    const { violations: all } = await /** @type {any} */ (window).axe.run(document);
    return all.map((/** @type {any} */ one) => ({ id: one.id, nodes: one.nodes }));
  });
  return found.flatMap((/** @type {{ id: string, nodes: any[] }} */ { id, nodes }) =>
    nodes.map(
      (/** @type {any} */ node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`,
    ),
  );
}

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  for (const width of [1280, 360]) {
    test(`no violation at any step, ${colorScheme}, ${width} px`, async () => {
      const options = { colorScheme, viewport: { width, height: 900 } };
      await open(
        filePage,
        async (page) => {
          await ready(page);
          await page.addScriptTag({ content: axe });
          await page.getByRole('button', { name: 'Show numbers' }).click();
          await page.getByText('Multi-Head Attention Concepts').click();
          for (const [step, head] of expectedStops(2)) {
            if (head === 1 && step !== 'softmax') continue;
            await page.evaluate(
              (target) =>
                /** @type {any} */ (document.querySelector('attention-walk')).goTo(target),
              { step, head: head ?? 0 },
            );
            await drawn(page);
            assert.deepEqual(await violations(page), [], `${step} ${head ?? ''}`);
          }
          await page.getByRole('radio', { name: 'Your own…' }).check();
          await drawn(page);
          assert.deepEqual(await violations(page), [], 'own input');
        },
        options,
      );
    });
  }
}

test('every number of a picture has a table, and the canvas says what it shows', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await page.getByRole('button', { name: 'Softmax' }).click();
    await drawn(page);
    const label = await page.locator('canvas.canvas').getAttribute('aria-label');
    assert.match(
      label ?? '',
      /^Softmax turns scores into weights that sum to 1\. I: learning 0\.\d\d, /,
    );
  });
});
