// The programs that a reader takes away: each is run as it is, and prints the numbers of the trace. JavaScript runs here;
// NumPy and PyTorch where a Python has them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import vm from 'node:vm';
import { javascriptCode } from '../../web/element/export/code/javascript.js';
import { numpyCode, torchCode } from '../../web/element/export/code/python.js';
import { EN_ON_DEMAND } from '../../web/text/en-on-demand.js';
import { wordsOf } from '../../web/text/index.js';
import { onDemand } from '../../web/text/on-demand.js';
import { capture } from '../../web/tools/machine/process.mjs';
import { layerFacts } from '../../web/walk/layer-facts.js';
import { RunNumbers } from '../../web/walk/run-numbers.js';
import { Source } from '../../web/walk/source.js';
import { createEngine } from '../helpers/attention-walk.mjs';
import { featureRequests, matrix, splitWalk, vector } from '../helpers/requests.mjs';

onDemand.texts = EN_ON_DEMAND;
const words = wordsOf();
const engine = await createEngine();
await engine.loadModels();

const tokens = ['a', 'say "b"', 'c\n# d', 'e', '𝛼 \\'];
const layer = { dModel: 8, numHeads: 2, seed: 3, tokens };
const given = {
  ...{ wq: matrix(8, 8, 11), wk: matrix(8, 8, 12), wv: matrix(8, 8, 13), wo: matrix(8, 8, 14) },
  ...{ bq: vector(8, 15), bk: vector(8, 16), bv: vector(8, 17), bo: vector(8, 18) },
};
const norm = { weight: vector(4, 5), epsilon: 1e-5 };
const wholeNorm = { weight: vector(8, 6), bias: vector(8, 7), epsilon: 1e-3 };
const grid = {
  ...{ grid: [2, 3], prefix: 1, layout: 'across', frequencies: [1, 0.3] },
  ...{ rowSteps: { first: -0.7, step: 4 }, colSteps: { first: 0.3, step: 2.5 } },
};
const shared = {
  ...given,
  wk: matrix(8, 4, 12),
  bk: vector(4, 16),
  wv: matrix(8, 4, 13),
  bv: vector(4, 17),
};

/** @type {Record<string, any>} */
const LAYERS = {
  ...featureRequests,
  'norms of queries and keys': {
    ...layer,
    weights: { ...given, qNorm: norm, kNorm: { ...norm, kind: 'rms' } },
  },
  'norms of all heads together': {
    ...layer,
    weights: { ...given, qNorm: wholeNorm, kNorm: wholeNorm },
  },
  'cosines with a factor for each head': { ...layer, cosine: true, scales: [2, 3] },
  'positions in halves': { ...layer, position: { type: 'sinusoidal', layout: 'halves' } },
  'a sliding window': { ...layer, mask: { causal: true, reach: 1 } },
  'shared keys with biases': { ...layer, numHeads: 4, numKvHeads: 2, weights: shared },
  'shared keys that are turned in halves': {
    ...layer,
    dModel: 16,
    numHeads: 4,
    numKvHeads: 2,
    position: { type: 'rope', layout: 'half' },
  },
  'turns across a grid': {
    dModel: 16,
    numHeads: 2,
    x: matrix(7, 16),
    position: { type: 'rope', ...grid },
  },
  'distances beyond a table': {
    ...layer,
    position: { type: 'relative', table: matrix(2, 5, 4), clamped: true },
  },
  windows: {
    ...layer,
    tokens: [...tokens, 'f'],
    window: 3,
    position: { type: 'relative', table: matrix(2, 5, 4) },
  },
  'whole numbers': {
    dModel: 2,
    numHeads: 1,
    x: [
      [1, 0],
      [0, 1],
    ],
    weights: {
      wq: [
        [1, 0],
        [0, 1],
      ],
      wk: [
        [1, 0],
        [0, 1],
      ],
      wv: [
        [1, 0],
        [0, 1],
      ],
      wo: [
        [1, 0],
        [0, 1],
      ],
    },
  },
  changes: {
    ...layer,
    changes: [
      { scale: 1 },
      { head: 0, gate: 0 },
      { mask: { query: 1, key: 0, allowed: false } },
      { ref: { tensor: 'x', index: [1, 2] }, value: 3 },
    ],
  },
  'more numbers than anybody copies': {
    ...layer,
    dModel: 96,
    numHeads: 4,
    position: { type: 'alibi' },
    mask: 'causal',
  },
};

