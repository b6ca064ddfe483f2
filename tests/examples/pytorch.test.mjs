// Layers from PyTorch: the same numbers here as there. Where torch can be imported, it makes them anew.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { capture, root } from '../../web/tools/machine/process.mjs';
import { createEngine } from '../helpers/attention-walk.mjs';
import { near } from '../helpers/near.mjs';

const folder = join(root, 'examples/pytorch');
const reference = join(root, 'tests/reference/pytorch.json');

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {any} walk  what element.data takes
 * @property {number[][][]} weights  [head][query][key], by PyTorch
 * @property {number[][]} output
 */

/** @param {string} file @returns {Case[]} */
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

test("the page's layer is the first of the references", () => {
  const layer = JSON.parse(readFileSync(join(folder, 'layer.json'), 'utf8'));
  assert.deepEqual(layer, read(reference)[0].walk);
});

for (const each of read(reference)) {
  test(`as PyTorch computed: ${each.name}`, () => check(each));
}

const python = ['python3', '/usr/bin/python3'].find(
  (program) => capture(program, ['-c', 'import torch']) !== undefined,
);
const skip = python ? false : 'there is no Python with torch here';
test('as PyTorch computes now', { skip }, async () => {
  const made = mkdtempSync(join(root, 'build', 'pytorch-'));
  after(() => rmSync(made, { recursive: true }));
  const file = join(made, 'reference.json');
  const script = [join(folder, 'make_samples.py'), made, file];
  await promisify(execFile)(String(python), ['-B', ...script]);
  const cases = read(file);
  assert.deepEqual(
    cases.map(({ name }) => name),
    read(reference).map(({ name }) => name),
  );
  for (const each of cases) await check(each);
});

/** @param {Case} expected */
async function check({ walk, weights, output }) {
  const { tokens, x, context, ...spec } = walk;
  const engine = await createEngine();
  const run = engine.attention(spec).run({ tokens, x, context });
  near(run.tensor('weights').data, weights.flat(2));
  near(run.tensor('output').data, output.flat());
}
