// The reference in dist/docs: every link leads somewhere, and it can be read on a phone.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { docs } from '../../web/tools/docs.mjs';
import { useBrowser } from '../browser/browser.mjs';
import { pages } from './pages.mjs';

const { open, url } = useBrowser();

/** Browsers ask for an icon, which these pages have not. */
const allow = /status of 404/;

test('every relative link leads to a file, and to a place in it', () => {
  /** @type {string[]} */
  const broken = [];
  let links = 0;
  for (const { path, html } of pages()) {
    for (const [, link] of html.matchAll(/<[a-z]+ [^>]*?(?:href|src)="([^"]*)"/g)) {
      if (link === '' || /^[a-z]+:/.test(link)) continue;
      links += 1;
      const [name, place] = link.replaceAll('&amp;', '&').split('#');
      const file = name === '' ? join(docs, path) : join(docs, dirname(path), name.split('?')[0]);
      if (!leadsTo(file, place)) broken.push(`${path}: ${link}`);
    }
  }
  assert.deepEqual(broken, []);
  assert.ok(links > 1000, `${links} links were found`);
});

/** @param {string} file @param {string | undefined} place */
function leadsTo(file, place) {
  if (!existsSync(file) || !statSync(file).isFile()) return false;
  if (!place || !file.endsWith('.html')) return true;
  const html = readFileSync(file, 'utf8');
  return ['id', 'name'].some((attribute) => html.includes(`${attribute}="${place}"`));
}

test('the first page leads to every part', async () => {
  for (const [name, title] of [
    ['JavaScript API', /Attention Walk/],
    ['<attention-walk>', /AttentionWalkElement/],
    ['C++ core', /The C\+\+ core/],
  ]) {
    await open(
      url('/dist/docs/'),
      async (page) => {
        await page.getByRole('link', { name: String(name) }).click();
        await page.waitForURL((address) => !address.pathname.endsWith('/docs/'));
        assert.match(await page.title(), /** @type {RegExp} */ (title));
      },
      { allow },
    );
  }
});

test('nothing is wider than a phone', async () => {
  /** @type {string[]} */
  const wide = [];
  const shown = pages().filter(
    ({ path }) =>
      path.startsWith('js') || /^cpp\/(index|(class|struct)\w+|\w+_8hpp)\.html$/.test(path),
  );
  await open(
    url('/dist/docs/'),
    async (page) => {
      for (const { path } of shown) {
        await page.goto(url(`/dist/docs/${path}`));
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) wide.push(`${path}: ${over} px`);
      }
    },
    { viewport: { width: 360, height: 740 }, javaScriptEnabled: false, allow },
  );
  assert.deepEqual(wide, []);
});
