// What a reader has to download: a table, and the limit that the widget keeps to.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { say, ToolError } from './process.mjs';

/**
 * The widget with the 7 kB of the sentence model, without the image models, in bytes after gzip.
 * Keeps it from growing; the aim is 110,000. Reading whole models brought 40 kB of wasm and the
 * layouts for many tokens 25 kB of script, which loading on demand or a smaller core has to save.
 */
const WIDGET_LIMIT = 220_000;

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
    `${basename(widget)} is ${size} bytes after gzip, and its limit is ${WIDGET_LIMIT}.`,
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
