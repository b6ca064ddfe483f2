// The models that ship. Every folder of web/models is one; its about.json says what kind it is and where
// the page offers it. Whoever lists models reads them here: the page, the build, the README's test.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, ToolError } from '../machine/process.mjs';

const folder = join(root, 'web', 'models');

/**
 * @typedef {object} About
 * @property {string} name  of the folder, and of what is built of it
 * @property {'sentences' | 'pictures' | 'on demand'} kind
 *   sentences: gives built-in examples their trained weights; pictures: looks at its samples and at what a
 *   reader gives; on demand: a file that the page fetches when a reader asks for it
 * @property {number} order  among all models, wherever they are listed
 * @property {string} reads  what it was made for, in a few words
 * @property {string} origin  the program that makes its weights
 * @property {string} data  what it was trained with
 * @property {string} licence  of the weights
 * @property {string[]} [examples]  ids; for sentences
 * @property {string} [example]  the id of the example that shows it; for the others
 * @property {Record<string, string>} [title]  of that example, by language
 * @property {Record<string, string>} [description]  by language
 * @property {boolean} [pad]  whether a reader can draw for it
 * @property {string} [text]  what it reads first
 * @property {number} [bytes]  of its file, for those that are fetched on demand
 */

const COMMON = ['kind', 'order', 'reads', 'origin', 'data', 'licence'];

/** What each kind has besides, in about.json and as files. */
const KINDS = {
  sentences: { says: ['examples'], files: ['model.safetensors'] },
  pictures: { says: ['example', 'title'], files: ['model.safetensors', 'samples.json'] },
  'on demand': { says: ['example', 'title', 'text', 'bytes'], files: [] },
};

/** @type {About[] | undefined} */
let known;

/** All of them, in their order. @returns {About[]} */
export const models = () =>
  (known ??= readdirSync(folder)
    .map(aboutOf)
    .sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1)));

/** Those whose weights travel as a script beside the page's. */
export const packs = () => models().filter(({ kind }) => kind !== 'on demand');

/** @param {string} name @returns {About} */
function aboutOf(name) {
  const file = join(folder, name, 'about.json');
  if (!existsSync(file)) throw new ToolError(`web/models/${name} has no about.json.`);
  const about = JSON.parse(readFileSync(file, 'utf8'));
  const kind = KINDS[/** @type {keyof typeof KINDS} */ (about.kind)];
  if (!kind) {
    const kinds = Object.keys(KINDS).join(', ');
    throw new ToolError(`${file}: "kind" is one of ${kinds}, not "${about.kind}".`);
  }
  const missing = [...COMMON, ...kind.says].find((key) => about[key] === undefined);
  if (missing) throw new ToolError(`${file} does not say "${missing}".`);
  const absent = ['card.md', ...kind.files].find((one) => !existsSync(join(folder, name, one)));
  if (absent) throw new ToolError(`web/models/${name} has no ${absent}.`);
  return { name, ...about };
}

/**
 * A script loads from file:// and under a strict policy, where fetch() does not: it puts the bytes and the
 * sample pictures where the page looks for them.
 * @param {About} model
 */
function packScript({ name, kind }) {
  const read = (/** @type {string} */ file) => readFileSync(join(folder, name, file));
  const weights = read('model.safetensors').toString('base64');
  const samples = kind === 'pictures' ? JSON.parse(String(read('samples.json'))) : undefined;
  const pack = JSON.stringify({ weights, samples });
  return `(globalThis[Symbol.for('attention-walk models')]??={})['${name}']=${pack};\n`;
}

/** All of them, for the page that is one file. */
export const packScripts = () => packs().map(packScript);

/**
 * One script for each pack, and the card of each model: as .txt, because generators of sites take every .md in a
 * folder that they are given for a page.
 * @param {string} dist
 */
export function writeModels(dist) {
  const target = join(dist, 'models');
  mkdirSync(target, { recursive: true });
  // A model that is gone, or a card with another name, of an earlier build.
  const isOurs = (/** @type {string} */ file) =>
    models().some(({ name }) => file.startsWith(`${name}.`)) && !file.endsWith('.md');
  for (const file of readdirSync(target)) if (!isOurs(file)) rmSync(join(target, file));
  for (const model of packs()) writeFileSync(join(target, `${model.name}.js`), packScript(model));
  for (const { name } of models()) {
    writeFileSync(join(target, `${name}.txt`), readFileSync(join(folder, name, 'card.md')));
  }
}

/** What the page is told of each. */
const SHOWN = [
  'name',
  'kind',
  'examples',
  'example',
  'title',
  'description',
  'pad',
  'text',
  'bytes',
];

/** Bundlers carry along what a module imports or addresses by a written name, so every name is written. */
function modelList() {
  const shown = models().map((model) =>
    Object.fromEntries(Object.entries(model).filter(([key]) => SHOWN.includes(key))),
  );
  const scripts = packs().map(
    ({ name }) => `'${name}': () => import('attention-walk/models/${name}.js'),`,
  );
  const files = models()
    .filter(({ kind }) => kind === 'on demand')
    .map(
      ({ name }) =>
        `'${name}': () => new URL('./models/${name}.safetensors', import.meta.url).href,`,
    );
  return `
    export const models = ${JSON.stringify(shown)};
    export const scripts = ATTENTION_WALK_IS_MODULE ? {${scripts.join('')}} : {};
    export const files = ATTENTION_WALK_IS_MODULE ? {${files.join('')}} : {};`;
}

/** @type {import('esbuild').Plugin} */
export const modelImports = {
  name: 'model-imports',
  setup(build) {
    build.onResolve({ filter: /^attention-walk\/model-list$/ }, ({ path }) => ({
      path,
      namespace: 'models',
    }));
    build.onLoad({ filter: /./, namespace: 'models' }, () => ({
      contents: modelList(),
      loader: 'js',
      resolveDir: root,
    }));
  },
};
