// axe-core without violations at every step, in light and dark, at both widths.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import {
  chooseExample,
  chooseItem,
  chooseStep,
  closeMenu,
  drawn,
  expectedStops,
  filePage,
  goTo,
  openMenu,
  ready,
  showNumbers,
  useBrowser,
} from './browser.mjs';

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
          for (const hasNumbers of [false, true]) {
            if (hasNumbers) await showNumbers(page);
            for (const [step, head] of expectedStops(2)) {
              if (head === 1 && step !== 'softmax') continue;
              await goTo(page, { step, head: head ?? 0 });
              await drawn(page);
              const name = `${step} ${head ?? ''}${hasNumbers ? ', its numbers' : ''}`;
              assert.deepEqual(await violations(page), [], name);
            }
          }
          // Each of what lies over the picture or hangs down from a button.
          await page.getByRole('button', { name: 'Next step' }).click();
          await page.getByRole('button', { name: 'Choose another example' }).waitFor();
          assert.deepEqual(await violations(page), [], 'the recap');
          await chooseItem(page, 'Multi-Head Attention Concepts');
          await page.locator('.concept').first().waitFor();
          assert.deepEqual(await violations(page), [], 'the concepts');
          await page.keyboard.press('Escape');
          await chooseExample(page, 'Question');
          for (const menu of /** @type {const} */ (['Example', 'What if', 'More'])) {
            await openMenu(page, menu);
            assert.deepEqual(await violations(page), [], `the menu ${menu}`);
            await closeMenu(page, menu);
          }
          const here = page.locator('.stepper .here');
          if (await here.isVisible()) {
            await here.click();
            assert.deepEqual(await violations(page), [], 'the list of steps');
          }
          await chooseExample(page, 'Your own…');
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
    await chooseStep(page, 'Softmax');
    await drawn(page);
    const label = await page.locator('canvas.canvas').getAttribute('aria-label');
    assert.match(
      label ?? '',
      /^Softmax turns scores into weights that sum to 1\. I: learning 0\.\d\d, /,
    );
  });
});
