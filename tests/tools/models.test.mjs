// The registry of models: what the folders of web/models say is what is built, and what is written about them.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dist } from '../../web/tools/build.mjs';
import { models, packs } from '../../web/tools/package/models.mjs';
import { root } from '../../web/tools/machine/process.mjs';
import { createEngine } from '../helpers/attention-walk.mjs';

const built = join(dist, 'models');

test('every folder is a model, and no two claim an example', async () => {
  const names = readdirSync(join(root, 'web/models'));
  assert.deepEqual(
    models()
      .map(({ name }) => name)
      .sort(),
    names.sort(),
  );
  const claimed = models().flatMap(({ example, examples = [] }) =>
    [example ?? [], examples].flat(),
  );
  assert.equal(new Set(claimed).size, claimed.length);
  const builtIn = (await createEngine()).examples().map(({ id }) => id);
  for (const { example, examples = [] } of models()) {
    for (const id of examples) assert.ok(builtIn.includes(id), id);
    assert.ok(!builtIn.includes(String(example)));
  }
});

test('each pack is a script beside the page’s, each card a text that no site generator takes for a page', () => {
  for (const { name } of packs()) assert.ok(existsSync(join(built, `${name}.js`)), name);
  for (const { name } of models()) {
    const card = readFileSync(join(root, 'web/models', name, 'card.md'), 'utf8');
    assert.equal(readFileSync(join(built, `${name}.txt`), 'utf8'), card);
  }
  assert.deepEqual(
    readdirSync(built).filter((file) => file.endsWith('.md')),
    [],
  );
});

test('what is fetched on demand has the size that is told before', () => {
  for (const { name, bytes } of models().filter(({ kind }) => kind === 'on demand')) {
    assert.equal(statSync(join(built, `${name}.safetensors`)).size, bytes);
  }
});

test('the program that makes the weights is there, and the card names the licence', () => {
  for (const { name, origin, licence } of models()) {
    assert.ok(existsSync(join(root, origin)), origin);
    const card = readFileSync(join(root, 'web/models', name, 'card.md'), 'utf8');
    assert.ok(card.includes(`**Licence**: ${licence}`), name);
  }
});
