// A page that imports the package, built by each bundler and opened: the walk, what is loaded on
// demand, and the JavaScript API.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { root } from '../../web/tools/process.mjs';
import { useBrowser } from '../browser/browser.mjs';
import { hostsFolder, importHost, prepareHosts } from './hosts.mjs';
import { visitAll } from './visit.mjs';

const source = join(hostsFolder, 'bundled');
const built = join(hostsFolder, 'built');
const main = join(source, 'main.js');
const english = join('models', 'english-use-lite.safetensors');

const { open, url } = useBrowser({ roots: { '/built/': built } });

before(async () => {
  await prepareHosts();
  cpSync(join(root, 'tests', 'pages', 'package', 'bundled'), source, { recursive: true });
  rmSync(built, { recursive: true, force: true });
});

/** The page beside what was built of its script. @param {string} name @param {string} script */
function writePage(name, script) {
  const html = readFileSync(join(source, 'index.html'), 'utf8');
  const page = html.replace('type="module" src="./main.js"', script);
  assert.notEqual(page, html);
  writeFileSync(join(built, name, 'index.html'), page);
}

/** What an author copies where the bundler does not: for "English" only. @param {string} name */
function copyEnglish(name) {
  const from = join(hostsFolder, 'node_modules', 'attention-walk', 'dist', english);
  mkdirSync(join(built, name, 'models'), { recursive: true });
  cpSync(from, join(built, name, english));
}

/** @param {string} name */
const visit = (name) => open(url(`/built/${name}/`), (page) => visitAll(page));

test('Vite', async () => {
  const { build } = await importHost('vite');
  const outDir = join(built, 'vite');
  await build({
    root: source,
    base: './',
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
  await visit('vite');
});

test('Vite’s development server', async () => {
  const { createServer } = await importHost('vite');
  const server = await createServer({ root: source, logLevel: 'error', server: { port: 0 } });
  try {
    await server.listen();
    const { port } = server.httpServer.address();
    await open(`http://localhost:${port}/`, (page) => visitAll(page));
  } finally {
    await server.close();
  }
});

test('webpack', async () => {
  const { default: webpack } = await importHost('webpack');
  const compiler = webpack({
    mode: 'production',
    context: source,
    entry: main,
    output: { path: join(built, 'webpack'), filename: 'main.js' },
    performance: { hints: false },
  });
  const stats = await new Promise((resolve, reject) =>
    compiler.run((/** @type {Error} */ error, /** @type {any} */ stats) =>
      error ? reject(error) : resolve(stats),
    ),
  );
  assert.deepEqual(stats.toJson({ all: false, errors: true, warnings: true }).errors, []);
  assert.deepEqual(stats.toJson({ all: false, errors: true, warnings: true }).warnings, []);
  writePage('webpack', 'defer src="main.js"');
  await visit('webpack');
});

test('Rollup', async () => {
  const { rollup } = await importHost('rollup');
  const { default: nodeResolve } = await importHost('@rollup/plugin-node-resolve');
  const bundle = await rollup({ input: main, plugins: [nodeResolve()], onwarn: assert.fail });
  await bundle.write({ dir: join(built, 'rollup'), format: 'es' });
  writePage('rollup', 'type="module" src="main.js"');
  copyEnglish('rollup');
  await visit('rollup');
});

test('esbuild, in files that are loaded when they are asked for', async () => {
  await esbuild({ format: 'esm', splitting: true, outdir: join(built, 'esbuild') });
  writePage('esbuild', 'type="module" src="main.js"');
  copyEnglish('esbuild');
  await visit('esbuild');
});

test('esbuild, in one module', async () => {
  await esbuild({ format: 'esm', outdir: join(built, 'esbuild-one') });
  writePage('esbuild-one', 'type="module" src="main.js"');
  copyEnglish('esbuild-one');
  await visit('esbuild-one');
});

/** @param {import('esbuild').BuildOptions} options */
async function esbuild(options) {
  const { build } = await import('esbuild');
  const entry = { entryPoints: [main], bundle: true, minify: true };
  const { warnings } = await build({ ...entry, logLevel: 'silent', ...options });
  assert.deepEqual(warnings, []);
}
