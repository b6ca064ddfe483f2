// `npm test`: sets up what is missing, builds, and runs every check. What else can follow `npm test --`
// (parts, single files, --changed) is told by tests/parts.mjs, and by `npm test -- --help`.
import { join } from 'node:path';
import { build, widget } from '../web/tools/build.mjs';
import { root, run, runMain, say, ToolError } from '../web/tools/machine/process.mjs';
import { namesOf, provide } from '../web/tools/machine/setup.mjs';
import { changedFiles, testsFor } from './changed.mjs';
import { allTestFiles, filesOf, HELP, parseArguments, partOf } from './parts.mjs';

/** @typedef {import('./parts.mjs').Part} Part */

/** @type {string[]} */
const failures = [];

await runMain(async () => {
  const words = process.argv.slice(2);
  if (words.includes('--help')) return console.log(HELP);
  const { parts, files } = selection(words);
  const concerned = [...new Set([...parts, ...files.map(partOf)])];
  const lacking = await partsThatLack(concerned);
  const canRun = (/** @type {Part} */ part) => !lacking.has(part);

  if (parts.includes('style')) await checkStyle();
  const tests = [...parts.flatMap(filesOf), ...files].filter((file) => canRun(partOf(file)));
  const programs = tests.filter((file) => file.endsWith('.cpp'));
  const scripts = tests.filter((file) => !file.endsWith('.cpp'));
  if (programs.length > 0) {
    await attempt('core', () => testCore(parts.includes('core') ? [] : programs));
  }
  if (scripts.length > 0) {
    const ofScripts = [...new Set(scripts.map(partOf))];
    await attempt(ofScripts.join(', '), () => testScripts(ofScripts, scripts));
  }
  if (failures.length > 0) throw new ToolError(`Failed: ${failures.join('; ')}`);
});

/**
 * @param {string[]} words  of the command line
 * @returns {import('./parts.mjs').Selection}
 */
function selection(words) {
  const wanted = parseArguments(words);
  if (!('changedSince' in wanted)) return wanted;
  const changed = changedFiles(wanted.changedSince);
  if (changed.length === 0) {
    say(`Nothing differs from ${wanted.changedSince}`);
    return { parts: [], files: [] };
  }
  const files = testsFor(changed, allTestFiles());
  say(`${changed.length} changed files concern ${files.length} test files:`);
  for (const file of ['style', ...files]) console.log(`  ${file}`);
  return { parts: ['style'], files };
}

/**
 * A part that this machine cannot have does not keep the others from running.
 * @param {Part[]} parts
 * @returns {Promise<Set<Part>>}
 */
async function partsThatLack(parts) {
  const missing = await provide(parts);
  const lacking = parts.filter((part) => missing.some((one) => one.for.includes(part)));
  for (const part of lacking) {
    const names = namesOf(missing.filter((one) => one.for.includes(part)));
    const told = `${part} (not run, for want of: ${names})`;
    console.error(`\n[attention-walk] ${told}`);
    failures.push(told);
  }
  return new Set(lacking);
}

/**
 * A failed part does not keep the others from running: one run tells everything.
 * @param {string} part
 * @param {() => Promise<void>} check
 * @returns {Promise<boolean>}  whether it passed
 */
async function attempt(part, check) {
  try {
    await check();
    return true;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    console.error(`\n[attention-walk] ${error.message}`);
    failures.push(part);
    return false;
  }
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

/** @param {string[]} only  the sources whose tests are run; all when there are none */
async function testCore(only) {
  const { buildNativeTests, nativeFolder } = await import('../web/tools/machine/native.mjs');
  say('Building the core and its tests for this machine');
  await buildNativeTests();
  if (only.length > 0) {
    // Catch2 gives each test the name of its file as a tag.
    const tags = only.map((file) => `[#${file.replace(/^.*\/|\.cpp$/g, '')}]`).join(',');
    await run(join(nativeFolder, 'tests', 'core_tests'), ['--filenames-as-tags', tags]);
    return;
  }
  const ctest = ['--test-dir', nativeFolder, '--output-on-failure', '--no-tests=error'];
  await run('ctest', [...ctest, '--parallel', '2']);
}

async function checkSize() {
  const { checkWidgetSize } = await import('../web/tools/sizes.mjs');
  checkWidgetSize(widget);
}

/**
 * One run of node's test runner for all folders, so that its closing lines count everything.
 * @param {Part[]} parts  that the files are of
 * @param {string[]} files
 */
async function testScripts(parts, files) {
  if (parts.some((part) => ['wasm', 'examples', 'docs'].includes(part))) {
    // The parity tests ask the native attn_trace for the same numbers, and C++ examples need the core.
    const { buildNative } = await import('../web/tools/machine/native.mjs');
    await attempt('native build', buildNative);
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
  await run(process.execPath, [
    '--test',
    '--test-reporter=spec',
    // More browsers at a time than this only slow each other down.
    ...(canLimitConcurrency() ? ['--test-concurrency=2'] : []),
    ...files.map((file) => join(root, file)),
  ]);
}

/** The option came with Node 20.10. */
function canLimitConcurrency() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > 20 || minor >= 10;
}
