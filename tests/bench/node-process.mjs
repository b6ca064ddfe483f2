// Starts node-job.mjs and waits for what it measured.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { root, say, ToolError } from '../../web/tools/machine/process.mjs';

/** @param {import('./measure/jobs.js').Job} job @returns {Promise<any>} */
export function measureInNode(job) {
  const child = fork(join(root, 'tests', 'bench', 'node-job.mjs'), {
    execArgv: ['--no-warnings', '--expose-gc'],
  });
  return new Promise((resolve, reject) => {
    child.on('message', (/** @type {any} */ { progress, value, error }) => {
      if (progress) return say(`  Node: ${progress}`);
      if (error) return reject(new ToolError(`In Node: ${error}`));
      resolve(value);
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new ToolError(`The Node process ended early (${code}).`)));
    child.send(job);
  });
}
