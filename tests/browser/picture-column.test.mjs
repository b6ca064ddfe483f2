// What stands beside a walk through a picture: the patches or the drawing pad with the prediction right below them, and in a narrow
// card the panes that take turns. All of it is there without scrolling, and answers to mouse, touch and keys.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, filePage, stateOf, traceOf, useBrowser } from './browser.mjs';
import { assertSeen } from './seen-whole.mjs';

/** @typedef {import('playwright-core').Page} Page */

const { open } = useBrowser();
const LAPTOP = { width: 1366, height: 650 };
const TABLET = { width: 820, height: 1180 };
const PHONE = { width: 360, height: 640 };

/** @param {string} example @param {object} options @param {(page: Page) => Promise<void>} test */
const openPicture = (example, options, test) =>
  open(
    `${filePage}#example=${example}&step=softmax`,
    async (page) => {
      await page.locator('.prediction-row').first().waitFor({ state: 'attached' });
      await drawn(page);
      await test(page);
    },
    options,
  );

/** @param {Page} page @param {string} name */
const showPane = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** @param {Page} page */
const likeliest = (page) => page.locator('.prediction-label').first().innerText();

/** @param {Page} page */
async function openPad(page) {
  await page.getByRole('radio', { name: 'Draw a digit' }).click();
  await page.locator('canvas.pad').waitFor();
  await drawn(page);
}

/** Moves over the pad; 0 to 1. @param {Page} page */
async function onPad(page) {
  const box = await page.locator('canvas.pad').boundingBox();
  assert.ok(box);
  return (/** @type {number} */ x, /** @type {number} */ y) =>
    page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 6 });
}

for (const example of ['clothes', 'digits']) {
  test(`${example}: patches and prediction are seen beside the step in a laptop window`, async () => {
    await openPicture(example, { viewport: LAPTOP }, async (page) => {
      await assertSeen(page, '.patches', '.prediction', '.canvas-box', '.dock');
      const labels = page.locator('.prediction-label');
      assert.equal(await labels.count(), 6);
      const clipped = await labels.evaluateAll((all) =>
        all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent),
      );
      assert.deepEqual(clipped, []);
      const small = await page
        .locator('.side button, .sample')
        .evaluateAll(
          (all) =>
            all
              .map((one) => one.getBoundingClientRect())
              .filter(({ width, height }) => width > 0 && Math.min(width, height) < 24).length,
        );
      assert.equal(small, 0, 'all of it is large enough to hit');
    });
  });
}

test('the pad takes the place of the patches, and the prediction changes beside it while one draws', async () => {
  await openPicture('digits', { viewport: LAPTOP }, async (page) => {
    const place = await page.locator('.patches').boundingBox();
    // Chosen from further down in the column.
    await page.locator('.side').evaluate((side) => (side.scrollTop = 200));
    await openPad(page);
    await assertSeen(page, 'canvas.pad', '.prediction');
    assert.equal(await page.locator('.patches').isVisible(), false);
    const pad = await page.locator('canvas.pad').boundingBox();
    assert.ok(place && pad);
    const off = Math.max(Math.abs(place.x - pad.x), Math.abs(place.y - pad.y));
    assert.ok(off < 8, JSON.stringify([place, pad]));
    await page.getByText('Prediction for an empty pad').waitFor();

    const to = await onPad(page);
    await to(0.25, 0.2);
    await page.mouse.down();
    await to(0.75, 0.2);
    await page.getByText('Prediction', { exact: true }).waitFor();
    const half = await page.locator('.predictions').innerText();
    await to(0.45, 0.85);
    await page.waitForFunction((half) => {
      const shadow = document.querySelector('attention-walk')?.shadowRoot;
      const rows = /** @type {HTMLElement | null | undefined} */ (
        shadow?.querySelector('.predictions')
      );
      return rows && rows.innerText !== half;
    }, half);
    await page.locator('.prediction-label').first().filter({ hasText: '7' }).waitFor();
    // The button of the mouse is still down.
    await assertSeen(page, 'canvas.pad', '.prediction');
    await page.mouse.up();

    // The patches of the drawing, to choose the Query from, and back to draw on.
    await page.getByRole('button', { name: 'Patches', exact: true }).click();
    await assertSeen(page, '.patches', '.prediction');
    assert.equal(await page.locator('canvas.pad').isVisible(), false);
    await page.getByRole('button', { name: 'Patch row 2, column 3' }).click();
    assert.equal((await stateOf(page)).query, 1 + 7 + 2);
    assert.equal(await likeliest(page), '7');
    await page.getByRole('button', { name: 'Draw', exact: true }).click();
    await assertSeen(page, 'canvas.pad');
    await page.locator('.sample').first().click();
    await page.locator('.patches').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Draw', exact: true }).isVisible(), false);
  });
});

