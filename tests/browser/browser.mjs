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

/** Opens every example that is there at once by its radio button and hands over its id; models-on-demand.test.mjs has the others. @param {Page} page @param {(id: string) => Promise<void>} visit */
export async function everyExample(page, visit) {
  const radios = page.getByRole('radiogroup', { name: 'Example' }).getByRole('radio');
  const ids = await radios.evaluateAll((all) =>
    all.map((radio) => /** @type {HTMLInputElement} */ (radio).value),
  );
  for (const [index, id] of ids.entries()) {
    if (ASKED_FOR.includes(id)) continue;
    await radios.nth(index).check();
    // Pictures come when their model is there.
    await page.waitForFunction(
      (id) => /** @type {any} */ (document.querySelector('attention-walk')).example === id,
      id,
    );
    await page.getByRole('button', { name: 'Input Embeddings' }).click();
    await drawn(page);
    await visit(id);
  }
}
