// A Chromium for a test file: pages that fail the test on any console error, and ways to read a walk.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from '../../web/tools/machine/chromium.mjs';
import { root } from '../../web/tools/machine/process.mjs';
import { startServer } from '../../web/tools/serve.mjs';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Locator} Locator
 */

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

export const filePage = pathToFileURL(join(root, 'dist', 'index.html')).href;

/**
 * Starts a browser and a server for the tests of one file, and stops both after them.
 * @param {{ headers?: Record<string, string>, roots?: Record<string, string> }} [options] headers of
 *   every answer of the server, and more folders that it serves
 */
export function useBrowser({ headers, roots: more } = {}) {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof startServer>>} */
  let server;
  before(async () => {
    const executablePath = await findChromium();
    browser = await chromium.launch({ executablePath, args: FLAGS });
    const roots = { '/': join(root, 'tests', 'pages'), '/dist/': join(root, 'dist'), ...more };
    server = await startServer({ roots, headers });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  return {
    /** @param {string} path of a page in tests/pages, or below dist/ */
    url: (path) => new URL(path, server.url).href,

    /**
     * Opens a page, hands it to the test, and afterwards refuses every error it wrote to the console.
     * @param {string} url
     * @param {(page: Page) => Promise<void>} test
     * @param {import('playwright-core').BrowserContextOptions & { allow?: RegExp }} [options] allow: messages that are part of the test
     */
    async open(url, test, { allow, ...options } = {}) {
      const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
      try {
        const page = await context.newPage();
        // Twice Playwright's own: a table of a large picture takes long on a machine that is busy.
        page.setDefaultTimeout(60_000);
        /** @type {string[]} */
        const errors = [];
        page.on('pageerror', (error) => errors.push(String(error.stack)));
        page.on('console', (message) => {
          if (['error', 'warning'].includes(message.type()) && !allow?.test(message.text())) {
            errors.push(message.text());
          }
        });
        await page.goto(url);
        await test(page);
        assert.deepEqual(errors, [], 'the console stays silent');
      } finally {
        await context.close();
      }
    },
  };
}

/** @param {Page} page @returns {Promise<void>} when the first step is drawn */
export async function ready(page) {
  await page.getByRole('button', { name: 'Next step' }).first().waitFor();
  await drawn(page);
}

/** Two frames: what was asked for in the last one is on screen. @param {Page} page */
export async function drawn(page) {
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
}

/** @param {Page} page @returns {Promise<any>} the trace of the walk's current query */
export const traceOf = (page) =>
  page.evaluate(() => /** @type {any} */ (document.querySelector('attention-walk')).trace);

/** @param {Page} page @returns {Promise<{ example: string, step: string, head: number, query: number }>} */
export const stateOf = (page) =>
  page.evaluate(() => {
    const { example, step, head, query } = /** @type {any} */ (
      document.querySelector('attention-walk')
    );
    return { example, step, head, query };
  });

export const STEPS = [
  ['input', 'Input Embeddings'],
  ['project', 'Project Q, K, V'],
  ['scores', 'Scores (Q·Kᵀ)'],
  ['scale', 'Scale Scores'],
  ['softmax', 'Softmax'],
  ['weight', 'Weight Values'],
  ['sum', 'Sum Values (Output Z)'],
  ['concat', 'Concatenate Heads'],
  ['output_projection', 'Output projection Wᴼ'],
  ['output', 'Attention output'],
];

/** The stops of a walk as [step, head], written down apart from the page's own list. @param {number} numHeads */
export function expectedStops(numHeads) {
  const middle = ['scores', 'scale', 'softmax', 'weight', 'sum'];
  /** @type {[string, number | null][]} */
  const stops = [
    ['input', null],
    ['project', null],
  ];
  for (let head = 0; head < numHeads; head += 1) {
    for (const step of middle) stops.push([step, head]);
  }
  return [...stops, ['concat', null], ['output_projection', null], ['output', null]];
}

/** Examples whose model has to be asked for. */
const ASKED_FOR = ['english', 'model'];

/** The menus of the header by what their buttons say. */
const MENUS = { Example: '.example-menu', 'What if': '.what-if-menu', More: '.menu.more' };

/** @typedef {Pick<Page, 'locator' | 'getByRole'>} Within  a page, an element or a frame */

/** Opens a menu of the header as a reader does. @param {Within} within @param {keyof typeof MENUS} name */
export async function openMenu(within, name) {
  const menu = within.locator(MENUS[name]).first();
  if (!(await isOpen(menu))) await menu.locator('summary').click();
  return menu;
}

/** @param {Within} within @param {keyof typeof MENUS} name */
export async function closeMenu(within, name) {
  const menu = within.locator(MENUS[name]).first();
  if (await isOpen(menu)) await menu.locator('summary').click();
}

/** @param {Locator} menu */
const isOpen = (menu) => menu.evaluate((one) => /** @type {HTMLDetailsElement} */ (one).open);

/** An example by its name, which stands before a word on what it is good for. @param {Within} within @param {string} title */
export async function chooseExample(within, title) {
  const menu = await openMenu(within, 'Example');
  const start = title.replace(/[()….]/g, '\\$&');
  await menu.getByRole('radio', { name: new RegExp(`^${start}`) }).check();
  await closeMenu(within, 'Example');
}

/** @param {Within} within @param {string} name  of an item of ⋯ */
export async function chooseItem(within, name) {
  const menu = await openMenu(within, 'More');
  await menu.getByRole('button', { name }).click();
}

/** The sheet with the numbers of the step. @param {Page} page */
export async function showNumbers(page) {
  await chooseItem(page, 'Show numbers');
  // They come with what is loaded on demand.
  await page.locator('.tables table').first().waitFor();
}

/** A step by its name; where the card is narrow, from the list that its one button unfolds. @param {Page} page @param {string} name */
export async function chooseStep(page, name) {
  const here = page.locator('.stepper .here').first();
  if ((await here.isVisible()) && (await here.getAttribute('aria-expanded')) !== 'true') {
    await here.click();
  }
  await page.getByRole('list', { name: 'Steps' }).getByRole('button', { name }).first().click();
}

/** The step and the head, as any program may choose them. @param {Page} page @param {object} target */
export const goTo = (page, target) =>
  page.evaluate(
    (target) => /** @type {any} */ (document.querySelector('attention-walk')).goTo(target),
    target,
  );

/** Of the canvas beyond the picture, on its left. */
const BLEED = 4;

/**
 * What is painted, with its places on the canvas in CSS pixels: from the drawing (SVG), which the same painter makes of
 * the same scene.
 * @param {Page} page
 * @returns {Promise<{ texts: { text: string, x: number, y: number, anchor: string }[],
 *   rects: { x: number, y: number, width: number, height: number, fill: string }[] }>}
 *   of a text: its baseline, and the edge or the middle that anchor names; rects are those in the colour of a value
 */
export const painted = (page) =>
  page.evaluate((bleed) => {
    const svg = /** @type {any} */ (document.querySelector('attention-walk')).exportSVG();
    const drawing = new DOMParser().parseFromString(svg, 'image/svg+xml');
    const all = (/** @type {string} */ name) => [...drawing.querySelectorAll(name)];
    const number = (/** @type {Element} */ one, /** @type {string} */ name) =>
      Number(one.getAttribute(name));
    const place = (/** @type {Element} */ one) => ({
      x: number(one, 'x') + bleed,
      y: number(one, 'y'),
    });
    return {
      texts: all('text').map((one) => ({
        ...place(one),
        text: one.textContent ?? '',
        anchor: one.getAttribute('text-anchor') ?? '',
      })),
      // Colours of the theme, as the browser writes them, have commas.
      rects: all('rect[fill^=rgb]:not([fill*=","])').map((one) => ({
        ...place(one),
        width: number(one, 'width'),
        height: number(one, 'height'),
        fill: one.getAttribute('fill') ?? '',
      })),
    };
  }, BLEED);

/** Opens every example that is there at once by its radio button and hands over its id; models-on-demand.test.mjs has the others. @param {Page} page @param {(id: string) => Promise<void>} visit */
export async function everyExample(page, visit) {
  const radios = page.locator('.examples input[type=radio]');
  const ids = await radios.evaluateAll((all) =>
    all.map((radio) => /** @type {HTMLInputElement} */ (radio).value),
  );
  for (const [index, id] of ids.entries()) {
    if (ASKED_FOR.includes(id)) continue;
    await openMenu(page, 'Example');
    await radios.nth(index).check();
    await closeMenu(page, 'Example');
    // Pictures come when their model is there.
    await page.waitForFunction(
      (id) => /** @type {any} */ (document.querySelector('attention-walk')).example === id,
      id,
    );
    await chooseStep(page, 'Input Embeddings');
    await drawn(page);
    await visit(id);
  }
}

/**
 * Drops the files of a model on the first element, and waits until it is walked.
 * @param {Page} page @param {{ bytes: Uint8Array, config: object }} model
 */
export async function dropModel(page, { bytes, config }) {
  const files = [
    { name: 'model.safetensors', base64: Buffer.from(bytes).toString('base64') },
    { name: 'config.json', base64: Buffer.from(JSON.stringify(config)).toString('base64') },
  ];
  await page.evaluate((files) => {
    const data = new DataTransfer();
    for (const { name, base64 } of files) {
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      data.items.add(new File([content], name));
    }
    const element = /** @type {Element} */ (document.querySelector('attention-walk'));
    element.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
  }, files);
  await page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('attention-walk')).example === 'model',
  );
  await drawn(page);
}
