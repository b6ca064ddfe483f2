// The snippets of README.md and examples/README.md, pasted as an author or a developer would.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { root } from '../../web/tools/machine/process.mjs';
import { ready, stateOf, traceOf, useBrowser } from './browser.mjs';

const { open } = useBrowser();
const folder = mkdtempSync(join(root, 'build', 'readme-'));
after(() => rmSync(folder, { recursive: true }));

/** The only block of a language. @param {string} language @param {string} [file] */
function snippet(language, file = 'README.md') {
  const text = readFileSync(join(root, file), 'utf8');
  const blocks = [...text.matchAll(new RegExp('```' + language + '\n([^]*?)```', 'g'))];
  assert.equal(blocks.length, 1, `one ${language} block`);
  return blocks[0][1];
}

test('the HTML shows the step it names, opened from disk', async () => {
  for (const name of ['attention-walk.js', 'attention-walk-models.js', 'models']) {
    cpSync(join(root, 'dist', name), join(folder, name), { recursive: true });
  }
  const page = join(folder, 'page.html');
  writeFileSync(page, `<!doctype html><html lang="en"><title>A blog</title>${snippet('html')}`);
  await open(pathToFileURL(page).href, async (tab) => {
    await ready(tab);
    const expected = { example: 'question', step: 'softmax', head: 1, query: 2 };
    assert.deepEqual(await stateOf(tab), expected);
    const json = JSON.parse(snippet('json', 'examples/README.md'));
    await tab.evaluate((data) => {
      /** @type {any} */ (document.querySelector('attention-walk')).data = data;
    }, json);
    assert.deepEqual((await traceOf(tab)).tokens, json.tokens);
  });
});

test('the JavaScript runs in Node and prints what its comments say', async () => {
  const file = join(folder, 'snippet.mjs');
  writeFileSync(file, snippet('js'));
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  const [weights, tensor, why, refused] = stdout
    .replace(/\[\n([^\]]*)\]/g, (list) => list.replace(/\s+/g, ' '))
    .split('\n');
  const sum = JSON.parse(weights).reduce(
    (/** @type {number} */ all, /** @type {number} */ one) => all + one,
    0,
  );
  assert.ok(Math.abs(sum - 1) < 1e-6);
  assert.equal(tensor, '[ 4, 4 ] 16');
  assert.match(why, /^divide \[ \d/);
  assert.match(refused, /^(shape|range) numHeads/);
});
