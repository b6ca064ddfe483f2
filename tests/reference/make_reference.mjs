// Writes cases/*.json: requests and the traces that they must give. With --check it writes nothing
// and exits with code 1 when a file is not what would be written.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { attentionTrace } from './attention.mjs';
import { requests } from './requests.mjs';

const folder = fileURLToPath(new URL('cases/', import.meta.url));

/**
 * 9 significant digits: more than a 32-bit float holds, fewer than those in which platforms differ.
 * @param {unknown} value
 * @returns {unknown}
 */
function rounded(value) {
  if (typeof value === 'number') {
    return Number(value.toPrecision(9));
  }
  if (Array.isArray(value)) {
    return value.map(rounded);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rounded(part)]));
  }
  return value;
}

/**
 * JSON with every row of numbers on a line of its own.
 * @param {unknown} value
 * @param {string} [indent]
 * @returns {string}
 */
function jsonText(value, indent = '') {
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const isRow = value.every((part) => typeof part !== 'object' || part === null);
    const parts = value.map((part) => jsonText(part, inner));
    return isRow ? `[${parts.join(', ')}]` : `[\n${inner}${parts.join(`,\n${inner}`)}\n${indent}]`;
  }
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .map(([key, part]) => `${JSON.stringify(key)}: ${jsonText(part, inner)}`);
  return `{\n${inner}${parts.join(`,\n${inner}`)}\n${indent}}`;
}

/** @type {Map<string, string>} file name to content */
const files = new Map(
  Object.entries(requests).map(([name, request]) => {
    const trace = rounded(attentionTrace(request));
    return [`${name}.json`, `${jsonText({ name, request, trace })}\n`];
  }),
);
mkdirSync(folder, { recursive: true });
const stale = readdirSync(folder).filter((file) => !files.has(file));
const isCheck = process.argv.includes('--check');

let differences = 0;
for (const [file, content] of files) {
  const path = folder + file;
  const isSame = existsSync(path) && readFileSync(path, 'utf8') === content;
  if (isCheck) {
    differences += isSame ? 0 : 1;
    console.log(`${isSame ? 'same' : 'DIFFERENT'}  ${file}`);
  } else {
    writeFileSync(path, content);
    console.log(`wrote  ${file}  ${Buffer.byteLength(content)} bytes`);
  }
}
for (const file of stale) {
  if (isCheck) {
    differences += 1;
    console.log(`NOT A CASE  ${file}`);
  } else {
    rmSync(folder + file);
    console.log(`removed  ${file}`);
  }
}
if (isCheck && differences > 0) {
  console.error(`${differences} files differ: run node tests/reference/make_reference.mjs`);
  process.exitCode = 1;
}
