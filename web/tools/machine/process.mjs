// Running other programs: found on the PATH, started with their output shown or captured.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top folder of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** An error whose message is all the reader needs: shown without a stack. */
export class ToolError extends Error {}

/** A program that did not end well. */
export class CommandError extends ToolError {
  /**
   * @param {string} message
   * @param {string} output  what it printed, if that was kept back
   */
  constructor(message, output) {
    super(message);
    this.output = output;
  }
}

/** @param {string} text */
export function say(text) {
  console.log(`[attention-walk] ${text}`);
}

/**
 * Full path of a program, or undefined.
 * @param {string} name  a name looked up on the PATH, or a path
 * @returns {string | undefined}
 */
export function findProgram(name) {
  const folders = name.includes('/') ? [''] : (process.env.PATH ?? '').split(delimiter);
  const endings = process.platform === 'win32' ? ['.exe', '.bat', '.cmd', ''] : [''];
  for (const folder of folders) {
    for (const ending of endings) {
      const path = folder === '' ? name + ending : join(folder, name + ending);
      try {
        accessSync(path, constants.X_OK);
        if (statSync(path).isFile()) return path;
      } catch {
        // Not this one.
      }
    }
  }
  return undefined;
}

/**
 * What a program prints on its standard output, or undefined when it cannot be run or fails.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]  besides this process's own
 * @returns {string | undefined}
 */
export function capture(program, args, env) {
  const options = { encoding: /** @type {const} */ ('utf8'), env: { ...process.env, ...env } };
  const { status, stdout } = spawnSync(program, args, options);
  return status === 0 ? stdout : undefined;
}

/**
 * Runs a program with its output shown.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, quiet?: boolean }} [options]
 *   quiet: keep the output back and show it only when the program fails
 * @returns {Promise<void>}  rejects with a ToolError that names the command
 */
export function run(program, args, { env = process.env, cwd = root, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    });
    /** @type {Buffer[]} */
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => {
      reject(new ToolError(`Could not start ${program}: ${error.message}`));
    });
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      const kept = Buffer.concat(output);
      process.stderr.write(kept);
      const how = signal ? `was ended by ${signal}` : `failed with exit code ${code}`;
      const command = [program, ...args].join(' ');
      reject(new CommandError(`This command ${how}: ${command}`, kept.toString()));
    });
  });
}

/**
 * Runs a command-line tool's main function; a ToolError ends it with its sentence alone.
 * @param {() => Promise<void>} main
 */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    console.error(`\n[attention-walk] ${error.message}`);
    process.exitCode = 1;
  }
}