/** All layers instead of one head: the patches, which are in view, change their colours. @param {Page} page */
async function rollsOut(page) {
  await assertSeen(page, '.shade', '.patches');
  const shades = () =>
    page
      .locator('.patch')
      .evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor).join());
  const before = await shades();
  const rollout = page.getByRole('radio', { name: 'all layers (rollout)' });
  assert.equal(await rollout.count(), 1);
  await rollout.check();
  await page.waitForFunction((before) => {
    const shadow = document.querySelector('attention-walk')?.shadowRoot;
    const all = [...(shadow?.querySelectorAll('.patch') ?? [])];
    return all.map((one) => getComputedStyle(one).backgroundColor).join() !== before;
  }, before);
  await page.getByRole('radio', { name: 'this head' }).check();
}

for (const [viewport, name] of /** @type {[typeof PHONE, string][]} */ ([
  [TABLET, 'a tablet'],
  [PHONE, 'a phone'],
])) {
  test(`on ${name} step, picture and heads take turns, and each is seen whole`, async () => {
    await openPicture('clothes', { viewport }, async (page) => {
      await assertSeen(page, '.panes', '.canvas-box', '.dock', '.nav .primary');
      assert.equal(await page.locator('.side').isVisible(), false);
      await showPane(page, 'Picture');
      await assertSeen(
        page,
        '.patches',
        '.prediction',
        '.picture-choice',
        '.dock',
        '.nav .primary',
      );
      for (const part of ['.stage', '.overview']) {
        assert.equal(await page.locator(part).isVisible(), false, part);
      }
      // What colours the picture is chosen where its effect is seen.
      if (viewport === PHONE) await rollsOut(page);
      await showPane(page, 'Heads');
      if (viewport === TABLET) await rollsOut(page);
      await assertSeen(page, '.overview', '.dock', '.nav .primary');
      for (const part of ['.stage', '.prediction', '.picture-choice']) {
        assert.equal(await page.locator(part).isVisible(), false, part);
      }
      await page.getByRole('button', { name: 'Layer 2, head 3' }).click();
      await page.getByRole('button', { name: 'Layer 2, head 3', pressed: true }).waitFor();
      await page.locator('.explain-name', { hasText: 'head 3' }).waitFor();
      // A step of the walk is drawn as it has become, for a sentence too.
      await showPane(page, 'Step');
      await assertSeen(page, '.canvas-box');
      await showPane(page, 'Picture');
      await page.evaluate(() =>
        document.querySelector('attention-walk')?.setAttribute('example', 'rope'),
      );
      await page.locator('canvas.canvas').waitFor();
      assert.equal(await page.locator('.panes').isVisible(), false);
    });
    await openPicture('digits', { viewport }, async (page) => {
      await showPane(page, 'Picture');
      await openPad(page);
      await assertSeen(page, 'canvas.pad', '.prediction', '.pad-tabs', '.dock', '.nav .primary');
      const to = await onPad(page);
      await to(0.5, 0.15);
      await page.mouse.down();
      await to(0.5, 0.85);
      await page.mouse.up();
      await page.locator('.prediction-label').first().filter({ hasText: '1' }).waitFor();
      await assertSeen(page, 'canvas.pad', '.prediction');
    });
  });
}

