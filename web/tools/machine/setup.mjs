// Makes sure that what a job needs is on the machine, and installs what is missing.
// Imports node's own modules only: on a clean clone there are no others yet.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './packages.mjs';
import { CommandError, findProgram, root, run, runMain, say, ToolError } from './process.mjs';
import { JOBS, missingRequirements } from './requirements.mjs';

const NODE_AT_LEAST = 20;

/** @typedef {import('./requirements.mjs').Job} Job */
/** @typedef {import('./requirements.mjs').Requirement} Requirement */

/**
 * Quick when nothing is missing: a few file look-ups.
 * @param {Job[]} [jobs]  what is to be done
 */
export async function setUp(jobs = ['build']) {
  const missing = await provide(jobs);
  if (missing.length === 0) return;
  throw new ToolError(`Not found, and not installed: ${namesOf(missing)}.`);
}

/**
 * As setUp(), for who can do a part of the jobs without the rest.
 * @param {Job[]} jobs
 * @returns {Promise<Requirement[]>}  what is still missing
 */
export async function provide(jobs) {
  checkPlatform();
  checkNode();
  await installNpmPackages();
  const missing = await missingRequirements(jobs);
  if (missing.length === 0) return [];
  await installPackages(missing);
  return missingRequirements(jobs);
}

/** @param {Requirement[]} requirements */
export function namesOf(requirements) {
  return requirements.map(({ name }) => name).join('; ');
}

/** @param {string} [platform] */
export function checkPlatform(platform = process.platform) {
  if (platform !== 'win32') return;
  throw new ToolError(
    'This cannot be built on Windows itself. Use WSL (the Linux inside Windows: `wsl --install`, ' +
      'then the same command there), or the prebuilt files of a release.',
  );
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
  try {
    await run(npm, ['ci', ...quietly, ...flags], { cwd: folder, quiet: true });
  } catch (error) {
    if (!(error instanceof CommandError && isUnreachable(error.output))) throw error;
    throw new ToolError(
      'The npm registry cannot be reached, and its packages are needed once. Go online and try ' +
        'again, or tell npm where to ask (`npm config set registry <address>`, or proxy), or copy ' +
        'the folder node_modules from a machine where `npm ci` has run with this package-lock.json.',
    );
  }
}

/** @param {string} output  of an npm command that has failed */
export function isUnreachable(output) {
  return new RegExp(
    'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|' +
      'ERR_SOCKET_TIMEOUT|ENOTCACHED',
  ).test(output);
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
  // Names of jobs may follow: node web/tools/machine/setup.mjs browser docs
  await runMain(async () => setUp(jobsOf(process.argv.slice(2))));
}

/** @param {string[]} names @returns {Job[]} */
function jobsOf(names) {
  const unknown = names.find((name) => !JOBS.some((job) => job === name));
  if (unknown !== undefined) {
    throw new ToolError(`There is no job "${unknown}". The jobs are: ${JOBS.join(', ')}.`);
  }
  return names.length > 0 ? /** @type {Job[]} */ (names) : ['build'];
}
