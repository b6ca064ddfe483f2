// A reader who has only a keyboard walks an example to its end and opens ten numbers down to what they were made of:
// the focus is always on something, and the keys that it takes are counted and printed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, expectedStops, filePage, ready, stateOf, useBrowser } from './browser.mjs';

const { open } = useBrowser();

/** Weights of the layer: nothing lies below them. */
const WEIGHTS = /^(w[qkvo]|b[qkvo])$/;

const MOST_KEYS = 40;

test('all stops by the keyboard, ten numbers opened to their weights, the focus never lost', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    let keys = 0;
    /** What has the focus: its class, and what it says. */
    const focused = () =>
      page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        const { dataset, textContent } = /** @type {HTMLElement} */ (element);
        const name = textContent || element?.getAttribute('aria-label') || '';
        return {
          tag: element?.localName ?? '',
          look: element?.className ?? '',
          name: name.trim(),
          tensor: dataset.tensor ?? '',
        };
      });
    /** @param {string} key */
    const press = async (key) => {
      await page.keyboard.press(key);
      await drawn(page);
      keys += 1;
      const now = await focused();
      assert.notEqual(now.tag, 'body', `${key}, the ${keys}th key, loses the focus`);
      assert.notEqual(now.tag, 'attention-walk', `${key}, the ${keys}th key, loses the focus`);
      return now;
    };
    /** @param {string} key @param {(now: { tag: string, look: string, name: string, tensor: string }) => boolean} isThere */
    const pressUntil = async (key, isThere) => {
      for (let presses = 0; presses < MOST_KEYS; presses += 1) {
        const now = await press(key);
        if (isThere(now)) return now;
      }
      return assert.fail(`${key} never gets there`);
    };
    const explain = page.locator('.explain');
    const operands = () =>
      explain
        .locator('.operand')
        .evaluateAll((all) => all.map((one) => String(one.dataset.tensor)));

    // The example, from its menu.
    await pressUntil('Tab', ({ tag, name }) => tag === 'summary' && name.startsWith('Example'));
    await press('Enter');
    await pressUntil('Tab', ({ tag }) => tag === 'input');
    while ((await stateOf(page)).example !== 'pronoun') await press('ArrowDown');
    await press('Escape');
    await pressUntil('Tab', ({ name }) => name.endsWith('Next step'));
    const toExample = keys;

    let opened = 0;
    /** @type {Record<string, number>} */
    const keysOf = {};
    /** @type {Set<string>} */
    const steps = new Set();
    for (const [place, [stop, head]] of expectedStops(2).entries()) {
      const step = String(stop);
      if (place > 0) await press('Enter');
      const state = await stateOf(page);
      assert.equal(state.step, step);
      if (head !== null) assert.equal(state.head, head);
      if (steps.has(step)) continue;
      // One number of every step: its example, operand by operand.
      steps.add(step);
      const before = keys;
      await pressUntil('Tab', ({ look }) => look === 'operand');
      for (let depth = 0; (await operands()).length > 0; depth += 1) {
        assert.ok(depth < 20, `${step} ends`);
        const all = await operands();
        const weight = all.findIndex((tensor) => WEIGHTS.test(tensor));
        if (weight > 0) await pressUntil('Tab', ({ tensor }) => WEIGHTS.test(tensor));
        await press('Enter');
      }
      assert.match(await explain.innerText(), /given: /, `${step}: down to what was given`);
      await press('Escape');
      assert.equal(await explain.getAttribute('data-mode'), 'example', `${step}: Esc lets go`);
      await pressUntil('Shift+Tab', ({ name }) => name.endsWith('Next step'));
      opened += 1;
      keysOf[step] = keys - before;
    }
    assert.equal(opened, 10);
    // The end: what the walk came to.
    await press('Enter');
    await page.getByRole('region', { name: 'The end of the walk' }).waitFor();
    await press('Escape');
    assert.match((await focused()).name, /Next step$/, 'back where it was');

    const perStep = Object.entries(keysOf).map(([step, count]) => `${step} ${count}`);
    console.log(`Keys: ${toExample} to the example and to Next, ${keys} in all.`);
    console.log(`To open a number and come back: ${perStep.join(', ')}.`);
  });
});
