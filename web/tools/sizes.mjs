// What a reader has to download: a table, and the limit that the widget keeps to.
// `npm run sizes` tells what the wasm is made of, by section and by what the functions belong to.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { runMain, say, ToolError } from './machine/process.mjs';

/**
 * The widget without what comes when it is asked for (models, many tokens), in bytes after gzip. Keeps
 * it from growing.
 */
const WIDGET_LIMIT = 128_000;

/** @param {string[]} files */
export function reportSizes(files) {
  for (const file of files) {
    const content = readFileSync(file);
    const size = `${kilobytes(content.length)}   gzip ${kilobytes(gzipSize(content))}`;
    say(basename(file).padEnd(28) + size);
  }
}

/**
 * For those who change the widget: it still works when it is too large, so `npm start` never asks.
 * @param {string} widget
 */
export function checkWidgetSize(widget) {
  const size = gzipSize(readFileSync(widget));
  if (size <= WIDGET_LIMIT) return;
  throw new ToolError(
    `${basename(widget)} is ${size} bytes after gzip, and its limit is ${WIDGET_LIMIT}. ` +
      '`npm run sizes` tells what it is made of.',
  );
}

/** @param {Buffer} content */
function gzipSize(content) {
  return gzipSync(content, { level: 9 }).length;
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
}

/** What is told apart in a wasm module; the first that fits a function's name. @type {[group: string, pattern: RegExp][]} */
const GROUPS = [
  ['attn::wasm', /attn::wasm::/],
  ['Eigen', /Eigen::/],
  ['nlohmann', /nlohmann::/],
  ['embind', /emscripten::|embind/],
  ['attn', /attn::/],
  ['std', /\bstd::|__cxxabi|operator (new|delete)|__cxa|__gxx|__dynamic_cast|demangl/],
  ['libc and the rest', /./],
];

const MOST_FUNCTIONS = 25;

/** @param {string} file  a wasm module linked with function names */
async function reportWasm(file) {
  const { functionsOf, sectionsOf } = await import('./wasm/wasm-format.mjs');
  const bytes = readFileSync(file);
  say(`${basename(file)}: sections`);
  for (const { name, content } of sectionsOf(bytes)) {
    if (name === 'name') continue; // is not in what ships
    const size = `${kilobytes(content.length)}   gzip ${kilobytes(gzipSize(content))}`;
    say(`  ${name.padEnd(26)}${size}`);
  }
  const functions = functionsOf(bytes);
  say(`${basename(file)}: code by what it belongs to (${functions.length} functions)`);
  for (const [group] of GROUPS) {
    const own = functions.filter(({ name }) => groupOf(name) === group);
    const content = Buffer.concat(own.map((one) => one.content));
    const size = `${kilobytes(content.length)}   gzip ${kilobytes(gzipSize(content))}`;
    say(`  ${group.padEnd(26)}${size}`);
  }
  say(`${basename(file)}: the largest functions`);
  functions.sort((a, b) => b.content.length - a.content.length);
  for (const { name, content } of functions.slice(0, MOST_FUNCTIONS)) {
    say(`  ${kilobytes(content.length)}  ${name.slice(0, 120)}`);
  }
}

/** @param {string} name */
const groupOf = (name) => GROUPS.find(([, pattern]) => pattern.test(name))?.[0];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const { setUp } = await import('./machine/setup.mjs');
    await setUp();
    const { buildNamedWasm } = await import('./wasm/build-wasm.mjs');
    for (const file of await buildNamedWasm()) await reportWasm(file);
    const { sourceSizes } = await import('./package/bundle.mjs');
    say('attention-walk.js: the largest sources, minified');
    for (const { name, bytes } of (await sourceSizes()).slice(0, MOST_FUNCTIONS)) {
      say(`  ${kilobytes(bytes)}  ${name}`);
    }
  });
}
