// Installs system packages with apt-get, or says in one sentence what to install by hand.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { capture, findProgram, run, say, ToolError } from './process.mjs';

/** @typedef {import('./requirements.mjs').Requirement} Requirement */

/** @param {Requirement[]} missing */
export async function installPackages(missing) {
  const names = missing.map(({ name }) => name).join(', ');
  const isUbuntu = /^ID=ubuntu$/m.test(readIfThere('/etc/os-release'));
  // Ubuntu's chromium package only points to a snap, which containers cannot run.
  const needsOwnBrowser = isUbuntu && missing.some(({ debian }) => debian === 'chromium');
  const packages = missing
    .flatMap(({ debian }) => debian.split(' '))
    .filter((name) => !(needsOwnBrowser && name === 'chromium'));

  if (packages.length > 0) {
    const apt = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages];
    const asRoot = rootCommand();
    if (!findProgram('apt-get') || !asRoot) {
      throw new ToolError(`Missing on this machine: ${names}. ${howToInstall(apt)}`);
    }
    say(`Missing on this machine: ${names}`);
    say(`Installing with apt-get: ${packages.join(' ')}`);
    await runApt(asRoot, apt);
  }
  if (needsOwnBrowser) await installBrowser();
}

/**
 * @param {string[]} asRoot
 * @param {string[]} install
 */
async function runApt(asRoot, install) {
  const options = ['-q', '-o', 'DPkg::Lock::Timeout=300'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const [apt, ...words] = install;
  /** @param {string[]} args */
  const runAsRoot = (...args) => {
    const [program, ...rest] = [...asRoot, apt, ...options, ...args];
    return run(program, rest, { env });
  };
  try {
    await runAsRoot('update');
  } catch {
    say('apt-get update failed; trying with the package lists that are there');
  }
  try {
    await runAsRoot(...words);
  } catch {
    throw new ToolError(
      `apt-get could not install everything. Its message is above; the command was: ${install.join(' ')}`,
    );
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

/** @param {string[]} apt */
function howToInstall(apt) {
  if (findProgram('apt-get')) return `Run this and try again: sudo ${apt.join(' ')}`;
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
