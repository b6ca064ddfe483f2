// The language of the element: it is read where it stands nearest, and the walk goes on when it changes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, ready, showNumbers, stateOf, useBrowser } from './browser.mjs';

const { open, url } = useBrowser();

/** A page with an element of own texts. @param {import('playwright-core').Page} page @param {Record<string, string>} attributes */
const put = (page, attributes) =>
  page.evaluate(async (attributes) => {
    const element = /** @type {any} */ (document.createElement('attention-walk'));
    element.strings = { 'patch.short': 'P{row}/{column}' };
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    const ready = new Promise((resolve) => element.addEventListener('aw-ready', resolve));
    document.querySelector('attention-walk')?.replaceWith(element);
    await ready;
    element.addEventListener('aw-change', () => Object.assign(globalThis, { changed: true }));
  }, attributes);

/** @param {import('playwright-core').Page} page @param {string} tag @param {string} selector */
const speak = async (page, tag, selector) => {
  await page.evaluate(
    ([tag, selector]) => document.querySelector(selector)?.setAttribute('lang', tag),
    [tag, selector],
  );
  await drawn(page);
  await drawn(page);
};

test('another language, of the element or of the document: the same place, other numbers, nothing lost', async () => {
  await open(url('removed.html'), async (page) => {
    await put(page, { example: 'digits', step: 'softmax', head: '1', query: '20', layer: '2' });
    await ready(page);
    await page.locator('.shade-mode').last().click();
    await showNumbers(page);
    await page.locator('.tables [data-ref^="weights|"]').nth(3).dispatchEvent('click');
    await drawn(page);
    const result = page.locator('.explain .result');
    const english = String(await result.textContent());
    assert.match(english, /^\d\.\d{3}$/);
    const [state, name, hash] = [
      await stateOf(page),
      await page.locator('.explain-name').textContent(),
      await page.evaluate(() => location.hash),
    ];
    for (const [tag, selector] of [
      ['de', 'attention-walk'],
      ['en', 'attention-walk'],
    ]) {
      await speak(page, tag, selector);
      const expected = tag === 'de' ? english.replace('.', ',') : english;
      assert.equal(await result.textContent(), expected);
      assert.equal(await page.locator('.explain-name').textContent(), name);
      assert.deepEqual(await stateOf(page), state);
      assert.ok(await page.locator('.shade-mode input').last().isChecked());
      assert.ok(await page.locator('.tables').isVisible());
      assert.match(String(await page.locator('.explain-name').textContent()), /P\d\/\d/);
    }
    assert.equal(await page.evaluate(() => location.hash), hash);
    assert.equal(
      await page.evaluate(() => 'changed' in globalThis),
      false,
      'the walk has not moved',
    );
    await page.evaluate(() => document.querySelector('attention-walk')?.removeAttribute('lang'));
    await speak(page, 'fr', 'html');
    assert.equal(await result.textContent(), english.replace('.', ','));
    // It still goes where it is sent, and is laid out for its size.
    await page.getByRole('button', { name: 'Next step' }).click();
    assert.equal((await stateOf(page)).step, 'weight');
    await page.setViewportSize({ width: 420, height: 900 });
    await drawn(page);
    const wide = await page.locator('attention-walk').evaluate((one) => one.scrollWidth > 420);
    assert.equal(wide, false);
  });
});

test('without texts of its own it speaks what there is, and says so', async () => {
  await open(url('removed.html'), async (page) => {
    await ready(page);
    await speak(page, 'xx', 'html');
    assert.equal(await page.locator('.card').getAttribute('lang'), 'en');
    await speak(page, 'en-GB', 'attention-walk');
    assert.equal(await page.locator('.card').getAttribute('lang'), 'en');
    assert.equal((await stateOf(page)).step, 'sum');
  });
});

test('what the core refuses is told in its own English, marked in another language', async () => {
  await open(
    url('removed.html'),
    async (page) => {
      await put(page, { example: 'own', lang: 'de' });
      await page.locator('input.own-text').first().fill('   ');
      await page.locator('.own-error [lang=en]').waitFor();
      await speak(page, 'en', 'attention-walk');
      assert.equal(await page.locator('.own-error [lang=en]').count(), 0);
      assert.notEqual(await page.locator('.own-error').first().textContent(), '');
    },
    { allow: /<attention-walk>/ },
  );
});
