// Cells wear the colours of the theme: by the scheme of the reader, by the theme of the host, and white on paper.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { css, DARK, LIGHT, signedColor } from '../../web/draw/colors.js';
import { drawn, filePage, ready, useBrowser } from './browser.mjs';

/** @typedef {import('../../web/draw/colors.js').Palette} Palette */

const { open } = useBrowser();

/** The colours of a canvas, each with the share of its pixels. @param {import('playwright-core').Page} page */
const painted = async (page) =>
  new Map(
    await page.evaluate(() => {
      const root = document.querySelector('attention-walk')?.shadowRoot;
      const canvas = /** @type {HTMLCanvasElement} */ (root?.querySelector('canvas.canvas'));
      // A canvas that is read several times is told to a reader of the console; its copies are read once.
      const copy = new OffscreenCanvas(canvas.width, canvas.height);
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (copy.getContext('2d'));
      context.drawImage(canvas, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const counts = new Map();
      for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] < 255) continue;
        const color = `rgb(${data[at]} ${data[at + 1]} ${data[at + 2]})`;
        counts.set(color, (counts.get(color) ?? 0) + 4 / data.length);
      }
      return [...counts];
    }),
  );

/** Every number of the first step is painted in its colour of a palette. @param {import('playwright-core').Page} page @param {Palette} palette */
async function wears(page, palette) {
  await drawn(page);
  await page.waitForTimeout(100);
  const colors = await painted(page);
  const rows = await page.evaluate(() => {
    const { embedding, position, values } = /** @type {any} */ (
      document.querySelector('attention-walk')
    ).trace.steps[0];
    return [...embedding, ...position, ...values].map((row) => Array.from(row));
  });
  const numbers = /** @type {number[]} */ (rows.flat());
  const limit = Math.max(...numbers.map(Math.abs));
  const missing = numbers.filter((value) => !colors.has(css(signedColor(value, limit, palette))));
  return { missing: missing.length / numbers.length, white: colors.get('rgb(255 255 255)') ?? 0 };
}

/** What is white in the dark is text. */
const MOST_TEXT = 0.06;

test('dark cells for a reader who likes the dark, white ones on paper', async () => {
  await open(
    filePage,
    async (page) => {
      await ready(page);
      const dark = await wears(page, DARK);
      assert.equal(dark.missing, 0);
      assert.ok(dark.white < MOST_TEXT, `${dark.white}`);
      await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
      assert.equal((await wears(page, LIGHT)).missing, 0, 'printed');
      await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
      assert.equal((await wears(page, DARK)).missing, 0, 'afterwards');
      await page.emulateMedia({ colorScheme: 'light' });
      assert.equal((await wears(page, LIGHT)).missing, 0, 'the scheme has changed');
    },
    { colorScheme: 'dark', reducedMotion: 'reduce' },
  );
});

test('a host that is dark by its own colours has dark cells, however it writes them', async () => {
  await open(
    filePage,
    async (page) => {
      await ready(page);
      for (const [ink, paper, palette] of /** @type {[string, string, Palette][]} */ ([
        ['oklch(0.95 0.01 260)', 'oklch(0.2 0.02 260)', DARK],
        ['hsl(40 30% 90%)', 'transparent', DARK],
        ['color(display-p3 0.1 0.1 0.12)', 'transparent', LIGHT],
      ])) {
        await page.evaluate(
          ([color, background]) => {
            const { style } = /** @type {HTMLElement} */ (document.querySelector('attention-walk'));
            style.setProperty('--aw-ink', color);
            style.setProperty('--aw-paper', background);
          },
          [ink, paper],
        );
        assert.equal((await wears(page, palette)).missing, 0, ink);
      }
    },
    { reducedMotion: 'reduce' },
  );
});

test('forced colours keep signs, on the ground that the system has', async () => {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await open(
      filePage,
      async (page) => {
        await ready(page);
        const { missing } = await wears(page, colorScheme === 'dark' ? DARK : LIGHT);
        assert.equal(missing, 0, colorScheme);
      },
      { colorScheme, forcedColors: 'active', reducedMotion: 'reduce' },
    );
  }
});
