// `npm run docs`: the reference of the JavaScript API (TypeDoc) and of the C++ core (Doxygen), from
// the comments in the sources, into dist/docs.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dist } from './build.mjs';
import { capture, root, run, runMain, say, ToolError } from './machine/process.mjs';
import { npmCi, setUp } from './machine/setup.mjs';

export const docs = join(dist, 'docs');

const source = join(root, 'web', 'tools', 'docs');

/** TypeDoc needs another TypeScript than the rest, so it has a folder of its own. */
const tools = join(root, 'build', 'docs-tools');

/** Needs what setUp(['docs']) provides. Every warning is an error. */
export async function buildDocs() {
  rmSync(docs, { recursive: true, force: true });
  mkdirSync(docs, { recursive: true });
  await installTypeDoc();
  say('Building dist/docs');
  await Promise.all([runTypeDoc(), runDoxygen()]);
  copyFileSync(join(source, 'index.html'), join(docs, 'index.html'));
}

async function installTypeDoc() {
  const packages = join(source, 'packages');
  const lock = readFileSync(join(packages, 'package-lock.json'), 'utf8');
  const installed = join(tools, 'installed-lock.json');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return;
  say('Installing TypeDoc into build/docs-tools');
  rmSync(tools, { recursive: true, force: true });
  mkdirSync(tools, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) {
    copyFileSync(join(packages, name), join(tools, name));
  }
  await npmCi(tools);
  writeFileSync(installed, lock);
}

async function runTypeDoc() {
  const cli = join(tools, 'node_modules', 'typedoc', 'bin', 'typedoc');
  const plugin = join(tools, 'plugin.mjs'); // beside the TypeDoc that it imports
  copyFileSync(join(source, 'plugin.mjs'), plugin);
  const options = ['--options', join(source, 'typedoc.json'), '--plugin', plugin];
  await run(process.execPath, [cli, ...options, '--logLevel', 'Warn'], { quiet: true });
}

async function runDoxygen() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const settings = [
    knownSettings(readFileSync(join(source, 'Doxyfile'), 'utf8'), doxygenTemplate()),
    `PROJECT_NUMBER = ${version}`,
    `OUTPUT_DIRECTORY = "${docs}"`,
  ];
  const warnings = await new Promise((resolve, reject) => {
    const child = spawn('doxygen', ['-'], { cwd: root, stdio: ['pipe', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.on('data', (chunk) => (text += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0 ? text : `${text}exit code ${code}`));
    child.stdin.end(settings.join('\n'));
  });
  if (warnings !== '') throw new ToolError(`Doxygen is not content:\n${warnings}`);
}

/** @returns {string}  a Doxyfile with all the options that the installed Doxygen has */
function doxygenTemplate() {
  const template = capture('doxygen', ['-s', '-g', '-']);
  if (!template) throw new ToolError('Doxygen does not tell its options (doxygen -s -g -).');
  return template;
}

/**
 * Options come and go between the versions of Doxygen, and one that it does not know is a warning.
 * @param {string} doxyfile
 * @param {string} template
 * @returns {string}  the settings of the first whose options are in the second
 */
export function knownSettings(doxyfile, template) {
  const optionsOf = (/** @type {string} */ text) =>
    [...text.matchAll(/^([A-Z_]+) *=.*(?:(?<=\\)\n.*)*/gm)].map(([setting, name]) => ({
      setting,
      name,
    }));
  const known = new Set(optionsOf(template).map(({ name }) => name));
  const settings = optionsOf(doxyfile).filter(({ name }) => known.has(name));
  return settings.map(({ setting }) => setting).join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    await setUp(['docs']);
    await buildDocs();
  });
}
