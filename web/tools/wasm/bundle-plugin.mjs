// For esbuild: what stands behind the imports of our wasm, which name no file. Each module is there as
// its bytes and as Emscripten's loader.
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import zopfli from '@gfx/zopfli';
import * as esbuild from 'esbuild';
import { root } from '../machine/process.mjs';
import { modelsWasmFiles, wasmFiles } from './build-wasm.mjs';

/** By what the source of each is imported as. @type {Record<string, () => Promise<string> | string>} */
const MODULES = {
  'attention-walk-wasm/gzipped': () => gzippedModule(wasmFiles.bytes),
  'attention-walk-wasm/glue': () => glueModule(wasmFiles.glue),
  'attention-walk-models/gzipped': () => gzippedModule(modelsWasmFiles.bytes),
  'attention-walk-models/glue': () => glueModule(modelsWasmFiles.glue),
};

/** @type {esbuild.Plugin} */
export const wasmImports = {
  name: 'wasm-imports',
  setup(build) {
    build.onResolve({ filter: /^attention-walk-/ }, ({ path }) => ({ path, namespace: 'wasm' }));
    build.onLoad({ filter: /./, namespace: 'wasm' }, async ({ path }) => ({
      contents: await MODULES[path](),
      resolveDir: root,
    }));
  },
};

/** @type {(bytes: Uint8Array, options: object) => Promise<Uint8Array>} */
const gzip = promisify(zopfli.gzip);

/** @type {Map<string, Promise<Uint8Array>>} */
const made = new Map();

/**
 * A file as gzip, searched for longer than zlib does: 6 % smaller, in a second or two, so once for all bundles.
 * @param {string} file
 */
function gzipped(file) {
  const making = made.get(file) ?? gzip(readFileSync(file), { numiterations: 15 });
  made.set(file, making);
  return making;
}

/**
 * A wasm file as a module that exports its gzip. The browser's own decoder reads the base64: what
 * esbuild's loader of binaries brings is a slow one.
 * @param {string} file
 */
async function gzippedModule(file) {
  const base64 = Buffer.from(await gzipped(file)).toString('base64');
  return `
    import { bytesOf } from './web/engine/base64.js';
    export default bytesOf(${JSON.stringify(base64)});`;
}

/**
 * Emscripten's loader, a script for every kind of module, as one that exports it. In the loader alone
 * there are no other kinds: a page with RequireJS would take a `define` of ours for its own. It fetches nothing either,
 * nor asks where it is: it is given its module.
 * @param {string} file
 */
async function glueModule(file) {
  const script = `${readFileSync(file, 'utf8')}\nexport default createAttentionModule;`;
  const absent = ['exports', 'define', 'document', 'window', 'process', 'importScripts', 'fetch'];
  const define = Object.fromEntries(absent.map((name) => [name, 'undefined']));
  return (await esbuild.transform(script, { define, minify: true })).code;
}
