// The benchmark's own arithmetic and tables; nothing is timed or fetched here.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../../web/tools/machine/process.mjs';
import { parseArguments } from '../bench/arguments.mjs';
import { loadEngine } from '../bench/measure/engine.js';
import { makeLayer } from '../bench/measure/inputs.js';
import {
  disagreement,
  gigaflops,
  keptBytes,
  layerFlops,
  median,
  nameOf,
  SIZES,
} from '../bench/measure/numbers.js';
import { node, onnxModel, tensor } from '../bench/measure/onnx.js';
import { ourLayer, ourProjections } from '../bench/measure/ours.js';
import { peakContestants, peakModule, TILES, withPeak } from '../bench/measure/peak-wasm.js';
import { plain } from '../bench/measure/plain.js';
import { inTurn } from '../bench/measure/rounds.js';
import { mediansOf } from '../bench/parts/native.mjs';
import { peersOf } from '../bench/peers.mjs';
import { noResults, report } from '../bench/report.mjs';
import { digits, ms, percent, ratio, replaceBlock, table } from '../bench/tables.mjs';
import { createEngine } from '../helpers/attention-walk.mjs';

const folder = mkdtempSync(join(tmpdir(), 'attention-walk-'));
after(() => rmSync(folder, { recursive: true }));

suite('numbers', () => {
  test('the median stands in the middle, or between the two that do', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([4, 1, 2, 9]), 3);
    assert.ok(Number.isNaN(median([])));
  });

  test('operations and bytes are counted as in the issue', () => {
    const size = { tokens: 2, dModel: 4, numHeads: 2 };
    // Four products of 2·4·4 and two of 2·2·4 multiply-adds.
    assert.equal(layerFlops(size), 2 * (4 * 32 + 2 * 16));
    assert.equal(keptBytes(size), 4 * (6 * 8 + 3 * 2 * 4));
    assert.equal(gigaflops(5e6, 1), 5);
  });

  test('disagreement is relative to the largest value, and nothing excuses NaN', () => {
    assert.equal(disagreement([1, -10, 3], [1, -10, 2]), 0.1);
    assert.equal(disagreement([0], [0]), 0);
    assert.equal(disagreement([1], [1, 2]), Infinity);
    assert.equal(disagreement([NaN], [1]), Infinity);
    assert.equal(disagreement([1], [0]), Infinity);
  });
});

suite('arguments', () => {
  test('everything is measured when nothing is said', () => {
    const { parts, sizes, keep, build } = parseArguments([]);
    assert.deepEqual([parts.size, sizes.length, keep, build], [5, SIZES.length, false, true]);
  });

  test('parts, sizes and speed can be chosen', () => {
    const words = ['--only', 'layer,page', '--sizes', '4x8x2,197x768x12', '--quick', '--results'];
    const { parts, sizes, plan, keep } = parseArguments(words);
    assert.deepEqual([...parts], ['layer', 'page']);
    assert.deepEqual(sizes.map(nameOf), ['4×8×2', '197×768×12']);
    assert.ok(keep && plan.budget < parseArguments([]).plan.budget);
  });

  test('each part fetches what it is measured against, and no more', () => {
    assert.deepEqual(Object.keys(peersOf(['page'])), []);
    assert.deepEqual(Object.keys(peersOf(['native'])), ['onnxruntime-node']);
    assert.deepEqual(Object.keys(peersOf(['model', 'start'])), ['onnxruntime-web']);
  });

  test('what is not known is named', () => {
    assert.throws(() => parseArguments(['--fast']), /"--fast" is not known/);
    assert.throws(() => parseArguments(['--only', 'gpu']), /no part "gpu".*layer, model/);
    assert.throws(() => parseArguments(['--sizes', '1x2x3']), /no size "1x2x3".*4x8x2/);
  });
});

