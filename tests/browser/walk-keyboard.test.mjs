// The whole walk with the keyboard alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chooseItem,
  drawn,
  expectedStops,
  filePage,
  goTo,
  openMenu,
  ready,
  stateOf,
  useBrowser,
} from './browser.mjs';

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

/** @param {import('playwright-core').Page} page @param {string} wanted */
async function tabBackTo(page, wanted) {
  for (let presses = 0; presses < 20; presses += 1) {
    if ((await focused(page)) === wanted) return;
    await page.keyboard.press('Shift+Tab');
  }
  assert.fail(`Shift+Tab never reaches ${wanted}`);
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
    assert.match(await focused(page), /^SUMMARY Example Simple/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.match(await focused(page), /^INPUT/);
    await page.keyboard.press('ArrowRight');
    assert.equal(
      (await stateOf(page)).example,
      'question',
      'arrows in the radio group are its own',
    );
    await page.keyboard.press('Escape');
    assert.match(await focused(page), /^SUMMARY Example Question/);
    await tabTo(page, /^BUTTON Head 2$/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^BUTTON .*Softmax$/);
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
    await tabTo(page, /^SUMMARY More$/);
    await page.keyboard.press('Enter');
    await tabTo(page, /Show numbers$/);
    await page.keyboard.press('Enter');
    await drawn(page);
    assert.equal(await focused(page), 'BUTTON ×', 'the focus is in the sheet that has opened');
    await page.locator('.tables table').first().waitFor();
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
    assert.match(await focused(page), /^BUTTON −?\d/, 'one stop for Tab, the number that was left');
    await drawn(page);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await drawn(page);
    assert.equal(await explain.getAttribute('data-mode'), 'example', 'the same again lets go');
    await page.keyboard.press('Enter');
    await drawn(page);
    assert.equal(await explain.getAttribute('data-mode'), 'locked');
    await page.keyboard.press('Escape');
    await drawn(page);
    assert.equal(await explain.getAttribute('data-mode'), 'example');
    assert.match(await focused(page), /^BUTTON −?\d/, 'Esc lets go of the number first');
    await page.keyboard.press('Escape');
    await drawn(page);
    assert.equal(await page.locator('.tables').isVisible(), false, 'and then of the sheet');
    assert.equal(await focused(page), 'SUMMARY More');
  });
});

test('Esc in the dock lets go of the number first, and then of the sheet that lies over the picture', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    const explain = page.locator('.explain');
    const sheet = page.locator('.sheet:not([hidden])');
    for (const name of ['Show numbers', 'Multi-Head Attention Concepts', 'the recap']) {
      if (name === 'the recap') {
        await goTo(page, { step: 'output' });
        await page.getByRole('button', { name: 'Next step' }).press('Enter');
      } else await chooseItem(page, name);
      await sheet.waitFor();
      await explain.locator('.operand').first().press('Enter');
      await drawn(page);
      await page.keyboard.press('Escape');
      await drawn(page);
      assert.equal(await explain.getAttribute('data-mode'), 'example', `${name}: unlocked`);
      assert.equal(await sheet.count(), 1, `${name}: still there`);
      await page.keyboard.press('Escape');
      await drawn(page);
      assert.equal(await sheet.count(), 0, `${name}: closed`);
      const opener = name === 'the recap' ? /Next step$/ : /^SUMMARY More$/;
      assert.match(await focused(page), opener, `${name}: back to what opened it`);
    }
  });
});

test('a lead that is cut on a phone is a button: keys open it and fold it', async () => {
  const phone = { viewport: { width: 360, height: 640 } };
  await open(
    `${filePage}#example=pronoun`,
    async (page) => {
      await ready(page);
      const lead = page.locator('.lead');
      const height = () => lead.evaluate(({ clientHeight }) => clientHeight);
      const low = await height();
      await tabTo(page, /^P The vector/);
      const button = page.getByRole('button', { name: /^The vector/, expanded: false });
      await button.waitFor();
      for (const key of ['Enter', 'Space']) {
        await page.keyboard.press(key);
        await drawn(page);
        assert.equal(await lead.getAttribute('aria-expanded'), 'true', key);
        assert.ok((await height()) > 1.5 * low, `${key} opens it`);
        await page.keyboard.press(key);
        assert.equal(await lead.getAttribute('aria-expanded'), 'false', key);
        assert.equal(await height(), low);
      }
      await lead.click();
      assert.equal(await lead.getAttribute('aria-expanded'), 'true');
      // Another sentence is cut anew, and arrows still walk.
      await lead.press('ArrowRight');
      await drawn(page);
      assert.equal((await stateOf(page)).step, 'project');
      assert.equal(await lead.getAttribute('aria-expanded'), 'false');
    },
    phone,
  );
  await open(`${filePage}#example=pronoun`, async (page) => {
    await ready(page);
    const lead = page.locator('.lead');
    assert.equal(await lead.getAttribute('role'), null, 'where there is room it is text');
    assert.equal(await lead.getAttribute('tabindex'), null);
  });
});

test('an example is named by its title, and described by what it is good for', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    const menu = await openMenu(page, 'Example');
    const radio = menu.getByRole('radio', { name: 'Pronoun', exact: true });
    assert.equal(await radio.count(), 1);
    const described = await radio.evaluate((input) => {
      const root = /** @type {ShadowRoot} */ (input.getRootNode());
      return root.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent;
    });
    assert.match(described ?? '', /^A sentence whose “it”/);
    // The last one says all with its title.
    const own = menu.getByRole('radio', { name: 'Your own…', exact: true });
    assert.equal(await own.getAttribute('aria-describedby'), null);
  });
});

test('the focus is always visible and never trapped', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    const seen = new Set();
    const look = async () => {
      const name = await focused(page);
      seen.add(name);
      const { outline, isSeen } = await page.evaluate(() => {
        let element = document.activeElement;
        let root = /** @type {Document | ShadowRoot} */ (document);
        while (element?.shadowRoot?.activeElement) {
          root = element.shadowRoot;
          element = root.activeElement;
        }
        const holder = element?.closest('.choice-item') ?? element;
        if (!holder) return { outline: 'none', isSeen: false };
        const { left, top, width, height } = holder.getBoundingClientRect();
        const above = root.elementFromPoint(left + width / 2, top + height / 2);
        return { outline: getComputedStyle(holder).outlineStyle, isSeen: holder.contains(above) };
      });
      assert.notEqual(outline, 'none', `${name} shows its focus`);
      assert.ok(isSeen, `${name} lies under nothing`);
      return name;
    };
    /** @type {string[]} */
    const menus = [];
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press('Tab');
      if ((await focused(page)).startsWith('BODY')) break;
      const name = await look();
      if (!name.startsWith('SUMMARY')) continue;
      // Down the menu, and out of it by Esc.
      menus.push(name);
      await page.keyboard.press('Enter');
      for (let item = 0; item < 12; item += 1) {
        await page.keyboard.press('Tab');
        const inside = await page.locator('details.menu[open] :focus').count();
        if (inside === 0) break;
        await look();
      }
      await page.keyboard.press('Shift+Tab');
      await tabBackTo(page, name);
    }
    assert.equal(menus.length, 3, `${menus}`);
    assert.ok(seen.size > 30, `${seen.size} places were reached`);
    for (const last of [/Concepts/, /^BUTTON Play|▶/, /^BUTTON \(?−?\d/]) {
      assert.ok(
        [...seen].some((name) => last.test(name)),
        `${last}: up to the last one`,
      );
    }
  });
});
