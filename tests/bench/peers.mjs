// What we are measured against: npm packages of fixed versions, outside of the project's own.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from '../../web/tools/machine/process.mjs';

export const benchFolder = join(root, 'build', 'bench');
export const peersFolder = join(benchFolder, 'peers');

export const PEERS = {
  'onnxruntime-web': '1.30.0',
  'onnxruntime-node': '1.30.0',
  '@tensorflow/tfjs-core': '4.22.0',
  '@tensorflow/tfjs-backend-wasm': '4.22.0',
};

/** Quick when they are there. */
export async function installPeers() {
  if (Object.entries(PEERS).every(([name, version]) => versionOf(name) === version)) return;
  say('Fetching what is measured against (about 500 MB into build/bench/peers)');
  mkdirSync(peersFolder, { recursive: true });
  const manifest = { private: true, dependencies: PEERS };
  writeFileSync(join(peersFolder, 'package.json'), JSON.stringify(manifest, null, 2));
  // Install scripts would fetch GPU libraries, which nothing here uses.
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', ['install', ...flags], { cwd: peersFolder });
}

/** @param {string} name @returns {string | undefined} */
function versionOf(name) {
  const manifest = join(peersFolder, 'node_modules', name, 'package.json');
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined;
}
