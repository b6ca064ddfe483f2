// The C++ program, built with an installed core and with the sources.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../web/tools/machine/process.mjs';
import { createEngine } from '../helpers/attention-walk.mjs';
import { near } from '../helpers/near.mjs';
import { buildWithCore, installedCore } from '../helpers/installed-core.mjs';

const source = join(root, 'examples/cpp');

test('find_package: after cmake --install', async () => {
  const folder = mkdtempSync(join(root, 'build', 'cpp-example-'));
  after(() => rmSync(folder, { recursive: true }));
  await check(await buildWithCore(source, folder));
});

test('add_subdirectory: with the sources', async () => {
  // Kept, since it compiles all of the core; in a few large pieces, which takes a third of the time.
  const folder = join(root, 'build', 'cpp-example-sources');
  const options = [
    `-DATTENTION_WALK_SOURCE=${root}`,
    ...['-DCMAKE_BUILD_TYPE=Debug', '-DCMAKE_UNITY_BUILD=ON'],
  ];
  await check(await buildWithCore(source, folder, options));
});

test('what is installed can be moved: it names no folder of this machine', async () => {
  const prefix = await installedCore();
  const files = readdirSync(prefix, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(cmake|hpp)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const names = files.map((file) => file.slice(prefix.length));
  assert.ok(names.some((name) => name.endsWith('AttentionWalkConfig.cmake')));
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const folder of [root, prefix]) assert.ok(!text.includes(folder), `${file}: ${folder}`);
    assert.doesNotMatch(text, /"\/usr\/include/, file);
  }
});

/** @param {string} program  prints what the engine computes */
async function check(program) {
  const { stdout } = await promisify(execFile)(program);
  const engine = await createEngine();
  const layer = engine.attention({ dModel: 8, numHeads: 2, seed: 7, mask: 'causal' });
  const run = layer.run({ tokens: ['I', 'like', 'tea'] });
  const lines = stdout.trimEnd().split('\n');
  for (const head of [0, 1]) {
    const start = head * 4;
    assert.equal(lines[start], `head ${head}`);
    const numbers = lines.slice(start + 1, start + 4).flatMap((line) => line.trim().split(/\s+/));
    near(numbers.map(Number), [...run.tensor('weights', head).data]);
  }
  const { value, operation, operands } = run.explain({ tensor: 'weights', head: 1, index: [2, 0] });
  const [, result, name, terms] = lines[8].match(/^(\S+) = (\w+) (.*)$/) ?? [];
  assert.equal(name, operation);
  assert.deepEqual(
    terms.match(/[a-z]+/g),
    operands.map(({ ref }) => ref.tensor),
  );
  near(
    [result, ...(terms.match(/[\d.]+/g) ?? [])].map(Number),
    [value, ...operands.map((operand) => operand.value)].map(Number),
  );
}
