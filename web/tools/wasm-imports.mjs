// What the build puts behind the imports of our wasm: each module's bytes, and Emscripten's loader.
import { readFileSync } from 'node:fs';
import { minify } from 'terser';
import { renamedImports } from './glue.mjs';
import { root } from './process.mjs';
import { packedWasm, unpackerWasm } from './ship-wasm.mjs';
import { modelsWasmFiles, wasmFiles } from './wasm.mjs';

const FILES = { wasm: wasmFiles, models: modelsWasmFiles };

/** @param {string} path */
const filesOf = (path) => FILES[path.includes('-models/') ? 'models' : 'wasm'];

/**
 * A module travels packed inside the script: base64 of plain wasm would leave the server's
 * compression a third less to find.
 * @type {import('esbuild').Plugin}
 */
export const wasmBytes = {
  name: 'wasm-bytes',
  setup(build) {
    build.onResolve({ filter: /^attention-walk-(wasm|models)\/packed$/ }, ({ path }) => ({
      path: filesOf(path).bytes,
      namespace: 'packed',
    }));
    build.onLoad({ filter: /./, namespace: 'packed' }, async ({ path }) =>
      bytesModule(await packedWasm(path)),
    );
    build.onResolve({ filter: /^attention-walk-unpack\/wasm$/ }, ({ path }) => ({
      path,
      namespace: 'unpacker',
    }));
    build.onLoad({ filter: /./, namespace: 'unpacker' }, async () =>
      bytesModule(await unpackerWasm()),
    );
  },
};

/** With the browser's own decoder: esbuild's loader of binaries brings a slow one. @param {Buffer} bytes */
const bytesModule = (bytes) => ({
  contents: `
    import { bytesOf } from './web/engine/base64.js';
    export default bytesOf(${JSON.stringify(bytes.toString('base64'))});`,
  resolveDir: root,
});

/**
 * The part's module has the main script's loader where that can serve both.
 * @type {import('esbuild').Plugin}
 */
export const wasmGlue = {
  name: 'wasm-glue',
  setup(build) {
    build.onResolve({ filter: /^attention-walk-(wasm|models)\/glue$/ }, ({ path }) => ({
      path,
      namespace: 'glue',
    }));
    build.onLoad({ filter: /./, namespace: 'glue' }, async ({ path }) => {
      const { glue } = filesOf(path);
      const shared = glue === wasmFiles.glue ? undefined : renamedImports(wasmFiles.glue, glue);
      return { contents: shared ? renaming(shared) : await asModule(glue), resolveDir: root };
    });
  },
};

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
  import { createAttentionModule } from './web/engine/walk-wasm.js';
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
