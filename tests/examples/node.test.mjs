// The Node script, run as it stands.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../web/tools/machine/process.mjs';
import { createEngine } from '../helpers/attention-walk.mjs';

test('trace.mjs prints the weights of a head', async () => {
  const script = join(root, 'examples/node/trace.mjs');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script]);
  assert.equal(stderr, '');
  const [title, header, ...rows] = stdout.trimEnd().split('\n');
  assert.match(title, /^Weights of head 1: /);
  const tokens = header.trim().split(/\s+/);

  const engine = await createEngine();
  const layer = engine.attention({ dModel: 8, numHeads: 2, seed: 7, mask: 'causal' });
  const { data } = layer.run({ tokens }).tensor('weights', 1);
  const expected = tokens.map((token, query) => {
    const row = data.subarray(query * tokens.length, (query + 1) * tokens.length);
    return [token, ...Array.from(row, (weight) => weight.toFixed(3))];
  });
  assert.deepEqual(
    rows.map((row) => row.trim().split(/\s+/)),
    expected,
  );
});
