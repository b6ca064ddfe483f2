// Asking "what if": numbers changed in place, heads, scale and temperature, before and after, and the way back: as a reader
// does it on a laptop and on a phone, by mouse, touch and keyboard.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import {
  dropModel,
  drawn,
  filePage,
  goTo,
  openMenu,
  ready,
  traceOf,
  useBrowser,
} from './browser.mjs';
import { modelFile } from '../helpers/models.mjs';

/** @typedef {import('playwright-core').Page} Page */

const { open } = useBrowser();
const engine = await createEngine();

const LAPTOP = { viewport: { width: 1366, height: 650 } };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** @param {any} trace @returns {number[]} */
const outputOf = (trace) => trace.steps.find((/** @type {any} */ { id }) => id === 'output').values;

/** @param {Page} page @returns {Promise<any[]>} */
const changesOf = (page) =>
  page.evaluate(() => /** @type {any} */ (document.querySelector('attention-walk')).changes);

/** @param {Page} page @param {number} count */
const hasChanges = (page, count) =>
  page.waitForFunction(
    (count) =>
      /** @type {any} */ (document.querySelector('attention-walk')).changes.length === count,
    count,
  );

/** What the core says of an example with these changes. @param {string} id @param {any[]} changes @param {number} query */
function expected(id, changes, query) {
  const {
    id: _,
    tokens,
    title,
    description,
    query: first,
    ...layer
  } = /** @type {any} */ (engine.examples().find((example) => example.id === id));
  const run = engine.attention(layer).run({ tokens, changes });
  return outputOf(run.trace({ query }));
}

/** The middle of a number of the picture, on the page. @param {Page} page @param {string} text */
async function placeOf(page, text) {
  const box = await page.locator('canvas.canvas').boundingBox();
  const place = await page.evaluate((text) => {
    const svg = /** @type {any} */ (document.querySelector('attention-walk')).exportSVG();
    const drawing = new DOMParser().parseFromString(svg, 'image/svg+xml');
    const found = [...drawing.querySelectorAll('text')].find((one) => one.textContent === text);
    return found && [Number(found.getAttribute('x')), Number(found.getAttribute('y'))];
  }, text);
  assert.ok(box && place, text);
  return { x: box.x + place[0] + 4, y: box.y + place[1] - 4 };
}

test('a weight is changed in place by keyboard and by mouse; output, link, ghost and history follow', async () => {
  const start = `${filePage}#example=simple&weights=seeded&step=project&query=1`;
  await open(
    start,
    async (page) => {
      await ready(page);
      const given = (await traceOf(page)).weights.wq[1][2];
      const { x, y } = await placeOf(page, given.toFixed(2).replace('-', '−'));
      await page.mouse.click(x, y);
      const field = page.getByRole('spinbutton', { name: /new value/ });
      await field.waitFor();
      await page.keyboard.press('F2');
      await page.keyboard.type('0.93');
      await drawn(page);
      await page.keyboard.press('Enter');
      await hasChanges(page, 1);
      const list = [{ ref: { tensor: 'wq', index: [1, 2] }, value: 0.93 }];
      assert.deepEqual(await changesOf(page), list);
      assert.deepEqual(outputOf(await traceOf(page)), expected('simple', list, 1));
      const dock = page.locator('.explain');
      assert.match(await dock.innerText(), /was −?0\.\d+/);
      assert.match(
        String(await page.locator('canvas.canvas').getAttribute('aria-label')),
        /column 3: before −?0\.\d{3}, now 0\.930/,
      );
      assert.match(
        await page.locator('.fact').innerText(),
        /the output of “like” changes by up to/,
      );
      assert.equal(await page.locator('.changes-count').innerText(), '1');

      await page.waitForURL(/changes=wq_1_2_0\.93/);
      await page.reload();
      await ready(page);
      await hasChanges(page, 1);
      assert.deepEqual(outputOf(await traceOf(page)), expected('simple', list, 1));

      // Esc gives back what was typed and not taken.
      await page.mouse.dblclick(x, (await placeOf(page, '0.93')).y);
      await field.waitFor();
      await page.keyboard.type('0.1');
      await drawn(page);
      await page.keyboard.press('Escape');
      await page.waitForFunction(
        () =>
          /** @type {any} */ (document.querySelector('attention-walk')).changes[0].value === 0.93,
      );

      // The slider changes it while it is dragged.
      const slider = page.getByRole('slider', { name: /slider/ });
      const box = await slider.boundingBox();
      assert.ok(box);
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2, { steps: 4 });
      await page.waitForFunction(
        () =>
          /** @type {any} */ (document.querySelector('attention-walk')).changes[0].value !== 0.93,
      );
      await page.mouse.up();
      const [dragged] = await changesOf(page);
      assert.deepEqual(outputOf(await traceOf(page)), expected('simple', [dragged], 1));
      await page.keyboard.press('Control+z');
      await page.waitForFunction(
        () =>
          /** @type {any} */ (document.querySelector('attention-walk')).changes[0].value === 0.93,
      );
      await page.getByRole('button', { name: 'Reset', exact: true }).click();
      await hasChanges(page, 0);
      assert.deepEqual(outputOf(await traceOf(page)), expected('simple', [], 1));
    },
    LAPTOP,
  );
});

