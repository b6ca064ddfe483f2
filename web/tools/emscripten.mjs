// Which Emscripten is used, and the environment it needs.
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
 * does not look for: "Cannot find module 'acorn'". Other installs carry their own.
 * @param {string} emcc
 */
function environmentFor(emcc) {
  const isDebian = realpathSync(emcc).startsWith('/usr/share/emscripten/');
  return isDebian ? { ...process.env, NODE_PATH: '/usr/share/nodejs' } : process.env;
}
