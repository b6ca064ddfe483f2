// Where and when was measured.
import { cpus } from 'node:os';
import { capture, root } from '../../web/tools/process.mjs';

/** @param {string} browser  its name and version, or nothing when there was none @returns {string} */
export function machineLine(browser) {
  const [{ model }] = cpus();
  const commit = capture('git', ['-C', root, 'rev-parse', '--short', 'HEAD'])?.trim();
  return [
    `Measured ${new Date().toISOString().slice(0, 10)}${commit ? ` at ${commit}` : ''}`,
    `${model.trim()}, ${cpus().length} cores`,
    ...(browser ? [browser] : []),
    `Node ${process.versions.node}`,
  ].join('; ');
}
