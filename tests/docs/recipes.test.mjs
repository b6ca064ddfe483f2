// The map and the recipes of CONTRIBUTING.md are true: what they name is there, and a recipe does not grow.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import { root } from '../../web/tools/machine/process.mjs';

const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');

/** The most files that a change of each kind may touch: the goals of the house. */
const MOST = {
  'a language': 2,
  'a step of the walk': 9,
  'a tensor': 3,
  'an example': 2, // a sentence; a picture model is one folder
  'a model family': 2,
  'an export format': 3,
};

/** What stands in backticks and looks like a path. @param {string} part */
const pathsIn = (part) =>
  [...part.matchAll(/`([^`\s]+)`/g)]
    .map(([, code]) => code.replace(/>\/$/, '>'))
    .filter(
      (code) =>
        /^(core|web|wasm_bindings|tests|examples)\//.test(code) || /^[A-Z]+\.md$/.test(code),
    );

/** Whether there is such a file or folder; `<…>` stands for any name. @param {string} path */
function isThere(path) {
  const at = path.indexOf('<');
  if (at < 0) return existsSync(join(root, path));
  const folder = join(root, dirname(`${path.slice(0, at)}x`));
  if (!existsSync(folder)) return false;
  const escaped = path
    .split(/<[^>]*>/)
    .map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${escaped.join('[^/]+')}/?$`);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const start = dirname(`${path.slice(0, at)}x`);
  return names.some((name) => pattern.test(`${start}/${name.replaceAll('\\', '/')}`));
}

const [, recipes = ''] = text.split('\n## Recipes\n');
const each = recipes
  .split('\n## ')[0]
  .split('\n### To add ')
  .slice(1)
  .map((part) => {
    const [title] = part.split('\n');
    return { title, part };
  });

test('there are six recipes', () => {
  assert.deepEqual(
    each.map(({ title }) => title),
    Object.keys(MOST),
  );
});

suite('recipes', () => {
  for (const { title, part } of each) {
    test(`to add ${title}: every file is there`, () => {
      const named = pathsIn(part);
      assert.ok(named.length >= 2);
      assert.deepEqual(
        named.filter((path) => !isThere(path)),
        [],
      );
    });

    test(`to add ${title}: no more files than that`, () => {
      const [steps] = part.split('\n\nA picture model'); // which has a folder of its own
      const items = steps.split('\n').filter((line) => /^(\d+\.|  )/.test(line));
      const files = new Set(pathsIn(items.join('\n')));
      const most = MOST[/** @type {keyof typeof MOST} */ (title)];
      assert.ok(files.size >= 1 && files.size <= most, [...files].join(', '));
    });
  }
});

test('every room of the map is there', () => {
  const [, map = ''] = text.split('\n## Where things are\n');
  const named = pathsIn(map.split('\n## ')[0]);
  assert.ok(named.length > 10);
  assert.deepEqual(
    named.filter((path) => !isThere(path)),
    [],
  );
});

test('every npm script that is named is one', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const files = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md'];
  const workflows = ['test', 'release'].map((name) => `.github/workflows/${name}.yml`);
  for (const file of [...files, 'tests/bench/RESULTS.md', ...workflows]) {
    const named = readFileSync(join(root, file), 'utf8').matchAll(/npm run ([\w-]+)/g);
    for (const [, name] of named) assert.ok(scripts[name], `${file}: npm run ${name}`);
  }
});

test('the workflows use actions by their commits', () => {
  const folder = join(root, '.github/workflows');
  for (const file of readdirSync(folder)) {
    const used = readFileSync(join(folder, file), 'utf8').matchAll(/uses: (.*)/g);
    for (const [, action] of used) assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v[\d.]+$/);
  }
});
