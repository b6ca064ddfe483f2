// `npm run bench`: measures this project and what else there is, and writes the tables that
// RESULTS.md keeps.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../web/tools/build.mjs';
import { root, runMain, say } from '../../web/tools/machine/process.mjs';
import { setUp } from '../../web/tools/machine/setup.mjs';
import { parseArguments, PARTS } from './arguments.mjs';
import { busyNote, machineLine } from './machine.mjs';
import { SIZES } from './measure/numbers.js';
import { measureInNode } from './node-process.mjs';
import { benchFolder, installPeers } from './peers.mjs';
import { noResults, report } from './report.mjs';
import { replaceBlock } from './tables.mjs';

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('./arguments.mjs').Wanted} Wanted */
/** @typedef {import('./report.mjs').Results} Results */

const reportFile = join(benchFolder, 'bench.md');
const resultsFile = join(root, 'tests', 'bench', 'RESULTS.md');

await runMain(async () => {
  const wanted = parseArguments(process.argv.slice(2));
  const busy = busyNote();
  const inChromium = PARTS.filter((part) => part !== 'native' && wanted.parts.has(part));
  if (inChromium.length > 0) {
    await setUp(['bench']);
    if (wanted.build) await build();
  }
  if (wanted.parts.has('native')) await setUp(['native-bench']);
  mkdirSync(benchFolder, { recursive: true });
  await installPeers(wanted.parts);

  const results = noResults();
  let machine = machineLine(busy);
  /** After every part: what was measured is kept when a later part fails or is interrupted. */
  const write = () => {
    const texts = report(results, machine);
    writeFileSync(reportFile, texts.whole);
    return texts;
  };
  if (inChromium.length > 0) {
    await inBrowser(async (browser) => {
      machine = machineLine(busy, `Chromium ${browser.version()}`);
      await measureInBrowser(browser, wanted, results, write);
    });
  }
  if (wanted.parts.has('native')) {
    const { measureNative } = await import('./parts/native.mjs');
    results.native = await measureNative(wanted.sizes, wanted.plan);
  }

  const { whole, readme } = write();
  console.log(`\n${whole}`);
  say(`Written to ${reportFile}`);
  if (!wanted.keep) return;
  writeFileSync(resultsFile, replaceBlock(readFileSync(resultsFile, 'utf8'), readme));
  say(`${resultsFile} keeps the main tables`);
});

/** @param {(browser: Browser) => Promise<void>} measure */
async function inBrowser(measure) {
  const { launchChromium } = await import('./chromium.mjs');
  const browser = await launchChromium();
  try {
    await measure(browser);
  } finally {
    await browser.close();
  }
}

/**
 * @param {Browser} browser
 * @param {Wanted} wanted
 * @param {Results} results  to be filled
 * @param {() => void} done  after each part
 */
async function measureInBrowser(browser, { parts, sizes, plan, times }, results, done) {
  const { measureInPage } = await import('./chromium.mjs');
  if (parts.has('layer')) {
    say('One layer');
    /** @type {import('./measure/jobs.js').Job} */
    const job = { job: 'layer', sizes, plan };
    results.layers.push({ place: 'Chromium', layers: await measureInPage(browser, job) });
    done();
    results.layers.push({ place: 'Node', layers: await measureInNode(job) });
    say('Memory');
    const growth = await measureInNode({ job: 'memory', size: SIZES[SIZES.length - 1] });
    if (growth) results.memory.push({ place: 'Node', growth });
    done();
  }
  if (parts.has('model')) {
    say('A whole model');
    const config = await writeModel();
    const file = '/data/vit-base.safetensors';
    results.model = await measureInPage(browser, { job: 'model', file, config, plan });
    done();
  }
  if (parts.has('start')) {
    say('Cold start');
    const { measureStart } = await import('./parts/start.mjs');
    results.start = await measureStart(times);
    done();
  }
  if (parts.has('page')) {
    say('Switching on the page');
    const { measureMotion, measureSwitches, PAGE_SIZES } = await import('./parts/page.mjs');
    for (const size of PAGE_SIZES) {
      const switches = await measureSwitches(browser, size, times);
      results.page.push({ size, switches, motion: await measureMotion(browser, size, times) });
      done();
    }
  }
}

/** @returns {Promise<object>} its config.json */
async function writeModel() {
  const { config, writeVitBase } = await import('../helpers/vit-base.mjs');
  const file = join(benchFolder, 'vit-base.safetensors');
  if (!existsSync(file) || statSync(file).size < 3e8) writeVitBase(file);
  return config;
}
