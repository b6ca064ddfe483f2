// Builds the wasm module: the C++ core and its bindings, through CMake and Emscripten.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findEmscripten } from '../machine/emscripten.mjs';
import { capture, root, run, say, ToolError } from '../machine/process.mjs';
import { findGenerator } from '../machine/requirements.mjs';

const folder = join(root, 'build', 'wasm');
const stampFile = join(folder, 'configured-with.txt');

/** @param {string} name */
const filesOf = (name) => ({
  glue: join(folder, `${name}.js`),
  bytes: join(folder, `${name}.wasm`),
});

/** What the build leaves for the bundles: Emscripten's loader and the module itself. */
export const wasmFiles = filesOf('attention_walk_wasm');

/** The same with whole models, for the part that is loaded on demand. */
export const modelsWasmFiles = filesOf('attention_walk_models');

/**
 * CMake and the generator decide what is out of date, so this is quick when nothing is.
 * @param {string[]} targets  all that ships when empty
 */
export async function buildWasm(targets = /** @type {string[]} */ ([])) {
  const emscripten = findEmscripten();
  const generator = findGenerator();
  if (!emscripten || !generator) throw new ToolError('Emscripten or Ninja is gone from the PATH.');

  // A build folder belongs to one compiler: CMake refuses or mixes when it changes underneath.
  const stamp = `${emscripten.emcc}\n${generator}\n${capture(emscripten.emcc, ['-dumpversion'])}`;
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    say('Configuring the wasm build (the first build takes a few minutes)');
    const cmake = ['cmake', '-S', root, '-B', folder, '-G', generator];
    await run(emscripten.emcmake, [...cmake, '-DCMAKE_BUILD_TYPE=Release'], {
      env: emscripten.env,
      quiet: true,
    });
    // Emscripten's loader is a CommonJS script, and this package is not.
    writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
    writeFileSync(stampFile, stamp);
  }
  const target = targets.length > 0 ? ['--target', ...targets] : [];
  await run('cmake', ['--build', folder, '--parallel', '2', ...target], { env: emscripten.env });

  const files = [wasmFiles, modelsWasmFiles].flatMap((files) => Object.values(files));
  for (const file of files) {
    if (!existsSync(file)) throw new ToolError(`The wasm build did not make ${file}.`);
  }
}

/** The same modules with the names of their functions. @returns {Promise<string[]>} paths */
export async function buildNamedWasm() {
  await buildWasm(); // configures, and is what the bundles need
  const names = ['attention_walk_wasm_named', 'attention_walk_models_named'];
  await buildWasm(names);
  return names.map((name) => filesOf(name).bytes);
}
