// Builds the core for this machine, with its tests and the attn_trace command.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './process.mjs';
import { findGenerator } from './requirements.mjs';

export const nativeFolder = join(root, 'build', 'native');

export async function buildNative() {
  if (!existsSync(join(nativeFolder, 'CMakeCache.txt'))) {
    say('Configuring the native build');
    const cmake = ['-S', root, '-B', nativeFolder, '-G', findGenerator() ?? 'Unix Makefiles'];
    const options = ['-DCMAKE_BUILD_TYPE=Release', '-DATTENTION_WALK_WERROR=ON'];
    await run('cmake', [...cmake, ...options], { quiet: true });
  }
  await run('cmake', ['--build', nativeFolder, '--parallel', '2']);
}
