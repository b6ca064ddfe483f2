// The browser that is measured in, and pages of a server on this machine.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../../web/tools/machine/chromium.mjs';
import { root, say, ToolError } from '../../web/tools/machine/process.mjs';
import { startServer } from '../../web/tools/serve.mjs';
import { benchFolder, peersFolder } from './peers.mjs';

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */

/** As in the tests. */
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

async function chromiumPath() {
  const path = await findChromium();
  if (path) return path;
  throw new ToolError(
    'No Chromium is found; `node web/tools/machine/setup.mjs bench` installs one.',
  );
}

/** With a collector that can be called. @returns {Promise<Browser>} */
export async function launchChromium() {
  const executablePath = await chromiumPath();
  return chromium.launch({ executablePath, args: [...FLAGS, '--js-flags=--expose-gc'] });
}

/**
 * A browser that nobody looks into: under a debugger a page's first request alone takes 60 ms.
 * @param {string} url
 * @returns {Promise<() => Promise<void>>}  closes it
 */
export async function openUnwatched(url) {
  const profile = mkdtempSync(join(tmpdir(), 'attention-walk-bench-'));
  const args = ['--headless', `--user-data-dir=${profile}`, '--window-size=1280,900', url];
  const browser = spawn(await chromiumPath(), [...FLAGS, ...args], { stdio: 'ignore' });
  const ended = once(browser, 'exit');
  return async () => {
    browser.kill();
    await ended;
    // Its helpers take leave a little later, and write until then.
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
}

/**
 * A page of tests/bench/pages, in a context of its own.
 * @template Result
 * @param {Browser} browser
 * @param {string} path
 * @param {(page: Page) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
export async function withPage(browser, path, use) {
  const bench = join(root, 'tests', 'bench');
  const server = await startServer({
    roots: {
      '/': join(bench, 'pages'),
      '/bench/': bench,
      '/dist/': join(root, 'dist'),
      '/peers/': join(peersFolder, 'node_modules'),
      '/data/': benchFolder,
    },
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(new URL(path, server.url).href);
    return await use(page);
  } finally {
    await context.close();
    await server.close();
  }
}

/** @param {Browser} browser @param {import('./measure/jobs.js').Job} job @returns {Promise<any>} */
export function measureInPage(browser, job) {
  return withPage(browser, 'measure.html', async (page) => {
    page.on('console', (message) => {
      if (message.type() === 'info') say(`  Chromium: ${message.text()}`);
    });
    await page.waitForFunction(() => 'measure' in globalThis);
    try {
      return await page.evaluate((job) => /** @type {any} */ (globalThis).measure(job), job);
    } catch (error) {
      throw new ToolError(`In Chromium: ${error instanceof Error ? error.message : error}`);
    }
  });
}
