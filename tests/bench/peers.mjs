// What we are measured against: npm packages of fixed versions, outside of the project's own.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from '../../web/tools/machine/process.mjs';
import { PARTS } from './arguments.mjs';

export const benchFolder = join(root, 'build', 'bench');
export const peersFolder = join(benchFolder, 'peers');

/** What each part is measured against. @type {Record<import('./arguments.mjs').Part, Record<string, string>>} */
const PEERS = {
  layer: {
    'onnxruntime-web': '1.30.0',
    '@tensorflow/tfjs-core': '4.22.0',
    '@tensorflow/tfjs-backend-wasm': '4.22.0',
  },
  model: { 'onnxruntime-web': '1.30.0' },
  start: { 'onnxruntime-web': '1.30.0' },
  page: {},
  native: { 'onnxruntime-node': '1.30.0' },
};

/** @param {Iterable<import('./arguments.mjs').Part>} parts @returns {Record<string, string>} version by name */
export const peersOf = (parts) => Object.assign({}, ...[...parts].map((part) => PEERS[part]));

/** Quick when they are there. @param {Iterable<import('./arguments.mjs').Part>} parts  what is going to be measured */
export async function installPeers(parts) {
  const isMissing = (/** @type {[string, string]} */ [name, version]) =>
    versionOf(name) !== version;
  const missing = Object.entries(peersOf(parts)).filter(isMissing);
  if (missing.length === 0) return;
  say(`Fetching ${missing.map(([name]) => name).join(', ')} into build/bench/peers`);
  mkdirSync(peersFolder, { recursive: true });
  // Those that another run has fetched would be taken away if they were not named.
  const there = Object.entries(peersOf(PARTS)).filter((peer) => !isMissing(peer));
  const manifest = { private: true, dependencies: Object.fromEntries([...there, ...missing]) };
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
