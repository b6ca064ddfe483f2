// What the build puts behind the imports of our wasm: each module's bytes, and Emscripten's loader.
import { readFileSync } from 'node:fs';
import { minify } from 'terser';
import { renamedImports } from './glue.mjs';
import { root } from '../machine/process.mjs';
import { packedWasm, unpackerWasm } from './pack-wasm.mjs';
import { modelsWasmFiles, wasmFiles } from './build-wasm.mjs';

/**
 * The modules by what they are imported as. A wasm module travels packed inside the script: base64 of
 * plain wasm would leave the server's compression a third less to find.
 * @type {Record<string, () => Promise<string>>}
 */
const MODULES = {
  'attention-walk-wasm/packed': async () => bytesModule(await packedWasm(wasmFiles.bytes)),
  'attention-walk-models/packed': async () => bytesModule(await packedWasm(modelsWasmFiles.bytes)),
  'attention-walk-unpack/wasm': async () => bytesModule(await unpackerWasm()),
  'attention-walk-wasm/glue': () => asModule(wasmFiles.glue),
  // The main script's loader where that can serve both.
  async 'attention-walk-models/glue'() {
    const names = renamedImports(wasmFiles.glue, modelsWasmFiles.glue);
    return names ? renaming(names) : asModule(modelsWasmFiles.glue);
  },
};

/** Most bundles import the same ones. @type {Map<string, Promise<string>>} */
const made = new Map();

/** @type {import('esbuild').Plugin} */
export const wasmImports = {
  name: 'wasm-imports',
  setup(build) {
    build.onResolve({ filter: /^attention-walk-/ }, ({ path }) => ({ path, namespace: 'wasm' }));
    build.onLoad({ filter: /./, namespace: 'wasm' }, async ({ path }) => {
      const contents = made.get(path) ?? MODULES[path]();
      made.set(path, contents);
      return { contents: await contents, resolveDir: root };
    });
  },
};

/** With the browser's own decoder: esbuild's loader of binaries brings a slow one. @param {Buffer} bytes */
const bytesModule = (bytes) => `
  import { bytesOf } from './web/engine/base64.js';
  export default bytesOf(${JSON.stringify(bytes.toString('base64'))});`;

/**
 * Emscripten's script for every kind of module, as one. Our callers hand it the wasm, so what looks
 * for places to fetch it from is told that there are none, and goes.
 * @param {string} glue  path
 */
async function asModule(glue) {
  const script = `${readFileSync(glue, 'utf8')}\nexport default createAttentionModule;`;
  const names = ['document', 'window', 'process', 'importScripts', 'fetch', 'exports', 'define'];
  const absent = Object.fromEntries(names.map((name) => [name, undefined]));
  const { code = '' } = await minify(script, {
    module: true,
    compress: { passes: 3, global_defs: absent },
  });
  return code;
}

/** @param {Record<string, string>} names  of the imports that the loader gives */
const renaming = (names) => `
  import { createAttentionModule } from './web/engine/wasm/walk-wasm.js';
  const names = ${JSON.stringify(Object.entries(names))};
  export default ({ instantiateWasm, ...options }) => createAttentionModule({
    ...options,
    instantiateWasm: (imports, receive) => {
      const renamed = (functions) =>
        Object.fromEntries(names.map(([name, shared]) => [name, functions[shared]]));
      const spaces = Object.entries(imports);
      const given = spaces.map(([space, functions]) => [space, renamed(functions)]);
      return instantiateWasm(Object.fromEntries(given), receive);
    },
  });`;
