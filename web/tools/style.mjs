// What keeps the sources in one style: prettier for the web files, clang-format for C++.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { capture, findProgram, root, run, ToolError } from './machine/process.mjs';

const require = createRequire(import.meta.url);

/** Other versions lay out the same style differently, so only this one decides. */
const CLANG_FORMAT_VERSION = 14;

/** @param {'--check' | '--write'} mode */
export function prettier(mode) {
  const manifest = require.resolve('prettier/package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  const cli = join(manifest, '..', typeof bin === 'string' ? bin : bin.prettier);
  return run(process.execPath, [cli, mode, '--log-level', 'warn', '.']);
}

/** The C++ sources that git knows, or that are new and not ignored. */
export function cppFiles() {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '*.cpp', '*.hpp'];
  const listing = capture('git', ['-C', root, ...args]);
  if (listing === undefined) throw new ToolError('git cannot list the sources.');
  return listing.split('\n').filter(Boolean);
}

export function hasOurClangFormat() {
  if (!findProgram('clang-format')) return false;
  const version = capture('clang-format', ['--version'])?.match(/version (\d+)/)?.[1];
  return Number(version) === CLANG_FORMAT_VERSION;
}

/** @returns {Promise<boolean>}  false when there is no clang-format of our version to ask */
export async function checkCppFormat() {
  if (!hasOurClangFormat()) return false;
  await run('clang-format', ['--dry-run', '--Werror', ...cppFiles()]);
  return true;
}
