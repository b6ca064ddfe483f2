// What the package exports, and how the engine starts.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { root } from '../../web/tools/machine/process.mjs';
import { createEngine, packageUrl } from '../helpers/attention-walk.mjs';
import { runInNode } from '../helpers/node-process.mjs';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

test('the module exports exactly the names of the contract', async () => {
  assert.deepEqual(Object.keys(await import(packageUrl)).sort(), [
    'AttentionError',
    'AttentionWalkElement',
    'createEngine',
  ]);
});

test('every file that package.json names is built', () => {
  const named = [
    ...Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    ),
    manifest.main,
    manifest.types,
    manifest.unpkg,
    manifest.jsdelivr,
    ...manifest.sideEffects,
  ];
  for (const file of named) {
    const [folder, ending] = file.split('*');
    const isThere =
      ending === undefined
        ? readFileSync(join(root, file)).length > 0
        : readdirSync(join(root, folder)).some((name) => name.endsWith(ending));
    assert.ok(isThere, file);
  }
});

test('the engine carries the version of the package', async () => {
  const engine = await createEngine();
  assert.equal(engine.version, manifest.version);
});

test('every caller gets the same engine', async () => {
  const [first, second] = await Promise.all([createEngine(), createEngine()]);
  assert.equal(first, second);
});

test('two copies of the script share one wasm module and use each other’s memory safely', async () => {
  const copy = await import(`${packageUrl}?second`);
  assert.notEqual(copy.createEngine, createEngine);
  const original = Object.getOwnPropertySymbols(globalThis).filter(isShared).length;
  const layers = [await createEngine(), await copy.createEngine()].map((engine) =>
    engine.attention({ dModel: 4, numHeads: 1 }),
  );
  const runs = layers.map((layer) => layer.run({ tokens: ['a', 'b'] }));
  layers[0].dispose();
  runs[0].dispose();
  assert.equal(runs[1].trace({ query: 0 }).tokens.length, 2);
  assert.equal(Object.getOwnPropertySymbols(globalThis).filter(isShared).length, original);
});

test('importing the package needs no document, adds no globals and prints nothing', async () => {
  const { stdout, stderr } = await runInNode(`
    const before = Reflect.ownKeys(globalThis);
    await import(${JSON.stringify(packageUrl)});
    await import(${JSON.stringify(packageUrl)} + '?again');
    console.log(Reflect.ownKeys(globalThis).length - before.length);
  `);
  assert.equal(stdout, '0\n');
  assert.equal(stderr, '');
});

test('the classic script defines one global, loads twice and works from either copy', async () => {
  const { stdout } = await runInNode(`
    import { readdirSync, readFileSync } from 'node:fs';
    import { runInThisContext } from 'node:vm';
    const script = readFileSync(${JSON.stringify(join(root, 'dist', 'attention-walk.js'))}, 'utf8');
    runInThisContext(script);
    const first = globalThis.AttentionWalk;
    runInThisContext(script);
    const second = globalThis.AttentionWalk;
    for (const { createEngine } of [first, second]) {
      const engine = await createEngine();
      const run = engine.attention({ dModel: 4, numHeads: 1 }).run({ tokens: ['a'] });
      console.log(run.tensor('weights').data.join());
    }
  `);
  assert.equal(stdout, '1\n1\n');
});

test('the engine works in a worker', async () => {
  const code = `
    const { parentPort } = require('node:worker_threads');
    import(${JSON.stringify(packageUrl)}).then(async ({ createEngine }) => {
      const engine = await createEngine();
      const run = engine.attention({ dModel: 8, numHeads: 2, seed: 7 }).run({ tokens: ['a', 'b'] });
      parentPort.postMessage(run.trace({ query: 1 }).steps.length);
    });
  `;
  const worker = new Worker(code, { eval: true });
  const answer = await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await worker.terminate();
  assert.equal(answer, 15);
});

test('a start that fails says why, and the next one can succeed', async () => {
  const { stdout } = await runInNode(`
    const { createEngine } = await import(${JSON.stringify(packageUrl)});
    const attempt = async () => {
      try {
        console.log((await createEngine()).version);
      } catch (error) {
        console.log(error.name, error.code, error.message);
      }
    };
    const { WebAssembly } = globalThis;
    globalThis.WebAssembly = undefined;
    await attempt();
    globalThis.WebAssembly = WebAssembly;
    const { compile, validate } = WebAssembly;
    WebAssembly.compile = async () => { throw new WebAssembly.CompileError('refused'); };
    await attempt();
    WebAssembly.validate = () => false;
    await attempt();
    Object.assign(WebAssembly, { compile, validate });
    const { DecompressionStream } = globalThis;
    globalThis.DecompressionStream = undefined;
    await attempt();
    globalThis.DecompressionStream = DecompressionStream;
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async () => { throw new RangeError('no memory'); };
    await attempt();
    WebAssembly.instantiate = instantiate;
    await attempt();
  `);
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    'AttentionError unsupported WebAssembly is not available here. It may be switched off, or the browser too old for it.',
    "AttentionError unsupported This page's Content-Security-Policy does not allow WebAssembly. Its script-src needs 'wasm-unsafe-eval'.",
    'AttentionError unsupported This browser is too old: its WebAssembly has no SIMD instructions.',
    'AttentionError unsupported This browser is too old: it cannot unpack gzip (DecompressionStream).',
    'AttentionError out_of_memory There is no memory left to start WebAssembly in.',
    manifest.version,
  ]);
});

/** @param {symbol} symbol */
function isShared(symbol) {
  return symbol.description?.startsWith('attention-walk wasm ') ?? false;
}
