// Own words and own numbers: typed, pasted, picked, dropped, and refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chooseExample,
  drawn,
  filePage,
  openMenu,
  ready,
  stateOf,
  traceOf,
  useBrowser,
} from './browser.mjs';

const { open } = useBrowser();

const NUMBERS = {
  tokens: ['a', 'b'],
  x: [
    [1, 0],
    [0, 1],
  ],
  dModel: 2,
  numHeads: 1,
  weights: {
    wq: [
      [1, 0],
      [0, 1],
    ],
    wk: [
      [2, 0],
      [0, 2],
    ],
    wv: [
      [1, 1],
      [0, 1],
    ],
    wo: [
      [1, 0],
      [0, 1],
    ],
    bo: [0.5, -0.5],
  },
};

/** @param {import('playwright-core').Page} page */
async function openOwn(page) {
  await ready(page);
  await chooseExample(page, 'Your own…');
  await drawn(page);
}

/** @param {import('playwright-core').Page} page @param {string} json */
async function paste(page, json) {
  await page.getByText('Or your own numbers (JSON)').first().click();
  await page.locator('textarea').fill(json);
  await page.getByRole('button', { name: 'Use these numbers' }).click();
  await drawn(page);
}

test('typed words are walked through, each word with a vector of its own', async () => {
  await open(filePage, async (page) => {
    await openOwn(page);
    await page.getByRole('textbox', { name: 'Words' }).fill('to be or not to be');
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('attention-walk')).trace.tokens.length === 6,
    );
    const trace = await traceOf(page);
    assert.deepEqual(trace.tokens, ['to', 'be', 'or', 'not', 'to', 'be']);
    const { embedding } = trace.steps[0];
    assert.deepEqual(embedding[0], embedding[4]);
    assert.notDeepEqual(trace.steps[0].values[0], trace.steps[0].values[4]);
    for (let stop = 1; stop < 15; stop += 1) {
      await page.getByRole('button', { name: 'Next step' }).click();
    }
    assert.equal((await stateOf(page)).step, 'output');
  });
});

test('d_model, heads, positions and mask can be chosen', async () => {
  await open(filePage, async (page) => {
    await openOwn(page);
    await page.getByLabel('d_model').selectOption('16');
    await page.getByRole('combobox', { name: 'Heads' }).selectOption('4');
    await page.getByLabel('Add positions').uncheck();
    await page.getByRole('checkbox', { name: 'Causal mask' }).check();
    const { config } = await traceOf(page);
    assert.equal(config.dModel, 16);
    assert.equal(config.numHeads, 4);
    assert.equal(config.mask, 'causal');
    assert.equal(config.position, 'none');
  });
});

test('no words: the reason is said, and the walk before stays', async () => {
  await open(filePage, async (page) => {
    await openOwn(page);
    await page.getByRole('textbox', { name: 'Words' }).fill('   ');
    await page.getByRole('alert').filter({ hasText: 'tokens' }).waitFor();
    assert.ok((await traceOf(page)).tokens.length > 1);
    await page.getByRole('textbox', { name: 'Words' }).fill('back again');
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('attention-walk')).trace.tokens.length === 2,
    );
    await page.getByRole('alert').waitFor({ state: 'hidden' });
  });
});

test('tokens from outside stay text', async () => {
  await open(filePage, async (page) => {
    await openOwn(page);
    await page
      .getByRole('textbox', { name: 'Words' })
      .fill('<img/src=x/onerror=alert(1)> &amp; </script>');
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('attention-walk')).trace.tokens.length === 3,
    );
    const buttons = page.getByRole('group', { name: 'Tokens' }).getByRole('button');
    assert.deepEqual(await buttons.allInnerTexts(), [
      '<img/src=x/onerror=alert(1)>',
      '&amp;',
      '</script>',
    ]);
    assert.equal(await page.locator('attention-walk img').count(), 0);
    await page.evaluate(() => {
      const element = /** @type {any} */ (document.querySelector('attention-walk'));
      element.goTo({ step: 'softmax' });
    });
    await drawn(page);
    const svg = await page.evaluate(() =>
      /** @type {any} */ (document.querySelector('attention-walk')).exportSVG(),
    );
    assert.ok(!svg.includes('<img'));
  });
});

test('pasted numbers are computed with: a layer small enough to check by hand', async () => {
  await open(filePage, async (page) => {
    await openOwn(page);
    await paste(page, JSON.stringify(NUMBERS));
    const trace = await traceOf(page);
    const step = (/** @type {string} */ id) =>
      trace.steps.find((/** @type {any} */ one) => one.id === id);
    assert.deepEqual(step('scores').values, [2, 0]);
    const weight = 1 / (1 + Math.exp(-2 / Math.SQRT2));
    assert.ok(Math.abs(step('softmax').values[0] - weight) < 1e-6);
    const expected = [weight + 0.5, 1 - 0.5];
    step('output').values.forEach((/** @type {number} */ value, /** @type {number} */ column) => {
      assert.ok(Math.abs(value - expected[column]) < 1e-6, `${value} is ${expected[column]}`);
    });
    await openMenu(page, 'More');
    await page.getByText('weights: your own').waitFor();
    await page.evaluate(() => {
      const element = /** @type {any} */ (document.querySelector('attention-walk'));
      element.goTo({ step: 'output_projection' });
    });
    await page.getByText('Your own numbers: 2 tokens, d_model 2, 1 heads.').waitFor();
  });
});

test('a dropped file is read, a bad one is refused with the core’s own words', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    const drop = (/** @type {string} */ text) =>
      page.evaluate((content) => {
        const data = new DataTransfer();
        data.items.add(new File([content], 'numbers.json', { type: 'application/json' }));
        const element = document.querySelector('attention-walk');
        element?.dispatchEvent(
          new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
        );
      }, text);
    await drop(JSON.stringify(NUMBERS));
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('attention-walk')).example === 'own',
    );
    assert.deepEqual((await traceOf(page)).tokens, ['a', 'b']);
    const alert = page.getByRole('alert');
    await drop(JSON.stringify({ ...NUMBERS, weights: { ...NUMBERS.weights, wk: [[1, 2]] } }));
    await alert.filter({ hasText: 'weights.wk' }).waitFor();
    await drop('{ "x": [[1, 2], [3]] }');
    await alert.filter({ hasText: 'x[1]' }).waitFor();
    await drop('not json');
    await alert.filter({ hasText: 'This is not JSON' }).waitFor();
    assert.deepEqual((await traceOf(page)).tokens, ['a', 'b'], 'the last good walk is still there');
  });
});
