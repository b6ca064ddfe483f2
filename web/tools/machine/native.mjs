// Builds the core for this machine: the library and the attn_trace command, or the C++ tests as well.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './process.mjs';
import { findGenerator } from './requirements.mjs';

export const nativeFolder = join(root, 'build', 'native');

const cacheFile = join(nativeFolder, 'CMakeCache.txt');

/** The library and attn_trace; whether the C++ tests compile does not matter to them. */
export async function buildNative() {
  if (!existsSync(cacheFile)) await configure(false);
  await buildTargets(['attention_walk_core', 'attn_trace']);
}

export async function buildNativeTests() {
  const hasTests =
    existsSync(cacheFile) && /^ATTENTION_WALK_TESTS:.*=ON$/m.test(readFileSync(cacheFile, 'utf8'));
  if (!hasTests) await configure(true);
  await buildTargets(['core_tests']);
}

/** @param {boolean} tests  they need Catch2 */
async function configure(tests) {
  say('Configuring the native build');
  const cmake = ['-S', root, '-B', nativeFolder, '-G', findGenerator() ?? 'Unix Makefiles'];
  const options = ['-DCMAKE_BUILD_TYPE=Release', '-DATTENTION_WALK_WERROR=ON'];
  try {
    await run('cmake', [...cmake, ...options, `-DATTENTION_WALK_TESTS=${tests ? 'ON' : 'OFF'}`], {
      quiet: true,
    });
  } catch (error) {
    rmSync(cacheFile, { force: true }); // a half-made configuration is not taken up again
    throw error;
  }
}

/** @param {string[]} targets */
async function buildTargets(targets) {
  await run('cmake', ['--build', nativeFolder, '--parallel', '2', '--target', ...targets]);
}
