// The relaxed build: what is fused, what the script carries of it, and that both builds agree.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { edited } from '../../web/engine/wasm/wasm-edits.js';
import { bothBuilds, fuse } from '../../web/tools/wasm/relaxed.mjs';
import { editsBetween } from '../../web/tools/wasm/wasm-edits.mjs';
import { wasmFiles } from '../../web/tools/wasm/build-wasm.mjs';
import { packageUrl } from '../helpers/attention-walk.mjs';

/** @param {string} text */
const fused = (text) => fuse(text).text;

test('a product that is added at once becomes one instruction, whichever side it stands on', () => {
  const expected = '(f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2))';
  const product = '(f32x4.mul (local.get 0) (local.get 1))';
  assert.equal(fused(`(f32x4.add ${product} (local.get 2))`), expected);
  assert.equal(fused(`(f32x4.add (local.get 2) ${product})`), expected);
  const twice = `(f32x4.add (f32x4.add ${product} (local.get 2)) ${product})`;
  assert.equal(fuse(twice).count, 1, 'the first of two, as the other has to wait for it');
});

test('a sum that would be read at another time stays as it is', () => {
  const sets = '(f32x4.mul (local.tee 2 (local.get 0)) (local.get 1))';
  const text = `(f32x4.add (local.get 2) ${sets})`;
  assert.deepEqual(fuse(text), { text, count: 0 });
  const loads = '(f32x4.add (v128.load (local.get 3)) (f32x4.mul (local.get 0) (local.get 1)))';
  assert.equal(fuse(loads).count, 0);
});

test('parentheses and semicolons in a string are part of it', () => {
  const text = '(data (i32.const 8) "a) ;; \\"(f32x4.add")';
  assert.equal(fused(text), text);
});

const { baseline, relaxed } = bothBuilds(readFileSync(wasmFiles.bytes));

test('the edits make the relaxed module of the baseline one, and are small', () => {
  const edits = editsBetween(baseline, relaxed);
  assert.deepEqual(Buffer.from(edited(baseline, edits)), Buffer.from(relaxed));
  assert.ok(edits.length < baseline.length / 8, `${edits.length} bytes of ${baseline.length}`);
  assert.ok(WebAssembly.validate(baseline));
});

const PROGRAM = `
  const { createEngine } = await import(${JSON.stringify(packageUrl)});
  const engine = await createEngine();
  const layer = engine.attention({ dModel: 24, numHeads: 3, seed: 5 });
  const x = Float32Array.from({ length: 11 * 24 }, (_, i) => Math.sin(i * 1.7));
  const run = layer.run({ x });
  const [wq, output] = ['wq', 'output'].map((name) => [...run.tensor(name).data]);
  const explained = run.explain({ tensor: 'contributions', index: [2, 3, 5] }).value;
  const { contributions } = run.trace({ query: 2, steps: ['output'] }).steps[0];
  console.log(JSON.stringify({ wq, output, same: explained === contributions[3][5] }));
`;

/** @param {string[]} flags */
function runIn(flags) {
  const args = [...flags, '--input-type=module', '--eval', PROGRAM];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout);
}

// Node 20 knows the instructions behind a flag; where the flag is gone, they are always on.
const FLAG = '--experimental-wasm-relaxed-simd';
const known = spawnSync(process.execPath, [FLAG, '--eval', '0']).status === 0;

test('both builds have the same seeded weights, and outputs that agree', { skip: !known }, () => {
  const plain = runIn([]);
  const fast = runIn([FLAG]);
  assert.deepEqual(fast.wq, plain.wq);
  assert.notDeepEqual(fast.output, plain.output, 'the relaxed build was not used');
  fast.output.forEach((/** @type {number} */ value, /** @type {number} */ at) => {
    assert.ok(Math.abs(value - plain.output[at]) < 1e-5);
  });
  assert.ok(plain.same && fast.same, 'an explanation has the bits of the trace in either build');
});
