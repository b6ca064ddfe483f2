// Where and when was measured.
import { cpus, loadavg } from 'node:os';
import { capture, root, say } from '../../web/tools/machine/process.mjs';

/** A core that others use is not there for the one thread that is measured. */
const QUIET = 0.5;

/** Before anything is measured. @returns {string} empty on a quiet machine */
export function busyNote() {
  const [load] = loadavg();
  if (load < QUIET) return '';
  say(
    `The machine is busy (load ${load.toFixed(1)}): wait until it is not, or mistrust the medians`,
  );
  return `the machine was busy before the start, load ${load.toFixed(1)}`;
}

/** @param {string} busy @param {string} [browser]  its name and version @returns {string} */
export function machineLine(busy, browser) {
  const [{ model }] = cpus();
  const commit = capture('git', ['-C', root, 'rev-parse', '--short', 'HEAD'])?.trim();
  return [
    `Measured ${new Date().toISOString().slice(0, 10)}${commit ? ` at ${commit}` : ''}`,
    `${model.trim()}, ${cpus().length} cores`,
    ...(browser ? [browser] : []),
    `Node ${process.versions.node}`,
    ...(busy ? [busy] : []),
  ].join('; ');
}
