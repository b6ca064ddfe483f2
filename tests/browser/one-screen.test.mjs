// One screen: at every stop of every example the picture, its explanation, the tokens and Next are seen together,
// without scrolling, on a laptop, a tablet, a phone and in a column. Prints how much of the picture is seen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, filePage, goTo, ready, showNumbers, STEPS, useBrowser } from './browser.mjs';
import { notePainting, placeOfNumber, walkThrough } from './one-screen.mjs';

/** @typedef {import('playwright-core').Page} Page */

const { open } = useBrowser();

const EXAMPLES = [
  ...['simple', 'question', 'pronoun', 'repeat', 'four-heads', 'bias', 'rope'],
  ...['digits', 'clothes'],
];

const SIZES = [
  { width: 1366, height: 650 },
  { width: 1440, height: 789 },
  { width: 820, height: 1180 },
  { width: 700, height: 600 },
  { width: 360, height: 640, touch: true },
  { width: 360, height: 740, touch: true },
];

/** Where numbers are pointed at: at every step of a sentence, and of a picture at those that look otherwise. */
const POINTED = {
  pronoun: STEPS.map(([step]) => step),
  digits: ['input', 'scores', 'softmax', 'output'],
};

/** More of them say the same. */
const MOST_FAULTS = 60;

/** @param {{ width: number, height: number, touch?: boolean }} size */
const contextOf = ({ width, height, touch = false }) => ({
  viewport: { width, height },
  hasTouch: touch,
  isMobile: touch,
});

/** @type {Map<string, Map<string, number>>} */
const seen = new Map();

/** Opens the page with its painting noted. @param {(typeof SIZES)[number]} size @param {(page: Page) => Promise<void>} use */
const openAt = (size, use) =>
  open(
    'about:blank',
    async (page) => {
      await notePainting(page);
      await page.goto(filePage);
      await ready(page);
      await use(page);
    },
    contextOf(size),
  );

for (const size of SIZES) {
  const name = `${size.width} × ${size.height}`;
  test(`every stop of every example stands in ${name}`, async () => {
    /** @type {Map<string, number>} */
    const shares = new Map();
    seen.set(name, shares);
    /** @type {Map<string, string[]>} */
    const faults = new Map();
    await openAt(size, async (page) => {
      for (const example of EXAMPLES) {
        for (const state of await walkThrough(page, example)) {
          shares.set(state.step, Math.min(shares.get(state.step) ?? 1, state.share));
          for (const fault of state.faults) {
            faults.set(fault, [...(faults.get(fault) ?? []), state.name]);
          }
        }
      }
    });
    const told = [...faults].map(([fault, [first, ...more]]) => {
      return `${fault} (${first}${more.length ? ` and ${more.length} more` : ''})`;
    });
    assert.deepEqual(told.slice(0, MOST_FAULTS), []);
  });
}

for (const size of SIZES) {
  test(`a number and its explanation are seen together, ${size.width} × ${size.height}`, async () => {
    await openAt(size, async (page) => {
      for (const [example, steps] of Object.entries(POINTED)) {
        await page.evaluate((example) => {
          /** @type {any} */ (document.querySelector('attention-walk')).example = example;
        }, example);
        await page.waitForFunction((example) => {
          const element = /** @type {any} */ (document.querySelector('attention-walk'));
          return element.example === example;
        }, example);
        for (const step of steps) {
          await goTo(page, { step, head: 0 });
          await drawn(page);
          const place = await placeOfNumber(page);
          assert.ok(place, `${example} ${step} has a number to point at`);
          const { x, y } = place;
          const name = `${example} ${step}`;
          if (size.touch) {
            await page.touchscreen.tap(x, y);
            await isExplained(page, 'locked', `${name}: tapped`);
            await page.touchscreen.tap(x, y);
            await isExplained(page, 'example', `${name}: tapped again`);
          } else {
            await page.mouse.move(x, y);
            await isExplained(page, 'preview', `${name}: hovered`);
            await page.mouse.click(x, y);
            await page.mouse.move(1, 1);
            await isExplained(page, 'locked', `${name}: clicked`);
            await page.keyboard.press('Escape');
            await isExplained(page, 'example', `${name}: Esc`);
          }
        }
        // By the keyboard, in the table.
        await showNumbers(page);
        for (const step of steps) {
          await goTo(page, { step, head: 0 });
          await drawn(page);
          const number = page.locator('button.number').first();
          await number.focus();
          await isExplained(page, 'preview', `${example} ${step}: focused`);
          const isVisible = await number.evaluate((button) => {
            const { left, top, width, height } = button.getBoundingClientRect();
            const root = /** @type {ShadowRoot} */ (button.getRootNode());
            return root.elementFromPoint(left + width / 2, top + height / 2) === button;
          });
          assert.ok(isVisible, `${example} ${step}: the focused number is seen`);
        }
        await page.locator('.sheet:not([hidden]) .close').click();
      }
    });
  });
}

/** The explanation is of that kind, in the window, and nothing lies over it. @param {Page} page @param {string} mode @param {string} name */
async function isExplained(page, mode, name) {
  await drawn(page);
  const found = await page.locator('.explain').evaluate((explain) => {
    const root = /** @type {ShadowRoot} */ (explain.getRootNode());
    const isSeen = (/** @type {Element | null} */ part) => {
      const { left, top, right, bottom } = part?.getBoundingClientRect() ?? new DOMRect();
      if (top < 0 || bottom > innerHeight || right > innerWidth + 0.5 || right <= left)
        return false;
      const above = root.elementFromPoint(left + 4, (top + bottom) / 2);
      return above !== null && explain.contains(above);
    };
    return {
      mode: /** @type {HTMLElement} */ (explain).dataset.mode,
      name: isSeen(explain.querySelector('.explain-name')),
      sum: isSeen(explain.querySelector('.equation')),
    };
  });
  assert.deepEqual(found, { mode, name: true, sum: true }, name);
}

test('the table: least share of the picture that is seen, of all examples', () => {
  const columns = STEPS.map(([step]) => step);
  const rows = [...seen].map(([size, shares]) => [
    size,
    ...columns.map((step) => `${Math.round(100 * (shares.get(step) ?? NaN))} %`),
  ]);
  const table = [['', ...columns], ...rows];
  const widths = ['', ...columns].map((_, at) => Math.max(...table.map((row) => row[at].length)));
  for (const row of table) console.log(row.map((cell, at) => cell.padStart(widths[at])).join('  '));
});
