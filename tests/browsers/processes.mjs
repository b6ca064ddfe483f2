// Programs that the tests of other browsers start and end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** So that what hangs fails, and says where. */
export const PATIENCE_MS = 120_000;

/** @type {ChildProcess[]} */
const started = [];

/** @param {string} program @param {string[]} args @param {import('node:child_process').SpawnOptions} options */
export function start(program, args, options) {
  const child = spawn(program, args, options);
  started.push(child);
  return child;
}

/** Asks until a program that was started has come so far. @param {ChildProcess} program @param {() => boolean | Promise<boolean>} hasCome */
export async function isSo(program, hasCome) {
  const end = performance.now() + PATIENCE_MS;
  while (!(await hasCome())) {
    if (program.exitCode !== null) throw new Error(`${program.spawnfile} ended by itself`);
    if (performance.now() > end) throw new Error(`${program.spawnfile} never answers`);
    await pause(50);
  }
}

/** Ends what was started, the last one first. */
export async function endAll() {
  for (const program of started.reverse()) {
    if (program.exitCode !== null || program.signalCode !== null) continue;
    const exit = once(program, 'exit');
    program.kill();
    await exit;
  }
}

/** @returns {Promise<number>} */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}
