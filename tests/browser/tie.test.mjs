// A number that is pointed at or locked is tied to the dock, which explains it: a thin line from its frame down to a notch.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, filePage, goTo, painted, ready, showNumbers, useBrowser } from './browser.mjs';

const { open } = useBrowser();

/** @typedef {import('playwright-core').Page} Page */

/** The number in that row and column of a matrix that is painted first, in the window. @param {Page} page @param {RegExp} text */
async function cellOf(page, text) {
  const { texts, rects } = await painted(page);
  const found = texts.filter((one) => text.test(one.text)).at(-1);
  const cell = rects.find(
    ({ x, y, width, height }) =>
      found && x < found.x && x + width > found.x && y < found.y && y + height > found.y,
  );
  assert.ok(cell, `a cell with ${text}`);
  const canvas = await page.locator('canvas.canvas').boundingBox();
  assert.ok(canvas);
  const [left, top] = [canvas.x + cell.x, canvas.y + cell.y];
  return { left, bottom: top + cell.height, x: left + cell.width / 2, y: top + cell.height / 2 };
}

/** Where the line is; null where there is none. @param {Page} page */
async function tieOf(page) {
  await drawn(page);
  const tie = page.locator('.tie');
  if (!(await tie.isVisible())) return null;
  const box = await tie.boundingBox();
  assert.ok(box);
  return { left: box.x, top: box.y, bottom: box.y + box.height };
}

const near = (/** @type {number} */ a, /** @type {number} */ b, /** @type {string} */ what) =>
  assert.ok(Math.abs(a - b) < 2.5, `${what}: ${a} is ${b}`);

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`a number is tied while it is pointed at or locked, ${colorScheme}`, async () => {
    const size = { colorScheme, viewport: { width: 1366, height: 650 } };
    await open(
      filePage,
      async (page) => {
        await ready(page);
        assert.equal(await tieOf(page), null, 'an example is not tied');
        const cell = await cellOf(page, /^−?\d\.\d\d$/);
        const dock = await page.locator('.dock').boundingBox();
        assert.ok(dock);
        const isTied = async (/** @type {string} */ how) => {
          const tie = await tieOf(page);
          assert.ok(tie, how);
          near(tie.left, cell.left, `${how}, its left`);
          near(tie.top, cell.bottom, `${how}, its top`);
          near(tie.bottom, dock.y, `${how}, down to the dock`);
        };
        await page.mouse.move(cell.x, cell.y);
        await isTied('pointed at');
        await page.mouse.click(cell.x, cell.y);
        await page.mouse.move(2, 2);
        await isTied('locked');
        const edges = await page.locator('.dock').evaluate((dock) => {
          const { borderTopColor, color } = getComputedStyle(dock);
          return [borderTopColor, color];
        });
        assert.equal(edges[0], edges[1], 'the edge of the dock is as dark as the frame');
        // What lies under the line can be pointed at.
        const root = page.locator('.tie');
        const isFree = await root.evaluate((tie) => {
          const { left, top, height } = tie.getBoundingClientRect();
          const tree = /** @type {ShadowRoot} */ (tie.getRootNode());
          return !tie.contains(tree.elementFromPoint(left, top + height / 2));
        });
        assert.ok(isFree);
        // A sheet lies over the line, too.
        await showNumbers(page);
        const isUnder = await page.locator('.sheet:not([hidden])').evaluate((sheet) => {
          const tree = /** @type {ShadowRoot} */ (sheet.getRootNode());
          const [tie, own] = [tree.querySelector('.tie'), getComputedStyle(sheet).zIndex];
          return tie !== null && Number(getComputedStyle(tie).zIndex) < Number(own);
        });
        assert.ok(isUnder);
        await page.keyboard.press('Escape');
        await page.keyboard.press('Escape');
        assert.equal(await tieOf(page), null, 'let go');
      },
      size,
    );
  });
}

test('an operand that is pointed at in the dock is tied to where it stands in the picture', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await goTo(page, { step: 'softmax' });
    await drawn(page);
    await page.locator('.explain .operand').first().hover();
    assert.ok(await tieOf(page));
    await page.mouse.move(2, 2);
    assert.equal(await tieOf(page), null);
  });
});

test('no line leads to a number that is scrolled out of the picture', async () => {
  const size = { viewport: { width: 700, height: 600 } };
  await open(
    `${filePage}#example=pronoun&step=input`,
    async (page) => {
      await ready(page);
      const scrollTo = (/** @type {number} */ top) =>
        page.locator('.canvas-box').evaluate((box, top) => {
          box.scrollTop = top;
          return box.scrollTop;
        }, top);
      await page.locator('.canvas-box').evaluate((box) => {
        // Less than the rows can shrink to.
        /** @type {HTMLElement} */ (box).style.cssText = 'flex: none; height: 90px; min-height: 0';
      });
      await drawn(page);
      await scrollTo(0);
      const box = await page.locator('.canvas-box').boundingBox();
      assert.ok(box);
      await page.mouse.click(box.x + 150, box.y + 40);
      await page.mouse.move(2, 2);
      assert.ok(await tieOf(page), 'in view');
      assert.ok((await scrollTo(1000)) > 40, 'there is something to scroll');
      assert.equal(await tieOf(page), null, 'scrolled out');
      await scrollTo(0);
      assert.ok(await tieOf(page), 'and back');
    },
    size,
  );
});

test('in forced colours the line and its notch are seen; on a touch screen the notch alone', async () => {
  const look = (/** @type {Page} */ page) =>
    page.locator('.tie').evaluate((tie) => ({
      line: getComputedStyle(tie).borderLeftColor,
      notch: getComputedStyle(tie, '::after').borderTopColor,
      paper: getComputedStyle(tie, '::after').backgroundColor,
    }));
  const shown = async (/** @type {Page} */ page) => {
    await ready(page);
    const { x, y } = await cellOf(page, /^−?\d\.\d+$/);
    await page.mouse.click(x, y);
    await page.mouse.move(2, 2);
    await drawn(page);
    return look(page);
  };
  await open(
    filePage,
    async (page) => {
      const { line, notch, paper } = await shown(page);
      assert.notEqual(line, paper);
      assert.notEqual(notch, paper);
      assert.doesNotMatch(line, /^rgba/);
    },
    { forcedColors: 'active' },
  );
  await open(
    filePage,
    async (page) => {
      const { line, notch } = await shown(page);
      assert.equal(line, 'rgba(0, 0, 0, 0)');
      assert.notEqual(notch, line);
    },
    { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true },
  );
});