for (const [name, size] of /** @type {const} */ ([
  ['laptop', LAPTOP],
  ['phone', PHONE],
])) {
  test(`${name}: √dₖ left out, a head muted, undo, redo, reset one and all`, async () => {
    await open(
      `${filePage}#example=four-heads&weights=seeded&step=softmax&query=3`,
      async (page) => {
        await ready(page);
        const press = (/** @type {import('playwright-core').Locator} */ one) =>
          size === PHONE ? one.tap() : one.click();
        const menu = await openMenu(page, 'What if');
        const unscaled = menu.getByRole('checkbox', { name: 'Scores not scaled' });
        await unscaled.waitFor();
        await press(unscaled);
        await hasChanges(page, 1);
        assert.match(await page.locator('.fact').innerText(), /^Without √dₖ, the output of/);
        await press(menu.getByRole('button', { name: 'Mute head 2' }));
        await hasChanges(page, 2);
        const list = [{ scale: 1 }, { head: 1, gate: 0 }];
        assert.deepEqual(await changesOf(page), list);
        assert.deepEqual(outputOf(await traceOf(page)), expected('four-heads', list, 3));
        await press(menu.getByRole('button', { name: 'Undo' }));
        await hasChanges(page, 1);
        assert.equal(await menu.getByRole('listitem').innerText(), 'Scores not scaled\n×');
        await press(menu.getByRole('button', { name: 'Redo' }));
        await hasChanges(page, 2);
        await press(menu.getByRole('button', { name: 'Reset: Scores not scaled' }));
        await hasChanges(page, 1);
        assert.ok(
          await menu.evaluate((one) => /** @type {HTMLDetailsElement} */ (one).open),
          'the menu stays open when a row goes',
        );
        assert.match(await page.locator('.fact').innerText(), /^Without head 2, the output of/);
        await press(menu.getByRole('button', { name: 'Only head 1' }));
        await hasChanges(page, 3);
        await press(menu.getByRole('button', { name: 'Reset all' }));
        await hasChanges(page, 0);
        assert.equal(await page.locator('.fact').isVisible(), false);
        const fits = await page.evaluate(
          () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
        );
        assert.ok(fits, 'nothing is wider than the window');
      },
      size,
    );
  });
}

test('phone: a score is changed by touch, and shares move', async () => {
  await open(
    `${filePage}#example=simple&weights=seeded&step=softmax&query=0`,
    async (page) => {
      await ready(page);
      await openMenu(page, 'What if').then((menu) => menu.getByText('Causal mask').waitFor());
      await page.keyboard.press('Escape');
      const slider = page.getByRole('slider', { name: /Add to its score/ });
      await slider.waitFor();
      await slider.evaluate((one) => {
        const input = /** @type {HTMLInputElement} */ (one);
        input.focus();
        input.value = '3';
        input.dispatchEvent(new Event('input', { bubbles: true }));
        input.dispatchEvent(new Event('change', { bubbles: true }));
      });
      await hasChanges(page, 1);
      const [change] = await changesOf(page);
      assert.equal(change.ref.tensor, 'maskBias');
      assert.equal(change.value, 3);
      assert.deepEqual(outputOf(await traceOf(page)), expected('simple', [change], 0));
      assert.match(await page.locator('.explain').innerText(), /0\.\d+ → 0\.\d+/);
    },
    PHONE,
  );
});

