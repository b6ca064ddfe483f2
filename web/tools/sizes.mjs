// What a reader has to download: a table, and the limit that the widget keeps to.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { say, ToolError } from './process.mjs';

/** The widget without trained weights, in bytes after gzip. */
const WIDGET_LIMIT = 110_000;

/**
 * @param {string[]} files
 * @param {string} widget  the one of them that has to stay below the limit
 */
export function reportSizes(files, widget) {
  const rows = files.map((file) => {
    const content = readFileSync(file);
    return { file, raw: content.length, gzip: gzipSync(content, { level: 9 }).length };
  });
  for (const { file, raw, gzip } of rows) {
    say(`${basename(file).padEnd(28)} ${kilobytes(raw)}   gzip ${kilobytes(gzip)}`);
  }
  const size = rows.find(({ file }) => file === widget)?.gzip ?? 0;
  if (size > WIDGET_LIMIT) {
    throw new ToolError(
      `${basename(widget)} is ${size} bytes after gzip, and its limit is ${WIDGET_LIMIT}.`,
    );
  }
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
}
