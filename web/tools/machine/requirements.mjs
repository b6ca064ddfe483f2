// What a job needs from the machine: how to tell that it is there, and the package that brings it.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findFirefox, findWebKit, wantsFirefox, wantsWebKit } from './browsers.mjs';
import { findChromium } from './chromium.mjs';
import { findEmscripten } from './emscripten.mjs';
import { capture, findProgram } from './process.mjs';

/** What can be asked for: `npm run build`, the parts of `npm test`, the benchmark. */
export const JOBS = /** @type {const} */ ([
  'build',
  'style',
  'core',
  'wasm',
  'browser',
  'package',
  'examples',
  'docs',
  'bench',
  'native-bench',
]);

/**
 * @typedef {typeof JOBS[number]} Job
 *
 * @typedef {object} Requirement
 * @property {string} name  as shown to the reader
 * @property {Job[]} for
 * @property {string[]} debian  the packages of Debian and Ubuntu; where one has different names in
 *   different releases: 'one | other'
 * @property {() => boolean | Promise<boolean>} isThere
 */

const CMAKE_AT_LEAST = [3, 21];

/** All but 'style' and 'core' look at what the build has made. @type {Job[]} */
const withWasm = ['build', 'wasm', 'browser', 'package', 'examples', 'docs', 'bench'];

/** What compiles the core: with Emscripten, for this machine, or both. @type {Job[]} */
const withCpp = ['core', 'native-bench', ...withWasm];

/** @type {Job[]} */
const inChromium = ['browser', 'package', 'examples', 'docs', 'bench'];

/** @type {Requirement[]} */
const REQUIREMENTS = [
  {
    name: 'Emscripten',
    for: withWasm,
    debian: ['emscripten'],
    isThere: () => findEmscripten() !== undefined,
  },
  { name: 'CMake 3.21 or newer', for: withCpp, debian: ['cmake'], isThere: hasCmake },
  {
    name: 'Ninja or Make',
    for: withCpp,
    debian: ['ninja-build'],
    isThere: () => findGenerator() !== undefined,
  },
  {
    name: 'Eigen 3',
    for: withCpp,
    debian: ['libeigen3-dev'],
    isThere: () => hasHeader('eigen3/Eigen/Core') || hasHeader('Eigen/Core'),
  },
  {
    name: 'nlohmann/json',
    for: withCpp,
    debian: ['nlohmann-json3-dev'],
    isThere: () => hasHeader('nlohmann/json.hpp'),
  },
  {
    name: 'a C++20 compiler',
    for: ['core', 'wasm', 'examples', 'docs', 'native-bench'],
    debian: ['g++'],
    isThere: hasCompiler,
  },
  {
    name: 'Google Benchmark',
    for: ['native-bench'],
    debian: ['libbenchmark-dev'],
    isThere: () => hasHeader('benchmark/benchmark.h'),
  },
  {
    name: 'Catch2',
    for: ['core'],
    debian: ['catch2'],
    isThere: () => hasHeader('catch2/catch.hpp') || hasHeader('catch2/catch_all.hpp'),
  },
  {
    name: 'Chromium',
    for: inChromium,
    debian: ['chromium'],
    isThere: async () => (await findChromium()) !== undefined,
  },
  {
    name: 'Firefox',
    for: ['browser'],
    debian: ['firefox-esr'],
    isThere: () => !wantsFirefox() || findFirefox() !== undefined,
  },
  {
    name: 'WebKit, its driver and Xvfb',
    for: ['browser'],
    debian: ['webkit2gtk-driver | webkitgtk-webdriver', 'xvfb'],
    isThere: () => !wantsWebKit() || findWebKit() !== undefined,
  },
  // Hosts of the widget.
  {
    name: 'pandoc',
    for: ['package'],
    debian: ['pandoc'],
    isThere: () => findProgram('pandoc') !== undefined,
  },
  {
    name: 'nbconvert',
    for: ['package'],
    debian: ['jupyter-nbconvert'],
    isThere: () => findProgram('jupyter-nbconvert') !== undefined,
  },
  {
    name: 'Doxygen',
    for: ['docs'],
    debian: ['doxygen'],
    isThere: () => findProgram('doxygen') !== undefined,
  },
];

/**
 * The requirements of these jobs that are not met.
 * @param {readonly Job[]} jobs
 * @returns {Promise<Requirement[]>}
 */
export async function missingRequirements(jobs) {
  const missing = [];
  for (const requirement of REQUIREMENTS) {
    const concerns = requirement.for.some((job) => jobs.includes(job));
    if (concerns && !(await requirement.isThere())) missing.push(requirement);
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
