// How our scripts are bundled: esbuild's options, with the wasm module inside.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { root, ToolError } from './process.mjs';
import { shippedWasm } from './ship-wasm.mjs';
import { wasmFiles } from './wasm.mjs';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const banner =
  `/*! Attention Walk ${version} | MIT | with Eigen (MPL-2.0), nlohmann/json (MIT) ` +
  'and the Emscripten runtime (MIT) */';

/**
 * Style sheets are imported as text, which the elements adopt: that works under a content
 * security policy without 'unsafe-inline'. esbuild's own text loader would not minify them.
 * @type {esbuild.Plugin}
 */
const cssAsText = {
  name: 'css-as-text',
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => ({
      contents: await minifyCss(readFileSync(path, 'utf8')),
      loader: 'text',
    }));
  },
};

/**
 * The module travels compressed inside the script: base64 of plain wasm would leave the server's
 * compression a third less to find. The level of effort is in the build, once.
 * @type {esbuild.Plugin}
 */
const wasmAsGzip = {
  name: 'wasm-as-gzip',
  setup(build) {
    build.onResolve({ filter: /^attention-walk-wasm\/gzip$/ }, () => ({
      path: wasmFiles.bytes,
      namespace: 'gzip',
    }));
    build.onLoad({ filter: /./, namespace: 'gzip' }, async ({ path }) => ({
      contents: await shippedWasm(path),
      loader: 'binary',
    }));
  },
};

/**
 * The text examples' trained weights are small enough to be in every bundle.
 * @type {esbuild.Plugin}
 */
const textModel = {
  name: 'text-model',
  setup(build) {
    build.onResolve({ filter: /^attention-walk-models\/text-tiny$/ }, () => ({
      path: join(root, 'web', 'models', 'text-tiny.safetensors'),
      namespace: 'model',
    }));
    build.onLoad({ filter: /./, namespace: 'model' }, ({ path }) => ({
      contents: readFileSync(path),
      loader: 'binary',
    }));
  },
};

/** @param {string} css */
export async function minifyCss(css) {
  const { code } = await esbuild.transform(css, { loader: 'css', minify: true });
  return code.trim();
}

/**
 * @param {string} entry  path of the first file
 * @param {esbuild.BuildOptions} options  what differs between the bundles
 * @returns {Promise<string>}  the bundled script
 */
export async function bundle(entry, options) {
  const wasm = readFileSync(wasmFiles.bytes);
  const result = await esbuild
    .build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      write: false,
      logLevel: 'warning',
      target: ['es2022'],
      charset: 'utf8',
      legalComments: 'none',
      banner: { js: banner },
      loader: { '.svg': 'text' },
      plugins: [cssAsText, wasmAsGzip, textModel],
      // A classic script has no import.meta; it finds itself by document.currentScript.
      logOverride: { 'empty-import-meta': 'silent' },
      alias: { 'attention-walk-wasm/glue': wasmFiles.glue },
      define: {
        // Two copies of the same script on one page share one wasm module: this tells "the same".
        ATTENTION_WALK_BUILD: JSON.stringify(createHash('sha256').update(wasm).digest('hex')),
        // Only modules know their own address this way.
        ...(options.format === 'iife' && { 'import.meta.url': 'undefined' }),
      },
      ...options,
    })
    .catch(() => {
      throw new ToolError(`esbuild cannot bundle ${entry}. Its messages are above.`);
    });
  return result.outputFiles?.[0].text ?? '';
}
