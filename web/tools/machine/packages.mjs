// Installs system packages with apt-get, or says in one sentence what to install by hand.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { capture, findProgram, run, say, ToolError } from './process.mjs';

/** @typedef {import('./requirements.mjs').Requirement} Requirement */

/**
 * Installs what there is. A requirement that cannot be met does not keep the others from being
 * installed; whoever calls this looks again what is missing.
 * @param {Requirement[]} missing
 */
export async function installPackages(missing) {
  const names = missing.map(({ name }) => name).join(', ');
  const isUbuntu = /^ID=ubuntu$/m.test(readIfThere('/etc/os-release'));
  // Ubuntu's chromium package only points to a snap, which containers cannot run.
  const needsOwnBrowser = isUbuntu && missing.some(({ debian }) => debian.includes('chromium'));
  const wanted = missing.filter(({ debian }) => !(isUbuntu && debian.includes('chromium')));

  if (wanted.length > 0) {
    const asRoot = rootCommand();
    if (!findProgram('apt-get') || !asRoot) {
      const packages = choosePackages(wanted, candidates(wanted)).flatMap((one) => one.packages);
      throw new ToolError(`Missing on this machine: ${names}. ${howToInstall(packages)}`);
    }
    say(`Missing on this machine: ${names}`);
    await installWithApt(asRoot, wanted);
  }
  if (needsOwnBrowser) await installBrowser();
}

/**
 * The packages to install for each requirement: of alternatives the first that apt knows. A package
 * of which apt knows no name keeps its first one, and is listed as unknown.
 * @param {Requirement[]} wanted
 * @param {Set<string>} known  the names that apt has a candidate for
 * @returns {{ requirement: Requirement, packages: string[], unknown: string[] }[]}
 */
export function choosePackages(wanted, known) {
  return wanted.map((requirement) => {
    const packages = [];
    const unknown = [];
    for (const name of requirement.debian) {
      const alternatives = name.split(' | ');
      const found = alternatives.find((alternative) => known.has(alternative));
      packages.push(found ?? alternatives[0]);
      if (!found) unknown.push(name);
    }
    return { requirement, packages, unknown };
  });
}

/**
 * @param {Requirement[]} wanted
 * @returns {Set<string>}  those of their packages' names that apt could install
 */
function candidates(wanted) {
  const names = wanted.flatMap(({ debian }) => debian).flatMap((name) => name.split(' | '));
  const policy = capture('apt-cache', ['policy', ...names], { LC_ALL: 'C' }) ?? '';
  return candidatesIn(policy);
}

/**
 * @param {string} policy  what `apt-cache policy NAME…` prints: a name that apt does not know at all
 *   is left out, one that it knows from other packages only has the candidate "(none)"
 * @returns {Set<string>}
 */
export function candidatesIn(policy) {
  const found = policy.matchAll(/^(\S+):\n(?: .*\n)*? {2}Candidate: (?!\(none\))/gm);
  return new Set([...found].map(([, name]) => name));
}

/**
 * @param {string[]} asRoot
 * @param {Requirement[]} wanted
 */
async function installWithApt(asRoot, wanted) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  /** @param {string[]} args */
  const apt = (...args) => {
    const [program, ...rest] = [...asRoot, 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300'];
    return run(program, [...rest, ...args], { env });
  };
  /** @param {string[]} packages */
  const install = (packages) => apt('install', '-y', '--no-install-recommends', ...packages);

  await attempt(
    () => apt('update'),
    'apt-get update failed; trying with the package lists that are there',
  );
  const choices = choosePackages(wanted, candidates(wanted));
  for (const { requirement, unknown } of choices.filter(({ unknown }) => unknown.length > 0)) {
    say(`${requirement.name}: apt knows no package ${unknown.join(', ')}`);
  }
  const possible = choices.filter(({ unknown }) => unknown.length === 0);
  if (possible.length === 0) return;
  const packages = possible.flatMap((choice) => choice.packages);
  say(`Installing with apt-get: ${packages.join(' ')}`);
  const together = await attempt(
    () => install(packages),
    'apt-get did not install them together; trying one after the other',
  );
  if (together) return;
  for (const choice of possible) {
    await attempt(() => install(choice.packages), `Not installed: ${choice.packages.join(' ')}`);
  }
}

/**
 * @param {() => Promise<void>} action
 * @param {string} otherwise  what is said when it fails
 * @returns {Promise<boolean>}
 */
async function attempt(action, otherwise) {
  try {
    await action();
    return true;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    say(otherwise);
    return false;
  }
}

/** @returns {string[] | undefined}  what to put before a command to run it as root */
function rootCommand() {
  if (process.getuid?.() === 0) return [];
  if (findProgram('sudo') && capture('sudo', ['-n', 'true']) !== undefined) {
    return ['sudo', '--preserve-env=DEBIAN_FRONTEND'];
  }
  return undefined;
}

/** @param {string[]} packages  of Debian and Ubuntu */
function howToInstall(packages) {
  if (findProgram('apt-get')) {
    const command = 'sudo apt-get install -y --no-install-recommends';
    return `Run this and try again: ${command} ${packages.join(' ')}`;
  }
  if (process.platform === 'darwin') {
    return (
      'Run this and try again: brew install emscripten cmake ninja eigen nlohmann-json catch2 ' +
      'doxygen pandoc nbconvert. ' +
      'The tests also need Google Chrome.'
    );
  }
  return 'Install them with your package manager (CONTRIBUTING.md lists them) and try again.';
}

async function installBrowser() {
  say('Installing a Chromium for the tests (playwright-core)');
  const cli = createRequire(import.meta.url).resolve('playwright-core/cli.js');
  try {
    await run(process.execPath, [cli, 'install', '--with-deps', 'chromium']);
  } catch {
    throw new ToolError(
      'No Chromium could be installed. Install Google Chrome or Chromium, or set the CHROME ' +
        'variable to the path of one, and try again.',
    );
  }
}

/** @param {string} file */
function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
