// Which Emscripten is used, and the environment it needs.
import { realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findProgram } from './process.mjs';

/**
 * @typedef {object} Emscripten
 * @property {string} emcc
 * @property {string} emcmake
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * The emsdk that EMSDK points to, else the emcc on the PATH.
 * @returns {Emscripten | undefined}
 */
export function findEmscripten() {
  const { EMSDK } = process.env;
  const sdkEmcc = EMSDK && findProgram(join(EMSDK, 'upstream', 'emscripten', 'emcc'));
  const emcc = sdkEmcc || findProgram('emcc');
  const emcmake = emcc && findProgram(join(dirname(emcc), 'emcmake'));
  if (!emcc || !emcmake) return undefined;
  return { emcc, emcmake, env: environmentFor(emcc) };
}

/**
 * Debian's emscripten optimises with Debian's node modules (acorn), which a node from elsewhere
 * does not look for: "Cannot find module 'acorn'". Other installs carry their own. Inside an npm
 * script the PATH begins with node_modules/.bin: what a package has put there, such as another
 * wasm-opt, is not for emcc.
 * @param {string} emcc
 */
function environmentFor(emcc) {
  const isOurs = (/** @type {string} */ folder) => /node_modules[\\/]\.bin$/.test(folder);
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !isOurs(folder));
  const env = { ...process.env, PATH: folders.join(delimiter) };
  const isDebian = realpathSync(emcc).startsWith('/usr/share/emscripten/');
  return isDebian ? { ...env, NODE_PATH: '/usr/share/nodejs' } : env;
}
