// What a job needs from the machine: how to tell that it is there, and the package that brings it.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findFirefox, findWebKit, wantsFirefox, wantsWebKit } from './browsers.mjs';
import { findChromium } from './chromium.mjs';
import { findEmscripten } from './emscripten.mjs';
import { capture, findProgram } from './process.mjs';

/**
 * @typedef {object} Requirement
 * @property {string} name  as shown to the reader
 * @property {string} debian  the packages of Debian and Ubuntu, separated by spaces
 * @property {() => boolean | Promise<boolean>} isThere
 */

const CMAKE_AT_LEAST = [3, 21];

/** @type {Requirement[]} */
const toBuildWasm = [
  { name: 'Emscripten', debian: 'emscripten', isThere: () => findEmscripten() !== undefined },
  { name: 'CMake 3.21 or newer', debian: 'cmake', isThere: hasCmake },
  { name: 'Ninja or Make', debian: 'ninja-build', isThere: () => findGenerator() !== undefined },
  {
    name: 'Eigen 3',
    debian: 'libeigen3-dev',
    isThere: () => hasHeader('eigen3/Eigen/Core') || hasHeader('Eigen/Core'),
  },
  {
    name: 'nlohmann/json',
    debian: 'nlohmann-json3-dev',
    isThere: () => hasHeader('nlohmann/json.hpp'),
  },
];

/** @type {Requirement[]} */
const toTest = [
  { name: 'a C++20 compiler', debian: 'g++', isThere: hasCompiler },
  {
    name: 'Catch2',
    debian: 'catch2',
    isThere: () => hasHeader('catch2/catch.hpp') || hasHeader('catch2/catch_all.hpp'),
  },
  {
    name: 'Chromium',
    debian: 'chromium',
    isThere: async () => (await findChromium()) !== undefined,
  },
  {
    name: 'Firefox',
    debian: 'firefox-esr',
    isThere: () => !wantsFirefox() || findFirefox() !== undefined,
  },
  {
    name: 'WebKit, its driver and Xvfb',
    debian: 'webkit2gtk-driver xvfb',
    isThere: () => !wantsWebKit() || findWebKit() !== undefined,
  },
  // Hosts of the widget.
  { name: 'pandoc', debian: 'pandoc', isThere: () => findProgram('pandoc') !== undefined },
  {
    name: 'nbconvert',
    debian: 'jupyter-nbconvert',
    isThere: () => findProgram('jupyter-nbconvert') !== undefined,
  },
];

/** @type {Requirement[]} */
const toWriteDocs = [
  { name: 'Doxygen', debian: 'doxygen', isThere: () => findProgram('doxygen') !== undefined },
];

/**
 * The requirements that are not met.
 * @param {import('./setup.mjs').Job} job
 * @returns {Promise<Requirement[]>}
 */
export async function missingRequirements({ tests, docs }) {
  const wanted = [...toBuildWasm, ...(tests ? toTest : []), ...(tests || docs ? toWriteDocs : [])];
  const missing = [];
  for (const requirement of wanted) {
    if (!(await requirement.isThere())) missing.push(requirement);
  }
  return missing;
}

/** @returns {'Ninja' | 'Unix Makefiles' | undefined}  the CMake generator to use */
export function findGenerator() {
  if (findProgram('ninja')) return 'Ninja';
  return findProgram('make') ? 'Unix Makefiles' : undefined;
}

function hasCmake() {
  const version = capture('cmake', ['--version'])?.match(/(\d+)\.(\d+)/);
  if (!version) return false;
  const [major, minor] = [Number(version[1]), Number(version[2])];
  return major > CMAKE_AT_LEAST[0] || (major === CMAKE_AT_LEAST[0] && minor >= CMAKE_AT_LEAST[1]);
}

/** GCC 10 and Clang 10 are the first that call the standard by its name. */
function hasCompiler() {
  return [process.env.CXX, 'c++', 'g++', 'clang++'].some(
    (name) =>
      name &&
      findProgram(name) &&
      capture(name, ['-std=c++20', '-fsyntax-only', '-x', 'c++', '/dev/null']) !== undefined,
  );
}

/** @param {string} header  as in #include <…> */
function hasHeader(header) {
  const prefixes = [
    ...(process.env.CMAKE_PREFIX_PATH ?? '').split(/[:;]/),
    '/usr',
    '/usr/local',
    '/opt/homebrew',
  ].filter(Boolean);
  const folders = [
    ...prefixes.map((prefix) => join(prefix, 'include')),
    ...(process.env.CPATH ?? '').split(delimiter),
    ...(process.env.CPLUS_INCLUDE_PATH ?? '').split(delimiter),
  ].filter(Boolean);
  return folders.some((folder) => existsSync(join(folder, header)));
}
