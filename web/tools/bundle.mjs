// How our scripts are bundled: esbuild's options, with the wasm inside, and the part that is loaded on
// demand, which takes from the main script what both need.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as esbuild from 'esbuild';
import { renamedImports } from './glue.mjs';
import { root, ToolError } from './process.mjs';
import { shippedWasm } from './ship-wasm.mjs';
import { modelsWasmFiles, wasmFiles } from './wasm.mjs';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const web = join(root, 'web');

const entry = join(web, 'index.js');
const partEntry = join(web, 'models-part.js');

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
 * A module travels compressed inside the script: base64 of plain wasm would leave the server's
 * compression a third less to find. The level of effort is in the build, once.
 * @type {esbuild.Plugin}
 */
const wasmAsGzip = {
  name: 'wasm-as-gzip',
  setup(build) {
    const files = { wasm: wasmFiles.bytes, models: modelsWasmFiles.bytes };
    build.onResolve({ filter: /^attention-walk-(wasm|models)\/gzip$/ }, ({ path }) => ({
      path: path.includes('models') ? files.models : files.wasm,
      namespace: 'gzip',
    }));
    build.onLoad({ filter: /./, namespace: 'gzip' }, async ({ path }) => ({
      contents: await shippedWasm(path),
      loader: 'binary',
    }));
  },
};

/**
 * The loader of the part's module: the main script's, where that can serve both.
 * @type {esbuild.Plugin}
 */
const modelsGlue = {
  name: 'models-glue',
  setup(build) {
    build.onResolve({ filter: /^attention-walk-models\/glue$/ }, ({ path }) => {
      const names = renamedImports(wasmFiles.glue, modelsWasmFiles.glue);
      if (!names) return { path: modelsWasmFiles.glue };
      return { path, namespace: 'glue', pluginData: names };
    });
    build.onLoad({ filter: /./, namespace: 'glue' }, ({ pluginData }) => ({
      contents: `
        import { createAttentionModule } from './engine/walk-wasm.js';
        const names = ${JSON.stringify(Object.entries(pluginData))};
        export default ({ instantiateWasm, ...options }) => createAttentionModule({
          ...options,
          instantiateWasm: (imports, receive) => {
            const renamed = (functions) =>
              Object.fromEntries(names.map(([name, shared]) => [name, functions[shared]]));
            const spaces = Object.entries(imports);
            const given = spaces.map(([space, functions]) => [space, renamed(functions)]);
            return instantiateWasm(Object.fromEntries(given), receive);
          },
        });`,
      resolveDir: web,
      loader: 'js',
    }));
  },
};

/** @param {string} css */
export async function minifyCss(css) {
  const { code } = await esbuild.transform(css, { loader: 'css', minify: true });
  return code.trim();
}

/** Tells this build from any other: of everything that the main script and its part are made of. */
export function buildId() {
  const hash = createHash('sha256').update(version);
  const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(js|css|svg)$/.test(name) && !name.startsWith('tools'))
    .sort()
    .map((name) => join(web, name));
  for (const file of [...sources, wasmFiles, modelsWasmFiles].flatMap(pathsOf)) {
    hash.update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 32);
}

/** @param {string | typeof wasmFiles} file */
const pathsOf = (file) => (typeof file === 'string' ? [file] : Object.values(file));

/**
 * @param {string} entryPoint
 * @param {esbuild.Plugin[]} plugins
 * @param {esbuild.BuildOptions} [options]
 */
async function run(entryPoint, plugins, options) {
  return esbuild
    .build({
      entryPoints: [entryPoint],
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      absWorkingDir: root,
      logLevel: 'warning',
      target: ['es2022'],
      charset: 'utf8',
      legalComments: 'none',
      loader: { '.svg': 'text' },
      plugins: [...plugins, cssAsText, wasmAsGzip, modelsGlue],
      // A classic script has no import.meta; it finds itself by document.currentScript.
      logOverride: { 'empty-import-meta': 'silent' },
      alias: {
        'attention-walk-wasm/glue': wasmFiles.glue,
      },
      define: {
        ATTENTION_WALK_BUILD: JSON.stringify(buildId()),
        ATTENTION_WALK_IS_MODULE: String(options?.format === 'esm'),
        // Only modules know their own address this way.
        ...(options?.format !== 'esm' && { 'import.meta.url': 'undefined' }),
      },
      ...options,
    })
    .catch(() => {
      throw new ToolError(`esbuild cannot bundle ${entryPoint}. Its messages are above.`);
    });
}

