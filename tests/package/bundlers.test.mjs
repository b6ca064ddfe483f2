// A page that imports the package, built by each bundler and opened: the walk, what is loaded on
// demand, and the JavaScript API.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { root } from '../../web/tools/machine/process.mjs';
import { chooseExample, ready, useBrowser } from '../browser/browser.mjs';
import { esbuildOne, esbuildSplit, rollup, vite, webpack } from './bundlers.mjs';
import { hostsFolder, importHost, prepareHosts } from './hosts.mjs';
import { trainedSentence, visitAll } from './visit.mjs';
import { assertAnswers } from './worker-answers.mjs';

const pages = join(hostsFolder, 'pages');
const source = join(pages, 'bundled');
const built = join(hostsFolder, 'built');

const { open, url } = useBrowser({
  roots: { '/built/': built, '/models/': join(root, 'web', 'models') },
});

before(async () => {
  await prepareHosts();
  cpSync(join(root, 'tests', 'pages', 'package'), pages, { recursive: true });
  const readme = readFileSync(join(root, 'examples/README.md'), 'utf8');
  writeFileSync(join(source, 'element.js'), readme.match(/```mjs\n([^]*?)```/)?.[1] ?? '');
  rmSync(built, { recursive: true, force: true });
});

/**
 * The source's page beside what was built of its script.
 * @param {string} from  its folder
 * @param {string} name
 * @param {string} script  attributes
 */
function writePage(from, name, script) {
  const html = readFileSync(join(from, 'index.html'), 'utf8');
  const page = html.replace('type="module" src="./main.js"', script);
  assert.notEqual(page, html);
  writeFileSync(join(built, name, 'index.html'), page);
}

/** What an author copies where the bundler does not, for "English" only. @param {string} name */
function copyEnglish(name) {
  const file = 'english-use-lite.safetensors';
  const target = join(built, name, 'models');
  mkdirSync(target);
  cpSync(join(hostsFolder, 'node_modules/attention-walk/dist/models', file), join(target, file));
}

/** @param {string} name */
const visit = (name) => open(url(`/built/${name}/`), visitAll);

test('Vite', async () => {
  await vite(join(source, 'index.html'), join(built, 'vite'));
  await visit('vite');
});

test('Vite’s development server', async () => {
  const { createServer } = await importHost('vite');
  const cacheDir = join(built, '.vite');
  const server = await createServer({
    root: source,
    cacheDir,
    configFile: false,
    logLevel: 'error',
  });
  try {
    await server.listen(0);
    const { port } = server.httpServer.address();
    await open(`http://localhost:${port}/`, visitAll);
  } finally {
    await server.close();
  }
});

test('webpack', async () => {
  await webpack(join(source, 'main.js'), join(built, 'webpack'));
  writePage(source, 'webpack', 'defer src="main.js"');
  await visit('webpack');
});

for (const [name, bundle] of Object.entries({ rollup, esbuildSplit, esbuildOne })) {
  test(name, async () => {
    await bundle(join(source, 'main.js'), join(built, name));
    writePage(source, name, 'type="module" src="main.js"');
    copyEnglish(name);
    await visit(name);
  });
}

test('English that was not copied is told by a sentence, and the walk that was shown stays', async () => {
  await esbuildOne(join(source, 'main.js'), join(built, 'without'));
  writePage(source, 'without', 'type="module" src="main.js"');
  await open(
    url('/built/without/'),
    async (page) => {
      await ready(page);
      await chooseExample(page, 'English');
      await page.getByRole('button', { name: /^Load/ }).click();
      await page.getByText('english-use-lite.safetensors could not be loaded').waitFor();
      await trainedSentence(page);
    },
    { allow: /404|could not be loaded/ },
  );
});

for (const [name, bundle] of Object.entries({ vite, webpack, rollup, esbuildSplit, esbuildOne })) {
  test(`${name} keeps the element, imported as examples/README.md says`, async () => {
    const target = join(built, `element-${name}`);
    await bundle(join(source, 'element.js'), target);
    const files = readdirSync(target, { recursive: true, encoding: 'utf8' });
    const scripts = files.filter((file) => file.endsWith('.js'));
    const texts = scripts.map((file) => readFileSync(join(target, file), 'utf8'));
    assert.ok(texts.some((text) => /\.define\(["'`]attention-walk["'`]/.test(text)));
  });
}

test('a worker bundled by Vite', async () => {
  await vite(join(pages, 'bundled-worker', 'index.html'), join(built, 'worker-vite'));
  await open(url('/built/worker-vite/'), assertAnswers);
});

test('a worker bundled by webpack', async () => {
  const from = join(pages, 'bundled-worker');
  await webpack(join(from, 'main.js'), join(built, 'worker-webpack'));
  writePage(from, 'worker-webpack', 'defer src="main.js"');
  await open(url('/built/worker-webpack/'), assertAnswers);
});