test('a score is dragged in the picture', async () => {
  await open(
    `${filePage}#example=question&step=softmax&query=1`,
    async (page) => {
      await ready(page);
      // The part comes by itself with the trained weights.
      await page.locator('.given').waitFor();
      const trace = await traceOf(page);
      const scaled = trace.steps.find((/** @type {any} */ { id }) => id === 'scale').values;
      const { x, y } = await placeOf(page, scaled[2].toFixed(2).replace('-', '−'));
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + 100, y, { steps: 5 });
      await page.mouse.up();
      await hasChanges(page, 1);
      const [{ ref, value }] = await changesOf(page);
      assert.deepEqual(ref, { tensor: 'maskBias', head: 0, index: [1, 2] });
      assert.equal(value, 2);
      assert.match(await page.locator('.fact').innerText(), /nearest word/);
    },
    LAPTOP,
  );
});

test('what is refused says why and leaves everything as it was', async () => {
  await open(
    `${filePage}#example=simple&weights=seeded&step=output&query=0`,
    async (page) => {
      await ready(page);
      const before = outputOf(await traceOf(page));
      await page.evaluate(() => {
        const element = /** @type {any} */ (document.querySelector('attention-walk'));
        element.changes = [{ head: 7, gate: 0 }];
      });
      await page.locator('.fact', { hasText: 'changes[0].head: expected 0 to 1, got 7' }).waitFor();
      assert.deepEqual(outputOf(await traceOf(page)), before);
      assert.deepEqual(await changesOf(page), []);
      await page.evaluate(() => {
        const element = /** @type {any} */ (document.querySelector('attention-walk'));
        element.setAttribute('changes', '[{"temperature":2}]');
      });
      await hasChanges(page, 1);
      assert.match(await page.locator('.fact').innerText(), /^At temperature 2, the output/);
    },
    { ...LAPTOP, allow: /expected 0 to 1/ },
  );
});

test('a muted head of a picture model changes the prediction, and a link says so again', async () => {
  await open(
    `${filePage}#example=clothes&step=softmax&query=20`,
    async (page) => {
      await ready(page);
      await page.locator('.prediction-row').first().waitFor();
      const before = await page.locator('.prediction-row').allInnerTexts();
      await goTo(page, { layer: 1 });
      const menu = await openMenu(page, 'What if');
      await menu.getByRole('button', { name: 'Only head 1' }).click();
      await page.locator('.fact', { hasText: 'the model' }).waitFor();
      const list = await changesOf(page);
      assert.ok(list.every(({ layer, gate }) => layer === 1 && gate === 0));
      await page.waitForFunction(
        (before) =>
          document
            .querySelector('attention-walk')
            ?.shadowRoot?.querySelector('.prediction-row')
            ?.textContent?.replace(/\s/g, '') !== before,
        before[0].replace(/\s/g, ''),
      );
      const after = await page.locator('.prediction-row').allInnerTexts();
      const said = await page.locator('.fact').innerText();
      assert.ok(said.includes(after[0].split('\n')[0]), said);
      await page.waitForURL(/changes=L1_gate_1_0/);
      await page.reload();
      await ready(page);
      await hasChanges(page, list.length);
      assert.deepEqual(await page.locator('.prediction-row').allInnerTexts(), after);
    },
    LAPTOP,
  );
});

test('a head of a dropped model is muted, and its prediction follows', async () => {
  const bytes = modelFile('digit-vit');
  await open(
    filePage,
    async (page) => {
      await ready(page);
      await dropModel(page, { bytes, config: {} });
      const before = outputOf(await traceOf(page));
      const menu = await openMenu(page, 'What if');
      await menu.getByRole('button', { name: 'Mute head 1' }).click();
      await hasChanges(page, 1);
      await page.locator('.fact', { hasText: 'Without head 1, the model' }).waitFor();
      assert.notDeepEqual(outputOf(await traceOf(page)), before);
    },
    LAPTOP,
  );
});
