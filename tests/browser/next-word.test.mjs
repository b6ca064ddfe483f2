// How a causal model goes on: its likeliest next tokens as bars, and a text that grows by them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { smallModels } from '../helpers/small-models.mjs';
import { drawn, dropModel, filePage, ready, traceOf, useBrowser } from './browser.mjs';

const { open, url } = useBrowser();
const small = smallModels.gemma();
const model = (await createEngine()).model(small.bytes, small.config);

/** @param {import('playwright-core').Page} page @param {number} count */
const hasTokens = (page, count) =>
  page.waitForFunction(
    (count) =>
      /** @type {any} */ (document.querySelector('attention-walk')).trace.tokens.length === count,
    count,
  );

/** @param {import('playwright-core').Page} page */
const shownTokens = async (page) => (await traceOf(page)).tokens.map(Number);

/** @param {import('playwright-core').Page} page */
async function openModel(page) {
  await ready(page);
  await dropModel(page, small);
  await page.locator('.next-token').first().waitFor();
}

test('bars say the probabilities of the next tokens, and a press on one adds it', async () => {
  await open(filePage, async (page) => {
    await openModel(page);
    const tokenIds = await shownTokens(page);
    const next = model.run({ tokenIds }).nextTokens();
    const bars = page.getByRole('group', { name: 'Likeliest next tokens' }).getByRole('button');
    assert.equal(await bars.count(), next.length);
    for (const [at, { token, probability }] of next.entries()) {
      const name = await bars.nth(at).getAttribute('aria-label');
      const share = `${(100 * probability).toFixed(1)} %`;
      assert.ok(name?.replaceAll(/\s/g, ' ').startsWith(`Add “${token}” (${share})`), String(name));
    }
    await bars.nth(2).click();
    await hasTokens(page, tokenIds.length + 1);
    assert.deepEqual(await shownTokens(page), [...tokenIds, next[2].id]);
    const { query } = await page.evaluate(() => {
      const { query } = /** @type {any} */ (document.querySelector('attention-walk'));
      return { query };
    });
    assert.equal(query, tokenIds.length, 'the new token is the Query');
    const typed = page.getByRole('textbox', { name: 'Token numbers' });
    assert.equal(await typed.inputValue(), [...tokenIds, next[2].id].join(' '));
    const said = page.locator('.next-word [aria-live]');
    assert.match(await said.innerText(), new RegExp(`^Added “${next[2].token}”\\. Likeliest next`));
  });
});

test('One more word is greedy; above temperature 0 it draws, and draws again', async () => {
  await open(filePage, async (page) => {
    await openModel(page);
    const more = page.getByRole('button', { name: 'One more word', exact: true });
    const again = page.getByRole('button', { name: 'Draw again' });
    let tokenIds = await shownTokens(page);
    assert.equal(await again.isVisible(), false, 'nothing is drawn at temperature 0');
    for (let made = 0; made < 2; made += 1) {
      tokenIds = [...tokenIds, model.run({ tokenIds }).pickNext().id];
      await more.click();
      await hasTokens(page, tokenIds.length);
      assert.deepEqual(await shownTokens(page), tokenIds);
    }
    await page.getByRole('slider', { name: 'Temperature' }).fill('1.5');
    for (const seed of [0, 1, 2, 3]) {
      if (seed) await again.click();
      await drawn(page);
      const { token } = model.run({ tokenIds }).pickNext({ temperature: 1.5, seed });
      assert.equal(await page.locator('.is-picked .next-label').innerText(), token);
    }
    const { id } = model.run({ tokenIds }).pickNext({ temperature: 1.5, seed: 3 });
    await more.click();
    await hasTokens(page, tokenIds.length + 1);
    assert.deepEqual(await shownTokens(page), [...tokenIds, id]);
  });
});

test('by keys the focus stays on the bars, and a typed text starts anew', async () => {
  await open(filePage, async (page) => {
    await openModel(page);
    const { length } = await shownTokens(page);
    await page.locator('.next-token').first().focus();
    await page.keyboard.press('Enter');
    await hasTokens(page, length + 1);
    await page.keyboard.press('Enter');
    await hasTokens(page, length + 2);
    await page.getByRole('textbox', { name: 'Token numbers' }).fill('5 6');
    await hasTokens(page, 2);
    assert.deepEqual(await shownTokens(page), [5, 6]);
  });
});

test('on a phone it is a tab of its own, with bars that a finger can hit', async () => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true };
  await open(
    filePage,
    async (page) => {
      await ready(page);
      await dropModel(page, small);
      await page.getByRole('button', { name: 'Next word', exact: true }).tap();
      const bar = page.locator('.next-token').first();
      const box = await bar.boundingBox();
      assert.ok(box && box.height >= 24 && box.x >= 0 && box.x + box.width <= 360);
      const { length } = await shownTokens(page);
      await bar.tap();
      await hasTokens(page, length + 1);
      assert.ok(await bar.isVisible(), 'the tab stays');
    },
    phone,
  );
});

test('an encoder has no such panel', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await dropModel(page, smallModels.modernBert());
    assert.equal(await page.locator('.next-word').isVisible(), false);
  });
});

test('a model in a worker says the same', async () => {
  const { bytes, config } = small;
  await open(url('/empty.html'), async (page) => {
    const base64 = Buffer.from(bytes).toString('base64');
    const given = { base64, config, script: url('/dist/attention-walk.mjs') };
    const said = await page.evaluate(async ({ base64, config, script }) => {
      const engine = await (await import(script)).createEngine();
      const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      // What no model needs still makes its files large.
      const files = [
        { name: 'model.safetensors', data },
        { name: 'README.md', data: new Uint8Array(1 << 24) },
      ];
      const model = await engine.hostModel(files, config);
      const run = await model.generate({ tokenIds: [3, 1] }, { count: 3, temperature: 1, seed: 4 });
      return {
        isInWorker: model.isInWorker,
        tokenIds: run.tokenIds,
        next: await run.nextTokens({ count: 2 }),
      };
    }, given);
    const run = await model.generate({ tokenIds: [3, 1] }, { count: 3, temperature: 1, seed: 4 });
    const own = { tokenIds: run.tokenIds, next: run.nextTokens({ count: 2 }) };
    assert.deepEqual(said, { isInWorker: true, ...own });
  });
});
