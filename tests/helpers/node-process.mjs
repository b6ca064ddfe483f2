// Runs a piece of module code in a fresh Node, for what has to start from nothing.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * @param {string} code
 * @param {string[]} [flags]  for node
 * @returns {Promise<{ stdout: string, stderr: string }>}  rejects when it exits with a failure
 */
export function runInNode(code, flags = []) {
  return execute(process.execPath, [...flags, '--input-type=module', '--eval', code]);
}
