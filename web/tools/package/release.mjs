// `npm run release`: the files that somebody without the tools of the build can use, in build/release. The same
// sources and tools make the same bytes.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, dist } from '../build.mjs';
import { root, run, runMain, say, ToolError } from '../machine/process.mjs';
import { setUp } from '../machine/setup.mjs';
import { zip } from './zip.mjs';

export const releaseFolder = join(root, 'build', 'release');

/** After build(). @param {string} folder  what is in it goes */
export async function writeRelease(folder) {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  checkVersion(version);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const title = `${name}-${version}`;

  const files = shipped().map((path) => ({ path, bytes: readFileSync(join(dist, path)) }));
  const license = { name: `${title}/LICENSE.txt`, bytes: readFileSync(join(root, 'LICENSE')) };
  const entries = files.map(({ path, bytes }) => ({ name: `${title}/${path}`, bytes }));
  writeFileSync(join(folder, `${title}.zip`), zip([...entries, license]));

  copyFileSync(join(dist, 'index.html'), join(folder, 'index.html'));

  const pack = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder];
  await run('npm', pack, { quiet: true });

  const scripts = files.filter(({ path }) => /\.m?js$/.test(path));
  const integrity = scripts.map(({ path, bytes }) => `sha384-${hash('sha384', bytes)}  ${path}`);
  writeFileSync(join(folder, 'SRI.txt'), `${integrity.join('\n')}\n`);

  // As `sha256sum --check SHA256SUMS` reads it.
  const sums = readdirSync(folder)
    .sort()
    .map((file) => `${hash('sha256', readFileSync(join(folder, file)), 'hex')}  ${file}`);
  writeFileSync(join(folder, 'SHA256SUMS'), `${sums.join('\n')}\n`);
}

/** What dist/ ships, as the package does: without the reference. Paths with slashes. */
const shipped = () =>
  readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(dist, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.startsWith('docs/'))
    .sort();

/** @param {string} algorithm @param {Uint8Array} bytes @param {'base64' | 'hex'} [encoding] */
const hash = (algorithm, bytes, encoding = 'base64') =>
  createHash(algorithm).update(bytes).digest(encoding);

/** The core has its version from CMake. @param {string} version  of the package */
function checkVersion(version) {
  const cmake = readFileSync(join(root, 'CMakeLists.txt'), 'utf8');
  if (cmake.includes(`VERSION ${version} LANGUAGES`)) return;
  throw new ToolError(`CMakeLists.txt names another version than package.json's ${version}.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    await setUp();
    rmSync(dist, { recursive: true, force: true }); // what an earlier build has left is not shipped
    await build();
    await writeRelease(releaseFolder);
    say(`${releaseFolder} has ${readdirSync(releaseFolder).join(', ')}`);
  });
}
