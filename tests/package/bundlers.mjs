// The bundlers, each as an author would call it: a page's script in, its files out.
import assert from 'node:assert/strict';
import { basename, dirname } from 'node:path';
import { importHost } from './hosts.mjs';

/** @typedef {(entry: string, outDir: string) => Promise<void>} Bundle */

/** Of a page, or of a script. @type {Bundle} */
export async function vite(entry, outDir) {
  const { build } = await importHost('vite');
  const input = entry.endsWith('.html') ? {} : { rollupOptions: { input: entry } };
  await build({
    root: dirname(entry),
    base: './',
    logLevel: 'error',
    configFile: false,
    build: { outDir, emptyOutDir: true, ...input },
  });
}

/** @type {Bundle} */
export async function webpack(entry, outDir) {
  const { default: webpack } = await importHost('webpack');
  const compiler = webpack({
    mode: 'production',
    context: dirname(entry),
    entry,
    output: { path: outDir, filename: basename(entry) },
    performance: { hints: false },
    optimization: { minimize: false }, // our files are minified
  });
  const stats = await new Promise((resolve, reject) =>
    compiler.run((/** @type {Error} */ error, /** @type {any} */ stats) =>
      error ? reject(error) : resolve(stats),
    ),
  );
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
  assert.deepEqual([...errors, ...warnings], []);
}

/** @type {Bundle} */
export async function rollup(entry, outDir) {
  const { rollup } = await importHost('rollup');
  const { default: nodeResolve } = await importHost('@rollup/plugin-node-resolve');
  const bundle = await rollup({ input: entry, plugins: [nodeResolve()], onwarn: assert.fail });
  await bundle.write({ dir: outDir, format: 'es' });
}

/** In files that are loaded when they are asked for. @type {Bundle} */
export const esbuildSplit = (entry, outDir) => esbuild(entry, outDir, { splitting: true });

/** In one module. @type {Bundle} */
export const esbuildOne = (entry, outDir) => esbuild(entry, outDir);

/** @param {string} entry @param {string} outdir @param {import('esbuild').BuildOptions} [options] */
async function esbuild(entry, outdir, options) {
  const { build } = await import('esbuild');
  const entryPoints = [entry];
  const common = { bundle: true, minify: true, format: /** @type {const} */ ('esm') };
  const { warnings } = await build({
    entryPoints,
    outdir,
    logLevel: 'silent',
    ...common,
    ...options,
  });
  assert.deepEqual(warnings, []);
}
