// The native core as `cmake --install` leaves it, and programs that are built with it.
import { mkdtempSync, rmSync } from 'node:fs';
import { after } from 'node:test';
import { join } from 'node:path';
import { nativeFolder } from '../../web/tools/machine/native.mjs';
import { root, run } from '../../web/tools/machine/process.mjs';
import { findGenerator } from '../../web/tools/machine/requirements.mjs';

/** @type {Promise<string> | undefined} */
let installed;
after(async () => {
  if (installed) rmSync(await installed, { recursive: true });
});

/** The folder that the build of `npm test -- core` was installed into, until the test file ends. */
export function installedCore() {
  installed ??= install();
  return installed;
}

async function install() {
  const prefix = mkdtempSync(join(root, 'build', 'installed-'));
  await run('cmake', ['--install', nativeFolder, '--prefix', prefix], { quiet: true });
  return prefix;
}

/**
 * Configures and builds a project that is written like examples/cpp.
 * @param {string} source
 * @param {string} build
 * @param {string[]} [options]  of CMake; an installed core when left out
 * @returns {Promise<string>}  the program
 */
export async function buildWithCore(source, build, options) {
  const found = options ?? [`-DCMAKE_PREFIX_PATH=${await installedCore()}`];
  const generator = findGenerator() ?? 'Unix Makefiles';
  const configure = ['-S', source, '-B', build, '-G', generator, ...found];
  await run('cmake', configure, { quiet: true });
  await run('cmake', ['--build', build, '--parallel', '2', '--target', 'weights'], { quiet: true });
  return join(build, 'weights');
}
