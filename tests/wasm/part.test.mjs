// The part with whole models, as programs meet it: loaded when it is wanted, told when it is missing.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../../web/tools/machine/process.mjs';
import { AttentionError, createEngine } from '../helpers/attention-walk.mjs';
import { modelFile } from '../helpers/models.mjs';

const PART = 'attention-walk-models.mjs';
const folder = mkdtempSync(join(tmpdir(), 'attention-walk-'));
after(() => rmSync(folder, { recursive: true }));

const bytes = modelFile('text-tiny');

/** A copy of the package, which has not loaded anything yet. @param {string} name */
function copyOfPackage(name) {
  const copy = join(folder, name);
  copyFileSync(join(root, 'dist', 'attention-walk.mjs'), copy);
  return import(pathToFileURL(copy).href);
}

test('without models at first, they come when one is opened', async () => {
  const engine = await createEngine({ models: false });
  assert.throws(
    () => engine.model(bytes),
    (error) => error instanceof AttentionError && error.code === 'unsupported',
  );
  const model = await engine.openModel(new Blob([bytes]));
  assert.equal(model.numLayers, 1);
  assert.equal(engine.model(bytes).dModel, model.dModel, 'and then at once');
  assert.equal(await createEngine(), engine, 'it is the same engine');
});

test('what comes of a model is what comes of a layer: the same classes', async () => {
  const engine = await createEngine();
  const run = engine.model(bytes).run({ text: 'the animal' }).layer(0);
  const own = engine.attention({ dModel: 4, numHeads: 1, seed: 1 }).run({ tokens: ['a'] });
  assert.equal(run.constructor, own.constructor);
  assert.throws(() => engine.model(new Uint8Array(3)), AttentionError);
});

test('a part that is missing is named, and layers work', async () => {
  const { createEngine: create } = await copyOfPackage('alone.mjs');
  const engine = await create();
  assert.equal(
    engine.attention({ dModel: 4, numHeads: 1, seed: 1 }).run({ tokens: ['a'] }).length,
    1,
  );
  /** @param {RegExp} message */
  const refused = async (message) => {
    const expected = { name: 'AttentionError', code: 'unsupported', message };
    assert.throws(() => engine.model(bytes), expected);
    await assert.rejects(engine.openModel(new Blob([bytes])), expected);
    await assert.rejects(engine.hostModel(new Blob([bytes])), expected);
  };
  await refused(/attention-walk-models\.mjs could not be loaded/);
});

test('a part of another build is refused, and layers work', async () => {
  const part = readFileSync(join(root, 'dist', PART), 'utf8');
  const other = part.replace(/const build="\w+"/, 'const build="another"');
  assert.notEqual(other, part);
  writeFileSync(join(folder, 'other-models.mjs'), other);
  const main = readFileSync(join(root, 'dist', 'attention-walk.mjs'), 'utf8');
  writeFileSync(join(folder, 'other.mjs'), main.replaceAll(PART, 'other-models.mjs'));
  const { createEngine: create } = await import(pathToFileURL(join(folder, 'other.mjs')).href);
  const engine = await create();
  assert.equal(engine.examples().length > 0, true);
  assert.throws(() => engine.model(bytes), { code: 'unsupported', message: /of another build/ });
});
