// How our scripts are bundled: esbuild's options, with the wasm inside, and the part that is loaded on
// demand, which takes from the main script what both need.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as esbuild from 'esbuild';
import { minify } from 'terser';
import { modelImports } from './models.mjs';
import { root, ToolError } from '../machine/process.mjs';
import { wasmImports } from '../wasm/bundle-plugin.mjs';
import { modelsWasmFiles, wasmFiles } from '../wasm/build-wasm.mjs';

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

/** @param {string} css */
export async function minifyCss(css) {
  const { code } = await esbuild.transform(css, { loader: 'css', minify: true });
  return code.trim();
}

/** Tells this build from any other: of everything that the main script and its part are made of. */
export function buildId() {
  const hash = createHash('sha256').update(version);
  const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(js|css|svg)$|\babout\.json$/.test(name) && !name.startsWith('tools'))
    .sort()
    .map((name) => join(web, name));
  const linked = [wasmFiles, modelsWasmFiles].flatMap((files) => Object.values(files));
  for (const file of [...sources, ...linked]) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 32);
}

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
      plugins: [...plugins, cssAsText, wasmImports, modelImports],
      // A classic script has no import.meta; it finds itself by document.currentScript.
      logOverride: { 'empty-import-meta': 'silent' },
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

/**
 * The text of a bundle, made a little smaller again: terser finds what esbuild does not look for, above all
 * in Emscripten's loader.
 * @param {esbuild.BuildResult} result
 * @param {boolean} isModule
 */
async function textOf({ outputFiles = [] }, isModule) {
  const { code = '' } = await minify(outputFiles[0].text, {
    module: isModule,
    ecma: 2020,
    compress: { passes: 2 },
    format: { comments: /^!/ },
  });
  return code;
}

/** What a bundle is made of. @param {esbuild.BuildResult} result */
const inputsOf = ({ metafile }) => Object.values(metafile?.outputs ?? {})[0].inputs;

/**
 * What the part takes of a module of the main script.
 * @typedef {{ path: string, names: string[] }} Taken
 */

/**
 * What the main script hands to the part: of the modules it has, what is taken of each.
 * @param {Taken[]} modules
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
      const list = (/** @type {string[]} */ names, /** @type {(name: string) => string} */ of) =>
        `{ ${names.map(of).join(', ')} }`;
      const imports = modules.map(
        ({ path, names }, at) =>
          `import ${list(names, (name) => `${name} as ${name}${at}`)} from ${JSON.stringify(path)};`,
      );
      const objects = modules.map(({ names }, at) =>
        list(names, (name) => `${name}: ${name}${at}`),
      );
      // When it is asked for: all of them are there then.
      const contents = `${imports.join('\n')}\nexport default () => [${objects.join(', ')}];`;
      return { contents, loader: 'js', resolveDir: root };
    });
  },
});

/**
 * @param {Set<string>} base  modules of the main script
 * @param {(path: string) => esbuild.OnResolveResult} resolved  what becomes of each of them that is imported
 * @returns {esbuild.Plugin}
 */
const taking = (base, resolved) => ({
  name: 'taking',
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
      const file = join(resolveDir, path);
      return base.has(file) ? { ...resolved(file), sideEffects: false } : undefined;
    });
    build.onLoad({ filter: /./, namespace: 'taken' }, ({ pluginData }) => ({
      // CommonJS, whose exports need not be listed.
      contents: `module.exports = attentionWalk()[${pluginData}];`,
      loader: 'js',
    }));
  },
});

/**
 * As the part imports them when they stay outside of it.
 * @param {Set<string>} base  modules of the main script
 * @returns {Promise<Taken[]>}
 */
async function takenOf(base) {
  const outside = taking(base, (path) => ({ path, external: true }));
  const { outputFiles = [] } = await run(partEntry, [outside], { format: 'esm', minify: false });
  /** @type {Map<string, Set<string>>} */
  const taken = new Map();
  for (const [, list, path] of outputFiles[0].text.matchAll(/^import \{([^}]*)\} from "(.*)";/gm)) {
    const names = taken.get(path) ?? new Set();
    for (const name of list.split(',')) names.add(name.trim().split(' as ')[0]);
    taken.set(path, names);
  }
  // esbuild loads files in any order, and the same sources shall make the same scripts.
  return [...taken.keys()]
    .sort()
    .map((path) => ({ path, names: [...(taken.get(path) ?? [])].sort() }));
}

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
  const taken = await takenOf(base);
  const inside = taking(base, (path) => ({
    path,
    namespace: 'taken',
    pluginData: taken.findIndex((one) => one.path === path),
  }));
  const options = /** @type {esbuild.BuildOptions} */ ({ format: 'iife', globalName: 'part' });
  const code = await textOf(await run(partEntry, [inside], options), false);
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
  return textOf(result, options.format === 'esm');
}

/** Bytes that each source file has in the main script, the largest first. */
export async function sourceSizes() {
  const { taken } = await partOf();
  const inputs = inputsOf(await run(entry, [sharing(taken)], { format: 'iife' }));
  return Object.entries(inputs)
    .map(([name, { bytesInOutput }]) => ({ name: relative('.', name), bytes: bytesInOutput }))
    .sort((a, b) => b.bytes - a.bytes);
}
