// The page keeps its state in the URL fragment: a link opens what was on screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chooseExample,
  drawn,
  filePage,
  openMenu,
  ready,
  showNumbers,
  stateOf,
  traceOf,
  useBrowser,
} from './browser.mjs';

const { open, url } = useBrowser();

test('a reload reopens example, step, head, query and the table', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await chooseExample(page, 'Pronoun');
    await page.evaluate(() =>
      /** @type {any} */ (document.querySelector('attention-walk')).goTo({
        step: 'sum',
        head: 1,
        query: 5,
      }),
    );
    await showNumbers(page);
    await page.waitForURL(/step=sum.*numbers=1/);
    const before = await stateOf(page);
    await page.reload();
    await ready(page);
    assert.deepEqual(await stateOf(page), before);
    await page.getByRole('region', { name: 'Every number of this step' }).waitFor();
    await openMenu(page, 'More');
    await page.getByRole('button', { name: 'Hide numbers' }).waitFor();
  });
});

test('typed words and own numbers are in the link too', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await chooseExample(page, 'Your own…');
    await page.getByRole('textbox', { name: 'Words' }).fill('every link keeps words');
    await page.waitForURL(/text=every\+link/);
    await page.reload();
    await ready(page);
    assert.deepEqual((await traceOf(page)).tokens, ['every', 'link', 'keeps', 'words']);
    assert.equal(
      await page.getByRole('textbox', { name: 'Words' }).inputValue(),
      'every link keeps words',
    );
  });
});

test('an edited fragment is followed, nonsense in it is not', async () => {
  await open(
    filePage,
    async (page) => {
      await ready(page);
      await page.evaluate(() => {
        location.hash = '#example=repeat&step=scores&query=99&head=abc&what=ever';
      });
      await drawn(page);
      const { example, step, query } = await stateOf(page);
      assert.deepEqual({ example, step, query }, { example: 'repeat', step: 'scores', query: 4 });
      await page.evaluate(() => {
        location.hash = '#example=nothing&step=__proto__';
      });
      await drawn(page);
      assert.equal((await stateOf(page)).example, 'repeat');
    },
    { allow: /<attention-walk> example/ },
  );
});

test('an embedded widget leaves the address alone', async () => {
  await open(url('preset.html'), async (page) => {
    await ready(page);
    const before = page.url();
    await page.getByRole('button', { name: 'Next step' }).click();
    await page.waitForTimeout(500);
    assert.equal(page.url(), before);
  });
});
