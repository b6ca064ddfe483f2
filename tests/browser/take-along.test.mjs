// What a reader takes along: programs, a question, a table and captioned pictures, by mouse and by keyboard, on a laptop
// and on a phone; and the table that says who made an output.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';
import { chooseItem, drawn, filePage, goTo, ready, traceOf, useBrowser } from './browser.mjs';

const { open, url } = useBrowser();

const SIZES = [
  { width: 1366, height: 650 },
  { width: 360, height: 740 },
];

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page */
const text = (page) => page.locator('.taken-text').inputValue();

/** Where the focus is, in whatever shadow. @param {Page} page */
const focused = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.textContent?.trim() || element?.className || element?.localName;
  });

for (const viewport of SIZES) {
  const name = `${viewport.width} × ${viewport.height}`;

  test(`${name}: by mouse, programs and a question are copied, and shown`, async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    await open(
      url('/dist/index.html'),
      async (page) => {
        await ready(page);
        await goTo(page, { step: 'softmax', query: 1 });
        for (const item of [
          'Copy as NumPy',
          'Copy as PyTorch',
          'Copy as JavaScript',
          'Copy as a question',
        ]) {
          await chooseItem(page, item);
          await page.getByText('Copied. It can be pasted now.').waitFor();
          const shown = await text(page);
          assert.equal(await page.evaluate(() => navigator.clipboard.readText()), shown, item);
          assert.equal(await page.locator('.sheet:visible').count(), 1, 'one sheet at a time');
        }
        const asked = await text(page);
        const { tokens } = await traceOf(page);
        assert.match(asked, new RegExp(`Query: “${tokens[1]}” \\(token 1\\)`));
        assert.match(asked, /- Head 2: “\w+” \d+\.\d/);
        assert.match(asked, / ÷ .* = 0\.\d\d\d/);
        await page.getByRole('button', { name: 'Next step' }).click();
        assert.equal(await page.locator('.taken-text').count(), 0, 'it was about the step before');
      },
      { viewport, permissions },
    );
  });

  test(`${name}: by keyboard, and where nothing can be copied the text is there to select`, async () => {
    await open(
      filePage,
      async (page) => {
        await ready(page);
        await page.evaluate(() =>
          Object.defineProperty(navigator, 'clipboard', { value: undefined }),
        );
        await goTo(page, { step: 'weight' });
        const more = page.locator('.menu.more summary').first();
        await more.focus();
        await page.keyboard.press('Enter');
        for (let presses = 0; presses < 20; presses += 1) {
          if ((await focused(page)) === 'Copy as JavaScript') break;
          await page.keyboard.press('Tab');
        }
        await page.keyboard.press('Enter');
        await page.getByText('This browser did not let the page copy.').waitFor();
        const selected = await page.locator('.taken-text').evaluate((one) => {
          const { selectionStart, selectionEnd, value } = /** @type {HTMLTextAreaElement} */ (one);
          return value.slice(selectionStart, selectionEnd);
        });
        /** @type {string[]} */
        const lines = [];
        vm.runInNewContext(selected, {
          console: { log: (/** @type {string} */ line) => lines.push(line) },
        });
        const { steps } = await traceOf(page);
        const expected = steps.find((/** @type {any} */ step) => step.id === 'output').values;
        const got = String(lines.at(-1)).split(': ')[1].split(' ').map(Number);
        expected.forEach((/** @type {number} */ value, /** @type {number} */ at) =>
          assert.ok(Math.abs(value - got[at]) < 1e-5),
        );
        await page.keyboard.press('Escape');
        assert.equal(await page.locator('.taken-text:visible').count(), 0);
        assert.notEqual(await focused(page), 'body');
      },
      { viewport },
    );
  });

  test(`${name}: who made this output, number by number`, async () => {
    await open(
      filePage,
      async (page) => {
        await ready(page);
        await goTo(page, { step: 'output', query: 1 });
        const button = page.getByRole('button', { name: 'Who made this output?' });
        await button.focus();
        await page.keyboard.press('Enter');
        const table = page.locator('.shares-table');
        await table.waitFor();
        const { tokens, steps } = await traceOf(page);
        const output = steps.find((/** @type {any} */ step) => step.id === 'output').values;
        const headings = await table.locator('th[scope=col]').allInnerTexts();
        assert.deepEqual(headings, ['Token', 'Head 1', 'Head 2', 'Sum']);
        const rows = await table
          .locator('tbody tr')
          .evaluateAll((all) =>
            all.map((row) =>
              [...row.children].map((cell) => (cell.textContent ?? '').replace('−', '-')),
            ),
          );
        assert.deepEqual(
          rows.slice(0, tokens.length).map(([token]) => token),
          tokens,
        );
        const total = rows.find(([label]) => label === '= output') ?? [];
        assert.ok(
          Math.abs(Number(total[3]) - Math.hypot(...output)) < 1e-3,
          'the length of the output',
        );
        const bias = Number(rows.find(([label]) => label === 'bias')?.[3] ?? 0);
        const cells = rows.slice(0, tokens.length).flatMap((row) => row.slice(1, 3).map(Number));
        const sum = cells.reduce((all, one) => all + one, bias);
        assert.ok(Math.abs(sum - Number(total[3])) < 1e-2, 'the shares add up');

        // The first cell by its keys: its vector, and a number of that in the dock.
        await table.locator('tbody button').first().focus();
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('Enter');
        assert.equal(
          await page.locator('.shares-vector strong').innerText(),
          `“${tokens[0]}” through head 2`,
        );
        assert.equal(await page.locator('.shares-numbers button').count(), output.length);
        await page.locator('.shares-numbers button').nth(2).click();
        await drawn(page);
        const told = page.locator('.explain');
        assert.match(
          await told.innerText(),
          new RegExp(`“${tokens[0]}” contributed to “${tokens[1]}” through head 2, dimension 3`),
        );
        await told.locator('.operand').first().click();
        await drawn(page);
        assert.match(await told.innerText(), /its weight for/);

        // Another Query, and the table is of that.
        await goTo(page, { query: 2 });
        await page.getByText(`the output of “${tokens[2]}” in its own direction`).waitFor();
        await page.getByRole('button', { name: 'Previous step' }).click();
        await drawn(page);
        assert.equal(await table.isVisible(), false);
        assert.equal(await button.isVisible(), false);
      },
      { viewport },
    );
  });
}