/** @param {string} name */
function taken(name) {
  const { changes, ...walk } = LAYERS[name];
  const { spec, input } = splitWalk(walk);
  const attention = engine.attention(spec);
  const run = attention.run({ ...input, ...(changes ? { changes } : {}) });
  const query = Math.min(1, run.length - 1);
  const source = new Source(new RunNumbers(run, query, null), { query, head: 0 });
  const facts = layerFacts(source, (ref) => run.explain(ref));
  const trace = run.trace({ query, weights: true });
  const of = (/** @type {string} */ id) => trace.steps.filter((step) => step.id === id);
  const sums = of('sum');
  /** @type {number[][]} */
  const shown = of('softmax').flatMap((step, head) => [
    /** @type {any} */ (step).values,
    /** @type {any} */ (sums[head]).values,
  ]);
  shown.push(/** @type {any} */ (of('output')[0]).values);
  const made = { facts, shown, trace: JSON.stringify(trace) };
  run.dispose();
  attention.dispose();
  return made;
}

/** What stands behind the names of printed lines. @param {string[]} lines */
const printed = (lines) => lines.map((line) => line.split(': ')[1].split(' ').map(Number));

/** @param {number[][]} got @param {number[][]} expected */
function agree(got, expected) {
  assert.deepEqual(
    got.map((row) => row.length),
    expected.map((row) => row.length),
  );
  got.forEach((row, at) =>
    row.forEach((value, place) =>
      assert.ok(
        Math.abs(value - expected[at][place]) < 1e-5,
        `line ${at + 1}: ${row}, expected ${expected[at]}`,
      ),
    ),
  );
}

suite('JavaScript prints the numbers of the trace', () => {
  for (const name of Object.keys(LAYERS)) {
    test(name, () => {
      const { facts, shown, trace } = taken(name);
      /** @type {string[]} */
      const lines = [];
      const console = { log: (/** @type {string} */ line) => lines.push(line) };
      const require = () => ({ readFileSync: () => trace });
      vm.runInNewContext(javascriptCode(facts, words), { console, require });
      agree(printed(lines), shown);
    });
  }
});

const folder = mkdtempSync(join(tmpdir(), 'attention-walk-'));
after(() => rmSync(folder, { recursive: true }));

/** A Python that has a module. @param {string} module */
const pythonWith = (module) =>
  ['python3', '/usr/bin/python3'].find(
    (program) => capture(program, ['-c', `import ${module}`]) !== undefined,
  );

for (const { module, code } of [
  { module: 'numpy', code: numpyCode },
  { module: 'torch', code: torchCode },
]) {
  const python = pythonWith(module);
  const skip = python ? false : `there is no Python with ${module} here`;
  suite(`${module} prints the numbers of the trace`, { skip }, () => {
    for (const name of Object.keys(LAYERS)) {
      test(name, () => {
        const { facts, shown, trace } = taken(name);
        writeFileSync(join(folder, 'trace.json'), trace);
        writeFileSync(join(folder, 'layer.py'), code(facts, words));
        const text = execFileSync(String(python), ['-B', 'layer.py'], {
          cwd: folder,
          encoding: 'utf8',
        });
        const lines = text.trim().split('\n');
        const again = lines.filter((line) => line.includes('in one call'));
        agree(printed(lines.filter((line) => !again.includes(line))), shown);
        const z = shown.filter((_, at) => at % 2 === 1).slice(0, again.length);
        agree(printed(again), z);
      });
    }
  });
}

test('a layer of too many numbers says what to save, and copies none of them', () => {
  const { facts } = taken('more numbers than anybody copies');
  for (const code of [javascriptCode, numpyCode, torchCode]) {
    const text = code(facts, words);
    assert.match(text, /trace\.json/);
    assert.ok(text.length < 6000, `${text.length} letters`);
  }
});
