// The packed package: what its checkers say, what is in it, and what Node makes of it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { root } from '../../web/tools/machine/process.mjs';
import { bareFolder, importHost, prepareHosts, tarball } from './hosts.mjs';

const installed = join(bareFolder, 'node_modules', 'attention-walk');

before(prepareHosts);

/** In the project that has nothing else. @param {string[]} args of Node */
async function node(...args) {
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: bareFolder });
  return stdout.trim();
}

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(join(installed, path), 'utf8'));

test('publint finds nothing to say', async () => {
  const { publint } = await importHost('publint');
  const { messages } = await publint({ pkgDir: installed, level: 'suggestion', strict: true });
  assert.deepEqual(messages, []);
});

test('Are The Types Wrong? Not for those who import', async () => {
  const cli = join(root, 'build/hosts/node_modules/@arethetypeswrong/cli/dist/index.js');
  const config = ['--config-path', join(root, '.attw.json')];
  const printed = await node(cli, tarball, ...config, '--format', 'ascii'); // or it ends with 1
  assert.match(printed, /"attention-walk\/element"/);
});

test('nothing is installed but the package, and every file that it names is there', () => {
  const modules = readdirSync(join(bareFolder, 'node_modules'));
  assert.deepEqual(
    modules.filter((name) => !name.startsWith('.')),
    ['attention-walk'],
  );
  const { exports, main, types, unpkg, jsdelivr, customElements, dependencies } =
    readJson('package.json');
  assert.equal(dependencies, undefined);
  const named = [main, types, unpkg, jsdelivr, customElements, ...Object.values(exports)]
    .flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))
    .filter((path) => !path.includes('*'));
  for (const path of named) assert.ok(existsSync(join(installed, path)), path);
});

const TRACE = `
  const layer = engine.attention({ dModel: 8, numHeads: 2, seed: 7 });
  const run = layer.run({ tokens: ['I', 'like', 'machine', 'learning'] });
  const [{ values }] = run.trace({ query: 0, heads: [0], steps: ['softmax'] }).steps;
  console.log(values.reduce((all, one) => all + one).toFixed(6));`;

/** A server that renders pages imports once and serves for days. */
const IMPORTS = `
  const before = Object.getOwnPropertyNames(globalThis).join();
  const { createEngine } = await import('attention-walk');
  const element = await import('attention-walk/element');
  if (Object.getOwnPropertyNames(globalThis).join() !== before) console.log('it left something');
  const engine = await createEngine();`;

for (const conditions of [[], ['--conditions', 'browser']]) {
  test(`Node ${conditions.join(' ')} imports it without a DOM and computes a trace`, async () => {
    const program = IMPORTS + TRACE;
    const printed = await node(...conditions, '--input-type=module', '--eval', program);
    assert.equal(printed, '1.000000');
  });
}

test('Node requires it where it can require modules', async (t) => {
  if (!(/** @type {any} */ (process.features).require_module)) return t.skip('this Node cannot');
  const program = `require('attention-walk').createEngine().then((engine) => {${TRACE}});`;
  assert.equal(await node('--input-type=commonjs', '--eval', program), '1.000000');
});

test('the JSON files are found by name', () => {
  const require = createRequire(join(bareFolder, 'package.json'));
  for (const file of ['trace.schema.json', 'custom-elements.json', 'package.json']) {
    assert.equal(typeof require(`attention-walk/${file}`), 'object');
  }
});
