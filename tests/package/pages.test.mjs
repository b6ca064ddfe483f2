// Pages without a bundler: an import map, a CDN that is another origin, and workers.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { root } from '../../web/tools/machine/process.mjs';
import { startServer } from '../../web/tools/serve.mjs';
import { ready, useBrowser } from '../browser/browser.mjs';
import { bareFolder, hostsFolder, prepareHosts } from './hosts.mjs';
import { choose, english, trainedSentence, visitAll } from './visit.mjs';
import { assertAnswers } from './worker-answers.mjs';

const modules = join(bareFolder, 'node_modules');

const cdnPages = join(hostsFolder, 'cdn');

const { open, url } = useBrowser({
  roots: {
    '/node_modules/': modules,
    '/models/': join(root, 'web', 'models'),
    '/cdn/': cdnPages,
  },
});

before(prepareHosts);

test('an import map is enough', async () => {
  await open(url('package/import-map.html'), visitAll);
});

/** @param {string} name */
const readPage = (name) => readFileSync(join(root, 'tests', 'pages', 'package', name), 'utf8');

/**
 * Opens a page with the address of the CDN in it turned into that of a server of ours.
 * @param {string} name
 * @param {Record<string, string>} headers  of the CDN
 * @param {(page: import('playwright-core').Page) => Promise<void>} visit
 */
async function fromCdn(name, headers, visit) {
  const cdn = await startServer({ roots: { '/': modules }, headers });
  const html = readPage(name);
  const ours = html.replace('https://cdn.jsdelivr.net/npm/', cdn.url);
  assert.notEqual(ours, html);
  mkdirSync(cdnPages, { recursive: true });
  writeFileSync(join(cdnPages, name), ours);
  try {
    await open(url(`/cdn/${name}`), async (page) => {
      await ready(page);
      await trainedSentence(page);
      await choose(page, 'Clothes (ViT)', 'clothes');
      await visit(page);
    });
  } finally {
    await cdn.close();
  }
}

const SHARED = { 'Access-Control-Allow-Origin': '*' };

test('a script from a CDN, as examples/README.md writes it', async () => {
  const [script] = readPage('cdn.html').match(/<script.*<\/script>/) ?? [];
  assert.ok(readFileSync(join(root, 'examples/README.md'), 'utf8').includes(script ?? '?'));
  await fromCdn('cdn.html', SHARED, english);
});

test('a script from another origin that does not share what it has', async () => {
  await fromCdn('cdn.html', {}, async () => {});
});

test('a module from a CDN', async () => {
  await fromCdn('cdn-module.html', SHARED, english);
});

test('a module worker and a classic worker compute', async () => {
  await open(url('package/worker.html'), assertAnswers);
});
