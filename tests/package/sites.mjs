// The examples, made into pages: by the host that they are for, with what they take from a CDN
// served from here.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../../web/tools/machine/process.mjs';
import { hostsFolder, importHost } from './hosts.mjs';

export const sitesFolder = join(hostsFolder, 'sites');
export const examples = join(root, 'examples');

/** For useBrowser: the sites, and the packages that a CDN would have. */
export const siteRoots = {
  '/sites/': sitesFolder,
  '/node_modules/': join(hostsFolder, 'node_modules'),
  // A browser asks for it where a page names no icon.
  '/favicon.ico': join(examples, 'attention-walk.png'),
};

/** @param {string} text */
const fromHere = (text) => text.replaceAll('https://cdn.jsdelivr.net/npm/', '/node_modules/');

/** An empty folder. @param {string} name */
function newSite(name) {
  const site = join(sitesFolder, name);
  rmSync(site, { recursive: true, force: true });
  mkdirSync(site, { recursive: true });
  return site;
}

/** A file of an example as it is, but for the CDN. @param {string} name @param {string} file */
export function copyExample(name, file) {
  const text = readFileSync(join(examples, name, file), 'utf8');
  writeFileSync(join(newSite(name), file), fromHere(text));
}

/** By its command in the hosts' packages. @param {string} cli @param {string[]} args @param {string} cwd */
function runHost(cli, args, cwd) {
  const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' };
  const path = join(hostsFolder, 'node_modules', cli);
  return run(process.execPath, [path, ...args], { cwd, env, quiet: true });
}

/** A project of Astro's, in tests/pages. */
export async function buildAstro() {
  const site = newSite('astro');
  cpSync(join(root, 'tests', 'pages', 'package', 'astro'), site, { recursive: true });
  await runHost('astro/astro.js', ['build'], site);
}

export async function buildVitepress() {
  const site = newSite('vitepress');
  cpSync(join(examples, 'vitepress'), site, { recursive: true });
  await runHost(
    'vitepress/bin/vitepress.js',
    ['build', '--base', '/sites/vitepress/.vitepress/dist/'],
    site,
  );
}

/** Rendered by Preact on a server, and taken over by it in the page. */
export async function buildMdx() {
  const site = newSite('mdx');
  const { compile } = await importHost('@mdx-js/mdx');
  const source = readFileSync(join(examples, 'mdx', 'attention.mdx'), 'utf8');
  const compiled = await compile(source, { jsxImportSource: 'preact' });
  writeFileSync(join(site, 'attention.js'), String(compiled));
  writeFileSync(join(site, 'package.json'), '{ "type": "module" }');
  const server = `
    import { h } from 'preact';
    import { renderToString } from 'preact-render-to-string';
    import Attention from './attention.js';
    export const html = renderToString(h(Attention));`;
  const client = `
    import { h, hydrate } from 'preact';
    import Attention from './attention.js';
    hydrate(h(Attention), document.querySelector('main'));`;
  writeFileSync(join(site, 'server.js'), server);
  writeFileSync(join(site, 'client.js'), client);
  const { html } = await import(join(site, 'server.js'));
  writePage(site, `<main>${html}</main><script type="module" src="out/client.js"></script>`);
  const { build } = await import('esbuild');
  const options = { bundle: true, splitting: true, format: /** @type {const} */ ('esm') };
  const files = { entryPoints: [join(site, 'client.js')], outdir: join(site, 'out') };
  await build({ ...options, ...files, logLevel: 'error' });
}

/** Quarto itself is not to be had here; pandoc is what writes its documents. */
export async function buildQuarto() {
  const site = newSite('quarto');
  const source = join(examples, 'quarto', 'attention.qmd');
  const html = join(site, 'index.html');
  await run('pandoc', ['--standalone', '--from', 'markdown', '--output', html, source]);
  writeFileSync(html, fromHere(readFileSync(html, 'utf8')));
}

export async function buildNotebook() {
  const site = newSite('notebook');
  const source = join(examples, 'jupyter', 'attention.ipynb');
  const flags = ['--to', 'html', '--output-dir', site, '--output', 'index.html'];
  // Debian's name files that a page may not load.
  for (const script of ['require_js', 'mathjax']) {
    flags.push(`--HTMLExporter.${script}_url=data:text/javascript,`);
  }
  await run('jupyter-nbconvert', [...flags, source], { quiet: true });
  const html = join(site, 'index.html');
  writeFileSync(html, fromHere(readFileSync(html, 'utf8')));
}

/** The notebook widget, with a stand-in for what anywidget hands to it. */
export function buildWidget() {
  const file = 'attention-walk-widget.mjs';
  copyExample('jupyter', file);
  cpSync(
    join(root, 'tests', 'pages', 'package', 'anywidget.html'),
    join(sitesFolder, 'jupyter', 'index.html'),
  );
}

/** @param {string} site @param {string} body */
function writePage(site, body) {
  const head = '<meta charset="utf-8"><title>A site</title><link rel="icon" href="data:,">';
  writeFileSync(join(site, 'index.html'), `<!doctype html><html lang="en">${head}<body>${body}`);
}
