// What the package is tried in: bundlers and site generators of fixed versions, outside of the
// project's own packages, and the package itself as `npm install` puts it there.
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { root, run, say } from '../../web/tools/machine/process.mjs';
import { npmCi } from '../../web/tools/machine/setup.mjs';

export const hostsFolder = join(root, 'build', 'hosts');

/** A project that has installed the packed package and nothing else. */
export const bareFolder = join(hostsFolder, 'bare');

/** The package as it was packed. */
export const tarball = join(hostsFolder, 'attention-walk.tgz');

const requireHost = createRequire(join(hostsFolder, 'package.json'));

const listed = join(root, 'tests', 'package', 'hosts');
const QUIETLY = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** Quick when nothing has changed. Test files that run side by side wait for the first one. */
export async function prepareHosts() {
  mkdirSync(hostsFolder, { recursive: true });
  const lock = join(hostsFolder, '.lock');
  while (!taken(lock)) await setTimeout(100);
  try {
    await prepare();
  } finally {
    rmSync(lock);
  }
}

/** By this process; one that was killed cannot have given it back. @param {string} lock */
function taken(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isHeld(lock)) rmSync(lock, { force: true });
    return false;
  }
}

/** @param {string} lock */
function isHeld(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8')); // 0 while it is being written
    return pid === 0 || process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH';
  }
}

async function prepare() {
  const lists = ['package.json', 'package-lock.json'].map((name) => join(listed, name));
  await unlessDone('hosts', lists, async () => {
    say('Fetching bundlers and site generators (about 360 MB in build/hosts)');
    for (const name of ['package.json', 'package-lock.json']) {
      copyFileSync(join(listed, name), join(hostsFolder, name));
    }
    copyFileSync(join(root, '.npmrc'), join(hostsFolder, '.npmrc'));
    await npmCi(hostsFolder, ['--ignore-scripts']);
    rmSync(stampOf('package'), { force: true }); // npm ci took it away
  });
  await unlessDone('package', [join(root, 'package.json'), ...filesIn(join(root, 'dist'))], pack);
}

async function pack() {
  // dist/ is built: prepack would build it again.
  const flags = ['--ignore-scripts', '--loglevel=error', '--pack-destination', hostsFolder];
  await run('npm', ['pack', ...flags], { quiet: true });
  const [name] = readdirSync(hostsFolder).filter((name) => /^attention-walk-.*\.tgz$/.test(name));
  rmSync(tarball, { force: true });
  cpSync(join(hostsFolder, name), tarball);
  rmSync(join(hostsFolder, name));

  rmSync(bareFolder, { recursive: true, force: true });
  mkdirSync(bareFolder);
  writeFileSync(join(bareFolder, 'package.json'), '{ "private": true, "type": "module" }');
  await run('npm', ['install', '--offline', ...QUIETLY, tarball], { cwd: bareFolder, quiet: true });
  const installed = join(hostsFolder, 'node_modules', 'attention-walk');
  rmSync(installed, { recursive: true, force: true });
  cpSync(join(bareFolder, 'node_modules', 'attention-walk'), installed, { recursive: true });
}

/**
 * @param {string} name
 * @param {string[]} files  what the work depends on
 * @param {() => Promise<void>} work  done again when one of them has changed
 */
async function unlessDone(name, files, work) {
  const hash = createHash('sha256').update(process.version);
  for (const file of files) hash.update(file).update(readFileSync(file));
  const stamp = stampOf(name);
  const wanted = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(stamp, { force: true });
  await work();
  writeFileSync(stamp, wanted);
}

/** @param {string} name */
const stampOf = (name) => join(hostsFolder, `.${name}`);

/** @param {string} folder */
const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();

/** One of the hosts' packages. @param {string} name @returns {Promise<any>} */
export const importHost = (name) => import(pathToFileURL(requireHost.resolve(name)).href);
