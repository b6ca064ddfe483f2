// Makes sure that what a job needs is on the machine, and installs what is missing.
// Imports node's own modules only: on a clean clone there are no others yet.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './packages.mjs';
import { findProgram, root, run, runMain, say, ToolError } from './process.mjs';
import { missingRequirements } from './requirements.mjs';

const NODE_AT_LEAST = 20;

/**
 * What is to be done besides the build: `npm test` (which also builds the docs), or the docs alone.
 * @typedef {{ tests?: boolean, docs?: boolean }} Job
 */

/**
 * Quick when nothing is missing: a few file look-ups.
 * @param {Job} [job]
 */
export async function setUp(job = {}) {
  checkNode();
  await installNpmPackages();
  const missing = await missingRequirements(job);
  if (missing.length === 0) return;
  await installPackages(missing);
  const stillMissing = await missingRequirements(job);
  if (stillMissing.length > 0) {
    const names = stillMissing.map(({ name }) => name).join(', ');
    throw new ToolError(`The packages were installed, and yet this is not found: ${names}.`);
  }
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= NODE_AT_LEAST) return;
  throw new ToolError(
    `Node ${NODE_AT_LEAST} or newer is needed, and this is ${process.version}. ` +
      'See https://nodejs.org for a current one.',
  );
}

async function installNpmPackages() {
  if (npmPackagesMatch()) return;
  say('Installing the npm packages of package-lock.json');
  await npmCi(root);
}

/**
 * Installs what a folder's lockfile names.
 * @param {string} folder
 * @param {string[]} [flags]  of npm, besides those that keep it quiet
 */
export async function npmCi(folder, flags = []) {
  const npm = findProgram('npm');
  if (!npm) throw new ToolError('npm is not found on the PATH. It comes with Node: nodejs.org.');
  const quietly = ['--no-audit', '--no-fund', '--loglevel=error'];
  await run(npm, ['ci', ...quietly, ...flags], { cwd: folder });
}

/**
 * npm writes what it has installed into node_modules/.package-lock.json: the entries of our
 * lockfile, less the optional ones that are for other platforms.
 */
function npmPackagesMatch() {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const installed = packagesIn(installedFile);
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true; // this project itself
    const found = installed[path];
    return found ? found.version === entry.version : entry.optional === true;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesIn(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(() => setUp({ tests: process.argv.includes('--tests') }));
}
