// The whole page in one HTML file that opens from disk: script, style sheets and trained models
// written into it.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundle, minifyCss, partScript } from './bundle.mjs';
import { packScripts } from './models.mjs';
import { ToolError } from '../machine/process.mjs';

// Attributes in any order, quotes as prettier writes them.
const SCRIPT = /<script\b[^>]*\bsrc="(?<path>[^":]+)"[^>]*>\s*<\/script>/g;
const STYLES = /<link\b(?=[^>]*\brel="stylesheet")[^>]*\bhref="(?<path>[^":]+)"[^>]*>/g;

/**
 * @param {string} page  path of an HTML file; its <script src> and <link rel="stylesheet"> that
 *   name files beside it are replaced by their bundled content
 * @returns {Promise<string>}
 */
export async function inlinePage(page) {
  const html = readFileSync(page, 'utf8');
  const styled = await replaceAll(html, STYLES, async (path) => {
    const css = await minifyCss(readFileSync(join(dirname(page), path), 'utf8'));
    return `<style>${css}</style>`;
  });
  const whole = await replaceAll(styled, SCRIPT, async (path) => {
    const script = await bundle(join(dirname(page), path), { format: 'iife' });
    // An inline module waits for the document like the deferred file it stands for, and unlike
    // an external one it is not blocked on file://.
    const besides = [...packScripts(), await partScript()];
    const models = besides.map((script) => `<script>${safeInScript(script)}</script>`);
    return `${models.join('')}<script type="module">${safeInScript(script)}</script>`;
  });
  if (whole === styled) throw new ToolError(`${page} loads no script of its own.`);
  return whole;
}

/**
 * Text that HTML's parser would read as the end of a script, or as the start of a comment inside
 * it, written so that JavaScript reads the same string.
 * @param {string} script
 */
function safeInScript(script) {
  return script
    .replace(/<\/script/gi, (end) => `<\\/${end.slice(2)}`)
    .replaceAll('<!--', '\\x3C!--');
}

/**
 * @param {string} text
 * @param {RegExp} pattern  with a group named path
 * @param {(path: string) => Promise<string>} replacement
 */
async function replaceAll(text, pattern, replacement) {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    result += text.slice(from, match.index);
    result += await replacement(/** @type {{ path: string }} */ (match.groups).path);
    from = match.index + match[0].length;
  }
  return result + text.slice(from);
}
