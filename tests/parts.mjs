// The parts of `npm test`, which test files belong to them, and what the command line asks for.
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root, ToolError } from '../web/tools/machine/process.mjs';

export const PARTS = /** @type {const} */ ([
  'style',
  'core',
  'wasm',
  'browser',
  'package',
  'examples',
  'docs',
]);

/** @typedef {typeof PARTS[number]} Part */

/** The folders in tests/ whose files belong to a part. @type {Partial<Record<Part, string[]>>} */
const FOLDERS = {
  core: ['core'],
  wasm: ['wasm', 'tools', 'text', 'draw'],
  browser: ['browser', 'browsers'],
  package: ['package'],
  examples: ['examples'],
  docs: ['docs'],
};

const TEST_FILE = /(\.test\.mjs|_test\.cpp)$/;

export const HELP = `npm test                        everything
npm test -- core wasm           these parts of: ${PARTS.join(', ')}
npm test -- tests/wasm/layer.test.mjs tests/core/walk/explain_test.cpp     these files
npm test -- --changed           what concerns the files that differ from the last commit
npm test -- --changed=main      or from where this branch left another one`;

/**
 * @typedef {object} Selection
 * @property {Part[]} parts  of which all is run
 * @property {string[]} files  test files of other parts; paths from the repository's folder
 */

/**
 * @param {string[]} words  of the command line
 * @returns {Selection | { changedSince: string }}
 */
export function parseArguments(words) {
  const [first = ''] = words;
  const [, base] = /^--changed(?:=(.+))?$/.exec(first) ?? [];
  if (first.startsWith('--changed') && words.length === 1 && first !== '--changed=') {
    return { changedSince: base ?? 'HEAD' };
  }
  /** @type {Selection} */
  const wanted = { parts: [], files: [] };
  for (const word of words) {
    const part = PARTS.find((name) => name === word);
    if (part) wanted.parts.push(part);
    else wanted.files.push(testFile(word));
  }
  if (words.length === 0) wanted.parts.push(...PARTS);
  wanted.files = wanted.files.filter((file) => !wanted.parts.includes(partOf(file)));
  return wanted;
}

/** @param {string} word  a path from the folder of the repository or from this one */
function testFile(word) {
  const file = [join(root, word), join(process.cwd(), word)].find((path) => existsSync(path));
  const path = file && relative(root, file).replaceAll(sep, '/');
  if (path && TEST_FILE.test(path)) return path;
  throw new ToolError(`"${word}" is neither a part nor a test file.\n${HELP}`);
}

/** @param {string} file  a test file @returns {Part} */
export function partOf(file) {
  const folder = file.split('/')[1];
  const part = PARTS.find((name) => FOLDERS[name]?.includes(folder));
  if (!part) throw new ToolError(`tests/parts.mjs does not say which part tests/${folder} is in.`);
  return part;
}

/** @param {Part} part @returns {string[]} */
export function filesOf(part) {
  const folders = FOLDERS[part] ?? [];
  return allTestFiles().filter((file) => folders.includes(file.split('/')[1]));
}

/** @returns {string[]}  paths from the repository's folder */
export function allTestFiles() {
  const names = readdirSync(join(root, 'tests'), { recursive: true });
  return names
    .map((name) => `tests/${String(name).replaceAll(sep, '/')}`)
    .filter((name) => TEST_FILE.test(name))
    .sort();
}