test('a patch that is tapped in the pane of the picture says what happened', async () => {
  await openPicture('clothes', { viewport: PHONE, hasTouch: true }, async (page) => {
    await showPane(page, 'Picture');
    const shades = () =>
      page
        .locator('.patch')
        .evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor).join());
    const before = await shades();
    await page.getByText('Query: [CLS]').waitFor();
    await page.getByRole('button', { name: 'Patch row 2, column 3' }).tap();
    await page.getByText('Query: row 2, col 3', { exact: true }).waitFor();
    assert.equal((await stateOf(page)).query, 1 + 7 + 2);
    await page.locator('.explain-name', { hasText: '“row 2, col 3”' }).waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: 'row 2, col 3' })
      .waitFor({ state: 'attached' });
    await page.waitForFunction((before) => {
      const shadow = document.querySelector('attention-walk')?.shadowRoot;
      const all = [...(shadow?.querySelectorAll('.patch') ?? [])];
      return all.map((one) => getComputedStyle(one).backgroundColor).join() !== before;
    }, before);
    // Another picture is told with what the model says of it, and what is told once is not told again.
    await page.locator('.sample').nth(1).tap();
    const status = page.getByRole('status').filter({ hasText: 'Prediction: ' });
    await status.waitFor({ state: 'attached' });
    assert.match(
      (await status.textContent()) ?? '',
      new RegExp(`Prediction: ${await likeliest(page)}`),
    );
    await page.getByRole('button', { name: 'Patch row 1, column 1' }).tap();
    await page.getByText('Query: row 1, col 1', { exact: true }).waitFor();
    assert.equal(await status.count(), 0);
  });
});

test('pointing at a patch says its share and where that comes from, by mouse and by keys', async () => {
  await openPicture('digits', { viewport: LAPTOP }, async (page) => {
    const trace = await traceOf(page);
    const step = (/** @type {string} */ id) =>
      trace.steps.find((/** @type {any} */ one) => one.id === id && one.head === 0);
    const explain = page.locator('.explain');
    const key = 1 + 7 + 2;
    const patch = page.getByRole('button', { name: 'Patch row 2, column 3' });
    const share = `${(100 * step('softmax').values[key]).toFixed(1)}\u2009%`;
    await page.waitForFunction((title) => {
      const shadow = document.querySelector('attention-walk')?.shadowRoot;
      return shadow?.querySelector('.patch:nth-of-type(10)')?.getAttribute('title') === title;
    }, `Patch row 2, column 3: ${share}`);
    await patch.hover();
    await page.locator('.explain[data-mode=preview]').waitFor();
    assert.match(await explain.innerText(), /attention weight “\[CLS\]” → “row 2, col 3”, head 1/);
    await page.mouse.move(700, 20);
    await page.locator('.explain[data-mode=example]').waitFor();
    // The key's row is in the picture, whatever its weight.
    await page.evaluate(() =>
      /** @type {any} */ (document.querySelector('attention-walk')).goTo({ step: 'scores' }),
    );
    await page.getByRole('button', { name: 'Products', exact: true }).click();
    await page.locator('.patch').first().focus();
    for (const press of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(press);
    await page.locator('.explain[data-mode=preview]').waitFor();
    assert.match(await explain.innerText(), /score of “row 2, col 3” for “\[CLS\]”, head 1/);
    const svg = await page.evaluate(() =>
      /** @type {any} */ (document.querySelector('attention-walk')).exportSVG(),
    );
    assert.ok(svg.includes('× k of row 2, col 3'), 'its products are spelled out');
    assert.equal((await stateOf(page)).query, 0, 'to point is not to choose');
    await page.keyboard.press('Enter');
    assert.equal((await stateOf(page)).query, key);
  });
});
