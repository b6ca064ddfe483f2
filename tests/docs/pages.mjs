// The pages of dist/docs, as text.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { docs } from '../../web/tools/docs.mjs';

/** Every page with its path below dist/docs. @returns {{ path: string, html: string }[]} */
export function pages() {
  return readdirSync(docs, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.html'))
    .map((path) => ({ path, html: readFileSync(join(docs, path), 'utf8') }));
}

/** @param {string} html @returns {string} what a reader sees of it */
export function textOf(html) {
  /** @type {Record<string, string>} */
  const entities = { lt: '<', gt: '>', quot: '"', '#39': "'", '#160': ' ', nbsp: ' ', amp: '&' };
  return html
    .replace(/<div class="ttc".*<\/div>\n/g, '') // Doxygen's tooltips
    .replace(/<br\/?>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&([^;]+);/g, (all, name) => entities[name] ?? all);
}
