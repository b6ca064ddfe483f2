// Which tests concern a change: `npm test -- --changed` runs them, for an answer in a minute or two.
// Before a change is handed on, the whole of `npm test` is run.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { capture, root, ToolError } from '../web/tools/machine/process.mjs';
import { PARTS } from './parts.mjs';

/**
 * What is tested where. The first row that a changed file's path begins with counts; what follows are
 * the beginnings of test files' paths, from tests/ on. Besides, every test is run that bears the name
 * of the changed file or of its folder. A test of this table (tests/tools/changed.test.mjs) fails when
 * a file has no row, or a row names what is gone.
 * @type {[string, string[]][]}
 */
export const ROOMS = [
  ['core/include/', ['core/', 'wasm/', 'examples/cpp']],
  ['core/cmake/', ['core/', 'examples/cpp']],
  ['core/', ['core/', 'wasm/']],
  ['wasm_bindings/', ['wasm/']],
  ['web/engine/', ['wasm/', 'browser/part', 'examples/node']],
  ['web/text/', ['text/', 'browser/language', 'browser/embedding']],
  [
    'web/walk/',
    [
      'browser/walk-',
      'browser/link',
      'browser/own-input',
      'browser/picture-what-if',
      'browser/changes',
      'wasm/changes',
    ],
  ],
  ['web/steps/', ['browser/element', 'browser/large.', 'browser/layout', 'browser/positions']],
  [
    'web/draw/',
    ['draw/', 'browser/colors', 'browser/large.', 'browser/layout', 'browser/pictures'],
  ],
  ['web/element/export/', ['browser/element', 'browser/take-along', 'wasm/taken-code']],
  [
    'web/element/models/',
    ['browser/element', 'browser/picture', 'browser/many-patches', 'browser/models-on-demand'],
  ],
  [
    'web/element/parts/',
    ['browser/element', 'browser/aria', 'browser/keyboard-walk', 'browser/own-input'],
  ],
  [
    'web/element/',
    ['browser/element', 'browser/given-data', 'browser/walk-mouse', 'browser/walk-keyboard'],
  ],
  ['web/page/', ['browser/embed', 'browser/csp', 'browser/link']],
  [
    'web/models/',
    ['core/', 'wasm/model', 'tools/models', 'browser/models-on-demand', 'browser/trained-text'],
  ],
  ['web/tools/docs', ['docs/']],
  ['web/tools/', ['tools/', 'wasm/reproducible', 'package/manifest']],
  ['web/', ['browser/element', 'browser/part', 'wasm/part']],
  ['examples/README.md', ['browser/readme', 'browser/embed', 'docs/lists']],
  ['examples/', ['examples/']],
  ['tests/reference/', ['core/', 'wasm/']],
  ['tests/bench/', ['tools/bench']],
  ['tests/', []],
  ['README.md', ['browser/readme', 'docs/lists', 'docs/recipes']],
  ['CONTRIBUTING.md', ['docs/lists', 'docs/recipes']],
  ['CHANGELOG.md', ['docs/recipes']],
  ['package', ['package/package', 'tools/']],
  ['CMakeLists.txt', ['core/', 'examples/cpp']],
];

/** These look at everything at once, or take long: only `npm test` or their part's name runs them. */
export const WITH_THE_WHOLE = [
  ...['browsers/', 'docs/', 'package/'],
  ...['accessibility', 'hosts', 'large-model', 'one-screen', 'words'].map(
    (name) => `browser/${name}`,
  ),
];

/**
 * @param {string} base  a commit
 * @returns {string[]}  the files that differ from where this branch left it, in a commit or not
 */
export function changedFiles(base) {
  const from = capture('git', ['-C', root, 'merge-base', base, 'HEAD'])?.trim();
  if (!from) throw new ToolError(`git does not know "${base}".`);
  const lists = [
    ['diff', '--name-only', '--no-renames', from],
    ['ls-files', '--others', '--exclude-standard'],
  ];
  const files = lists.flatMap((args) => capture('git', ['-C', root, ...args])?.split('\n') ?? []);
  return [...new Set(files)].filter(Boolean).sort();
}

/**
 * @param {string} file
 * @returns {string[] | undefined}  the tests of its row; none for other files of the top folder (texts
 *   and settings, which are checked for their style) and of folders whose names begin with a dot
 */
export function rowOf(file) {
  const row = ROOMS.find(([start]) => file.startsWith(start));
  const needsNone = !file.includes('/') || file.startsWith('.');
  return row?.[1] ?? (needsNone ? [] : undefined);
}

/**
 * @param {string[]} changed
 * @param {string[]} tests  all test files
 * @returns {string[]}  those that concern the changed files
 */
export function testsFor(changed, tests) {
  const wanted = new Set(changed.flatMap((file) => testsForFile(file, tests)));
  return tests.filter((test) => wanted.has(test));
}

/** They say nothing about which test is meant. */
const NAMES_OF_MANY = [
  ...PARTS,
  'tests',
  'tools',
  'web',
  'src',
  'include',
  'attn',
  'index',
  'step',
];

/** @param {string} file @param {string[]} tests @returns {string[]} */
function testsForFile(file, tests) {
  if (tests.includes(file)) return [file];
  if (file.startsWith('tests/') && !rowOf(file)?.length) return usersOf(file, tests);
  const starts = rowOf(file) ?? [];
  return tests.filter(
    (test) =>
      starts.some((start) => test.startsWith(`tests/${start}`)) || bearsTheNameOf(file, test),
  );
}

/**
 * web/steps/softmax/step.js is tested by softmax.test.mjs and by all that lies in a folder softmax/.
 * @param {string} file
 * @param {string} test
 */
function bearsTheNameOf(file, test) {
  const [folder, name] = wordsOf(file).slice(-2);
  const names = [folder, name].filter((word) => !NAMES_OF_MANY.includes(word));
  return wordsOf(test).some((word) => names.includes(word));
}

/** @param {string} path @returns {string[]}  its folders and its name without endings */
const wordsOf = (path) => path.replace(/(\.[\w.]+|_test\.cpp)$/, '').split('/');

/**
 * The tests that import a helper or open a page of tests/pages, also through other helpers.
 * @param {string} file
 * @param {string[]} tests
 * @returns {string[]}
 */
function usersOf(file, tests) {
  const listing = capture('git', ['-C', root, 'ls-files', 'tests']) ?? '';
  const sources = listing.split('\n').filter((name) => /\.(mjs|js|cpp|hpp|html)$/.test(name));
  const users = new Set([file]);
  for (const name of users) {
    // grows while it is walked; nobody uses a test, who names one
    if (tests.includes(name)) continue;
    const mention = new RegExp(`['"\`/]${basename(name).replaceAll('.', '\\.')}`);
    for (const source of sources) {
      if (!users.has(source) && mention.test(textOf(source))) users.add(source);
    }
  }
  return tests.filter((test) => users.has(test));
}

/** @param {string} file */
function textOf(file) {
  const path = join(root, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
