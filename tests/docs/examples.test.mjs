// Every example that stands in dist/docs, run. What a line prints is what its comment says:
// `console.log(run.length); // 3`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { join } from 'node:path';
import { format, promisify } from 'node:util';
import { root } from '../../web/tools/machine/process.mjs';
import { useBrowser } from '../browser/browser.mjs';
import { buildWithCore } from '../helpers/installed-core.mjs';
import { pages, textOf } from './pages.mjs';

const runFile = promisify(execFile);
const { open, url } = useBrowser();

mkdirSync(join(root, 'build'), { recursive: true });
const folder = mkdtempSync(join(root, 'build', 'docs-examples-'));
after(() => rmSync(folder, { recursive: true }));
for (const name of ['digit-vit', 'text-tiny']) {
  cpSync(join(root, 'web/models', name, 'model.safetensors'), join(folder, `${name}.safetensors`));
}

const scripts = examples('js/', /<pre><code class="js">(.*?)<\/code>/gs);
const programs = examples('cpp/', /<div class="fragment">(.*?)<\/div><!-- fragment -->/gs);

/** Each once, however many pages show it. @param {string} part @param {RegExp} code @returns {string[]} */
function examples(part, code) {
  const found = pages().filter(({ path }) => path.startsWith(part));
  const texts = found.flatMap(({ html }) => [...html.matchAll(code)].map(([, text]) => text));
  return [...new Set(texts.map(textOf))];
}

/** @param {string} code @returns {string[]} what it says that it prints */
function promised(code) {
  const lines = [...code.matchAll(/(?:console\.log|std::cout).*; \/\/ (.*)$/gm)];
  assert.ok(lines.length > 0, `an example tells nothing:\n${code}`);
  return lines.map(([, text]) => text.trimEnd());
}

/** @param {string} code */
const needsPage = (code) => code.includes('document.');

test('the examples of the JavaScript API, in Node', async () => {
  const inNode = scripts.filter((code) => !needsPage(code));
  assert.ok(inNode.length >= 10, `${inNode.length} examples were found`);
  for (const [index, code] of inNode.entries()) {
    const file = join(folder, `example-${index}.mjs`);
    writeFileSync(file, code);
    const { stdout } = await runFile(process.execPath, [file], { cwd: folder });
    assert.deepEqual(stdout.trimEnd().split('\n'), promised(code), code);
  }
});

test('the examples of the element, on a page', async () => {
  const onPage = scripts.filter(needsPage);
  assert.ok(onPage.length > 0);
  for (const code of onPage) {
    const expected = promised(code);
    await open(url('/docs-example.html'), async (page) => {
      /** @type {Promise<string>[]} */
      const printed = [];
      const all = page.waitForEvent('console', (message) => {
        const values = Promise.all(message.args().map((value) => value.jsonValue()));
        printed.push(values.then((plain) => format(...plain)));
        return printed.length === expected.length;
      });
      await page.addScriptTag({ type: 'module', content: code });
      await all;
      assert.deepEqual(await Promise.all(printed), expected, code);
    });
  }
});

test('the examples of the C++ core, in one program', async () => {
  assert.ok(programs.length >= 5, `${programs.length} examples were found`);
  const includes = new Set(programs.flatMap((code) => code.match(/^#include .*$/gm) ?? []));
  const functions = programs.map((code, index) => {
    const body = code.replace(/^#include .*$/gm, '');
    return `void example_${index}() {\n${body}\nstd::cout << "---\\n";\n}`;
  });
  const calls = programs.map((_, index) => `example_${index}();`);
  const main = `int main() {\n${calls.join('\n')}\n}`;
  writeFileSync(join(folder, 'main.cpp'), [...includes, ...functions, main, ''].join('\n'));
  writeFileSync(
    join(folder, 'CMakeLists.txt'),
    readFileSync(join(root, 'examples/cpp/CMakeLists.txt'), 'utf8'),
  );
  const program = await buildWithCore(folder, join(folder, 'build'));
  const { stdout } = await runFile(program, { cwd: folder });
  const printed = stdout.split('---\n').slice(0, -1);
  assert.deepEqual(
    printed.map((text) => text.trimEnd().split('\n')),
    programs.map(promised),
  );
});
