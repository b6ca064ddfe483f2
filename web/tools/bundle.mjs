// How our scripts are bundled: esbuild's options, with the wasm module inside.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { root } from './process.mjs';
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
  const { outputFiles = [] } = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    // esbuild writes the sentence for a mistake in our sources; it needs no stack under it.
    logLevel: 'warning',
    target: ['es2022'],
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: banner },
    loader: { '.wasm': 'binary', '.svg': 'text' },
    plugins: [cssAsText],
    alias: {
      'attention-walk-wasm/glue': wasmFiles.glue,
      'attention-walk-wasm/bytes': wasmFiles.bytes,
    },
    define: {
      // Two copies of the same script on one page share one wasm module: this tells "the same".
      ATTENTION_WALK_BUILD: JSON.stringify(createHash('sha256').update(wasm).digest('hex')),
    },
    ...options,
  });
  return outputFiles[0].text;
}
