// The whole walk with the keyboard alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, expectedStops, filePage, ready, stateOf, useBrowser } from './browser.mjs';

const { open } = useBrowser();

/** What has the focus, inside shadow roots too. @param {import('playwright-core').Page} page */
const focused = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    // What is hidden from assistive technology is no part of a name.
    const parts = [...(element?.childNodes ?? [])].filter(
      (node) => !(node instanceof Element && node.getAttribute('aria-hidden')),
    );
    return `${element?.tagName} ${parts.map((node) => node.textContent).join('')}`.trim();
  });

/** @param {import('playwright-core').Page} page @param {RegExp} wanted */
async function tabTo(page, wanted) {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if (wanted.test(await focused(page))) return;
  }
  assert.fail(`Tab never reaches ${wanted}`);
}

test('arrow keys visit every stop once focus is inside, and Next works by Enter', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await tabTo(page, /^BUTTON Next step$/);
    for (const [place, [step, head]] of expectedStops(2).entries()) {
      if (place > 0) await page.keyboard.press(place % 2 ? 'ArrowRight' : 'Enter');
      const state = await stateOf(page);
      assert.equal(state.step, step);
      if (head !== null) assert.equal(state.head, head);
      assert.equal(await focused(page), 'BUTTON Next step', 'focus stays where it was');
    }
    await page.keyboard.press('ArrowLeft');
    assert.equal((await stateOf(page)).step, 'output_projection');
  });
});

test('examples, heads, tokens and steps can be chosen', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await page.keyboard.press('Tab');
    assert.match(await focused(page), /^INPUT/);
    await page.keyboard.press('ArrowRight');
    assert.equal(
      (await stateOf(page)).example,
      'question',
      'arrows in the radio group are its own',
    );
    await tabTo(page, /^BUTTON .*Softmax$/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^BUTTON Head 2$/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^BUTTON attention$/);
    await page.keyboard.press('Space');
    assert.deepEqual(await stateOf(page), {
      example: 'question',
      step: 'softmax',
      head: 1,
      query: 2,
    });
  });
});

test('numbers are reached through the table: arrows move, Enter locks, Esc unlocks', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await page.evaluate(() =>
      /** @type {any} */ (document.querySelector('attention-walk')).goTo({ step: 'scores' }),
    );
    await tabTo(page, /Show numbers$/);
    await page.keyboard.press('Enter');
    await drawn(page);
    const explain = page.locator('.explain');
    await tabTo(page, /^BUTTON −?\d/);
    await page.keyboard.press('ArrowRight');
    await drawn(page);
    assert.match(await explain.innerText(), /query of “I”, dimension 2, head 1/);
    assert.equal((await stateOf(page)).step, 'scores', 'arrows in a table do not walk');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    await drawn(page);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await drawn(page);
    assert.equal(await explain.getAttribute('data-mode'), 'locked');
    await page.keyboard.press('Escape');
    await drawn(page);
    assert.equal(await explain.getAttribute('data-mode'), 'example');
  });
});

test('the focus is always visible and never trapped', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    const seen = new Set();
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press('Tab');
      const name = await focused(page);
      if (name.startsWith('BODY')) break;
      seen.add(name);
      const outline = await page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        const holder = element?.closest('.chip') ?? element;
        return holder ? getComputedStyle(holder).outlineStyle : 'none';
      });
      assert.notEqual(outline, 'none', `${name} shows its focus`);
    }
    assert.ok(seen.size > 20, `${seen.size} places were reached`);
    assert.ok(
      [...seen].some((name) => name.includes('Concepts')),
      'up to the last one',
    );
  });
});