suite('tables', () => {
  test('numbers are short, and what was not measured is a dash', () => {
    assert.deepEqual([0.00123, 0.0456, 12.345, 1234.5].map(digits), [
      ...['0.0012', '0.0456', '12.3', '1235'],
    ]);
    assert.deepEqual(
      [ms(undefined), ms(2), ratio(3, 2), ratio(30, 2), ratio(undefined, 2)],
      [...['–', '2 ms', '1.50 ×', '15 ×', '–']],
    );
    assert.equal(percent(1, 3), '33 %');
    assert.equal(table(['a', 'b'], [['c', '1']]), '| a | b |\n| --- | ---: |\n| c | 1 |');
  });

  test('only the block between the marks is replaced', () => {
    const text = 'a\n<!-- bench -->\nold\n<!-- /bench -->\nb';
    const once = replaceBlock(text, 'new\n');
    assert.equal(once, 'a\n<!-- bench -->\n\nnew\n\n<!-- /bench -->\nb');
    assert.equal(replaceBlock(once, 'new'), once);
    assert.throws(() => replaceBlock('nothing', 'new'), /no place/);
  });

  test('RESULTS.md has the block', () => {
    const text = readFileSync(join(root, 'tests/bench/RESULTS.md'), 'utf8');
    assert.match(replaceBlock(text, 'here'), /\n\nhere\n\n/);
  });

  test('a report shows what was measured', () => {
    const medians = {
      'ours.run': 2,
      'ours.output': 2,
      'ours.arrays': 3,
      'ort.fused': 5,
    };
    const layers = [{ size: SIZES[0], medians, fastest: medians, worst: 1e-7 }];
    const { whole, readme } = report(
      { ...noResults(), layers: [{ place: 'Chromium', layers }] },
      'Measured here',
    );
    assert.match(whole, /\| 4×8×2 \| 2 \| 2 \| 3 \| 5 \| – \|/);
    assert.match(readme, /^Measured here\.\n/);
    assert.match(readme, /\| 4×8×2 \| 2\.50 × \| –/);
  });

  test('Google Benchmark’s medians are read in milliseconds, and its errors end the bench', () => {
    /** @param {string} name @param {number} time @param {string} unit */
    const one = (name, time, unit) => ({
      ...{ run_name: `${name}/1/2/3`, aggregate_name: 'median', cpu_time: time, time_unit: unit },
    });
    const benchmarks = [one('ours', 5000, 'ns'), one('eigen', 2, 'us')];
    assert.deepEqual(mediansOf({ benchmarks }, ['1/2/3']), [
      { 'native.run': 0.005, 'native.eigen': 0.002 },
    ]);
    const failed = { ...one('ours', 0, 'ns'), error_message: 'the outputs differ' };
    assert.throws(() => mediansOf({ benchmarks: [failed] }, ['1/2/3']), /outputs differ/);
  });
});

suite('contestants', () => {
  test('ONNX messages are protobuf', () => {
    assert.equal(
      Buffer.from(node('Add', ['a', 'b'], ['c'])).toString('hex'),
      '0a01610a01621201632203416464',
    );
    const attribute = Buffer.from(node('S', [], [], { axis: -1 })).toString('hex');
    assert.equal(
      attribute,
      '220153' + '2a14' + '0a0461786973' + `18${'ff'.repeat(9)}01` + 'a00102',
    );
    assert.equal(
      Buffer.from(tensor('w', [1], Float32Array.of(1))).toString('hex'),
      '08011001' + '420177' + '4a040000803f',
    );
    const model = onnxModel({ nodes: [], initializers: [], inputs: {}, outputs: {} });
    assert.equal(Buffer.from(model.subarray(0, 2)).toString('hex'), '0808');
  });

  test('three loops in JavaScript and our layer have the same output', async () => {
    const layer = makeLayer(SIZES[0]);
    const expected = plain(layer).output?.();
    const engine = await createEngine();
    const { contestants, kept } = ourLayer(engine, layer);
    for (const { run } of contestants) await run();
    assert.ok(disagreement(kept().output, /** @type {Float32Array} */ (expected)) < 1e-6);
    ourProjections(engine, layer).run();
  });

  test('the loop for the peak is valid, whatever the tile', () => {
    for (const tile of TILES) assert.ok(WebAssembly.validate(peakModule(tile)));
    for (const { run } of peakContestants()) run();
    const times = { 'peak.3×2': 3, 'peak.4×2': 2, plain: 5 };
    assert.deepEqual(withPeak(times), { plain: 5, peak: 2 });
  });

  test('everyone has a turn in every round, and a promise is waited for', async () => {
    /** @type {string[]} */
    const turns = [];
    const contestants = ['a', 'b'].map((name) => ({
      name,
      run: async () => {
        await null;
        turns.push(name);
      },
    }));
    const plan = { sample: 0, warmUp: 0, budget: 0, fewest: 2, most: 2 };
    const { medians } = await inTurn(contestants, plan);
    assert.deepEqual(Object.keys(medians), ['a', 'b']);
    assert.equal(turns.join(''), 'ab' + 'ab' + 'ba');
  });

  test('an engine is loaded with its memory, and nothing stays watched', async () => {
    const { instantiate } = WebAssembly;
    const file = join(folder, 'engine.mjs');
    writeFileSync(
      file,
      `export async function createEngine() {
        const module = await WebAssembly.compile(Uint8Array.of(${peakModule(TILES[0])}));
        return WebAssembly.instantiate(module, {});
      }`,
    );
    const { memory } = await loadEngine(pathToFileURL(file).href);
    assert.ok(memory instanceof WebAssembly.Memory);
    assert.equal(WebAssembly.instantiate, instantiate);
  });
});
