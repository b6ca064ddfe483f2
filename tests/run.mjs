// `npm test`: sets up what is missing, builds, and runs every check.
// `npm test -- core wasm browser package examples docs style` runs only the parts that are named.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, widget } from '../web/tools/build.mjs';
import { root, run, runMain, say, ToolError } from '../web/tools/machine/process.mjs';
import { setUp } from '../web/tools/machine/setup.mjs';

const PARTS = ['style', 'core', 'wasm', 'browser', 'package', 'examples', 'docs'];

/** The parts that are tests in JavaScript, and their folders. @type {Record<string, string[]>} */
const FOLDERS = {
  wasm: ['wasm', 'tools'],
  browser: ['browser', 'browsers'],
  package: ['package'],
  examples: ['examples'],
  docs: ['docs'],
};

/** @type {string[]} */
const failures = [];

await runMain(async () => {
  const wanted = wantedParts();
  await setUp({ tests: true });

  if (wanted.has('style')) await checkStyle();
  if (wanted.has('core')) await attempt('core', testCore);
  const scripts = Object.keys(FOLDERS).filter((part) => wanted.has(part));
  if (scripts.length > 0) await attempt(scripts.join(', '), () => testScripts(scripts));
  if (failures.length > 0) throw new ToolError(`Failed: ${failures.join(', ')}`);
});

/**
 * A failed part does not keep the others from running: one run tells everything.
 * @param {string} part
 * @param {() => Promise<void>} check
 */
async function attempt(part, check) {
  try {
    await check();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    console.error(`\n[attention-walk] ${error.message}`);
    failures.push(part);
  }
}

function wantedParts() {
  const named = process.argv.slice(2);
  const unknown = named.filter((name) => !PARTS.includes(name));
  if (unknown.length > 0) {
    throw new ToolError(`There is no part "${unknown[0]}". The parts are: ${PARTS.join(', ')}.`);
  }
  return new Set(named.length > 0 ? named : PARTS);
}

async function checkStyle() {
  const { checkCppFormat, prettier } = await import('../web/tools/style.mjs');
  const { runTsc } = await import('../web/tools/package/types.mjs');
  say('Checking the format of the web files (prettier)');
  await attempt('format', () => prettier('--check'));
  say('Checking the types of the web files (tsc)');
  await attempt('types', () => runTsc(['--project', join(root, 'tsconfig.json')]));
  say('Checking the format of the C++ files (clang-format)');
  await attempt('C++ format', async () => {
    if (!(await checkCppFormat())) say('Not checked: there is no clang-format 14 here');
  });
}

async function testCore() {
  const { buildNative, nativeFolder } = await import('../web/tools/machine/native.mjs');
  say('Building the core and its tests for this machine');
  await buildNative();
  const ctest = ['--test-dir', nativeFolder, '--output-on-failure', '--no-tests=error'];
  await run('ctest', [...ctest, '--parallel', '2']);
}

async function checkSize() {
  const { checkWidgetSize } = await import('../web/tools/sizes.mjs');
  checkWidgetSize(widget);
}

/**
 * One run of node's test runner for all folders, so that its closing lines count everything.
 * @param {string[]} parts
 */
async function testScripts(parts) {
  if (parts.some((part) => part !== 'browser')) {
    // The parity tests ask the native attn_trace for the same numbers, and C++ examples need the core.
    const { buildNative } = await import('../web/tools/machine/native.mjs');
    await buildNative();
  }
  await build();
  await attempt('size', checkSize);
  if (parts.includes('docs')) {
    const { buildDocs } = await import('../web/tools/docs.mjs');
    await attempt('reference', buildDocs);
  }
  if (parts.includes('package')) {
    const { prepareHosts } = await import('./package/hosts.mjs');
    await prepareHosts();
  }
  const files = parts.flatMap((part) => FOLDERS[part]).flatMap(testFilesIn);
  await run(process.execPath, [
    '--test',
    '--test-reporter=spec',
    // More browsers at a time than this only slow each other down.
    ...(canLimitConcurrency() ? ['--test-concurrency=2'] : []),
    ...files,
  ]);
}

/** The option came with Node 20.10. */
function canLimitConcurrency() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > 20 || minor >= 10;
}

/** @param {string} part  a folder in tests/ */
function testFilesIn(part) {
  const folder = join(root, 'tests', part);
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
  const files = names.map(String).filter((name) => name.endsWith('.test.mjs'));
  if (files.length === 0) throw new ToolError(`No tests are found in ${folder}.`);
  return files.sort().map((name) => join(folder, name));
}