/** What a bundle is made of. @param {esbuild.BuildResult} result */
const inputsOf = ({ metafile }) => Object.values(metafile?.outputs ?? {})[0].inputs;

/**
 * What the main script hands to the part: the modules it has, as a list of their exports.
 * @param {string[]} modules  paths
 * @returns {esbuild.Plugin}
 */
const sharing = (modules) => ({
  name: 'sharing',
  setup(build) {
    build.onResolve({ filter: /^attention-walk\/models-part$/ }, () => ({
      path: './attention-walk-models.mjs',
      external: true,
    }));
    build.onResolve({ filter: /^attention-walk\/models\// }, ({ path }) => ({
      path: path.replace('attention-walk', '.'),
      external: true,
    }));
    build.onResolve({ filter: /^attention-walk\/shared$/ }, ({ path }) => ({
      path,
      namespace: 'shared',
    }));
    build.onLoad({ filter: /./, namespace: 'shared' }, () => {
      const imports = modules.map((path, at) => `import * as m${at} from ${JSON.stringify(path)};`);
      // When it is asked for: the modules import each other in circles.
      const list = modules.map((_, at) => `m${at}`).join(', ');
      const contents = `${imports.join('\n')}\nexport default () => [${list}];`;
      return { contents, loader: 'js', resolveDir: root };
    });
  },
});

/**
 * @param {Set<string>} base  modules of the main script
 * @param {string[]} taken  filled with those that are imported
 * @returns {esbuild.Plugin}
 */
const taking = (base, taken) => ({
  name: 'taking',
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
      const file = join(resolveDir, path);
      return base.has(file) ? { path: file, namespace: 'taken' } : undefined;
    });
    build.onLoad({ filter: /./, namespace: 'taken' }, ({ path }) => {
      if (!taken.includes(path)) taken.push(path);
      // CommonJS, whose exports need not be listed.
      return {
        contents: `module.exports = attentionWalk()[${taken.indexOf(path)}];`,
        loader: 'js',
      };
    });
  },
});

/**
 * The part and what it takes from the main script. Its body is a function that makes it, so that a
 * page that holds it evaluates nothing until it is asked for.
 */
async function makePart() {
  const inputs = inputsOf(await run(entry, [sharing([])], { format: 'iife' }));
  const base = new Set(
    Object.entries(inputs)
      .filter(([name, { bytesInOutput }]) => name.startsWith('web/') && bytesInOutput > 0)
      .map(([name]) => join(root, name)),
  );
  const taken = /** @type {string[]} */ ([]);
  const options = /** @type {esbuild.BuildOptions} */ ({ format: 'iife', globalName: 'part' });
  const { outputFiles } = await run(partEntry, [taking(base, taken)], options);
  const code = /** @type {esbuild.OutputFile[]} */ (outputFiles)[0].text;
  return { make: `function(attentionWalk){${code}return part}`, taken };
}

/** @type {ReturnType<typeof makePart> | undefined} */
let part;

/** Of this build, made once. */
const partOf = () => (part ??= makePart());

/** The part for pages: it registers itself. */
export async function partScript() {
  const { make } = await partOf();
  const id = JSON.stringify(buildId());
  return `${banner}\n(globalThis[Symbol.for("attention-walk parts")]??={})[${id}]=${make};\n`;
}

/** The part for modules. */
export async function partModule() {
  const { make } = await partOf();
  return `${banner}\nexport const build=${JSON.stringify(buildId())};export default ${make}\n`;
}

/**
 * @param {string} entryPoint  path of the first file
 * @param {esbuild.BuildOptions} options  what differs between the bundles
 * @returns {Promise<string>}  the bundled script
 */
export async function bundle(entryPoint, options) {
  const { taken } = await partOf();
  const result = await run(entryPoint, [sharing(taken)], { banner: { js: banner }, ...options });
  return result.outputFiles?.[0].text ?? '';
}

/** Bytes that each source file has in the main script, the largest first. */
export async function sourceSizes() {
  const { taken } = await partOf();
  const inputs = inputsOf(await run(entry, [sharing(taken)], { format: 'iife' }));
  return Object.entries(inputs)
    .map(([name, { bytesInOutput }]) => ({ name: relative('.', name), bytes: bytesInOutput }))
    .sort((a, b) => b.bytes - a.bytes);
}