test('a table keeps hostile names in their cells; pictures have a legend and a caption', async () => {
  const data = { tokens: ['=1+1', 'a,"b"', 'c\nd', '-2'], dModel: 4, numHeads: 1 };
  await open(filePage, async (page) => {
    await ready(page);
    await page.evaluate((data) => {
      /** @type {any} */ (document.querySelector('attention-walk')).data = data;
    }, data);
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('attention-walk')).example === 'own',
    );
    await goTo(page, { step: 'softmax' });
    await drawn(page);
    const coming = page.waitForEvent('download');
    await chooseItem(page, 'Table (CSV)');
    const file = await coming;
    assert.equal(file.suggestedFilename(), 'attention-walk-own-softmax.csv');
    const csv = readFileSync(await file.path(), 'utf8');
    assert.match(csv, /^\uFEFFtable,row,column,value,tensor,head,index\r\n/);
    assert.match(csv, /,'=1\+1,[^\n]*,weights,0,0 0\r\n/);
    assert.match(csv, /,"a,""b""",[^\n]*,weights,0,0 1\r\n/);
    assert.match(csv, /,"c\nd",[^\n]*,weights,0,0 2\r\n/);
    assert.match(csv, /,'-2,[^\n]*,weights,0,0 3\r\n/);
    const svg = await page.evaluate(async () =>
      (await /** @type {any} */ (document.querySelector('attention-walk')).exportAs('svg')).text(),
    );
    assert.match(svg, />Softmax, head 1 of 1 · Query: “=1\+1”/);
    assert.match(svg, />scaled scores</);
    const isWell = await page.evaluate(
      (svg) => !new DOMParser().parseFromString(svg, 'image/svg+xml').querySelector('parsererror'),
      svg,
    );
    assert.ok(isWell);
  });
});
