// This machine without wasm: the core and Eigen under Google Benchmark, and onnxruntime-node.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say, ToolError } from '../../../web/tools/machine/process.mjs';
import { findGenerator } from '../../../web/tools/machine/requirements.mjs';
import { measureInNode } from '../node-process.mjs';
import { benchFolder } from '../peers.mjs';

/** @typedef {import('../measure/numbers.js').Size} Size */
/** @typedef {import('../measure/rounds.js').Plan} Plan */

const folder = join(benchFolder, 'native');

/**
 * @param {Size[]} sizes
 * @param {Plan} plan
 * @returns {Promise<{ size: Size, medians: Record<string, number> }[]>}  milliseconds
 */
export async function measureNative(sizes, plan) {
  const ours = await googleBenchmark(sizes, plan);
  const theirs = await measureInNode({ job: 'native', sizes, plan });
  return sizes.map((size, index) => ({ size, medians: { ...ours[index], ...theirs[index] } }));
}

/** @param {Size[]} sizes @param {Plan} plan @returns {Promise<Record<string, number>[]>} */
async function googleBenchmark(sizes, plan) {
  await configure();
  const target = ['--target', 'native_bench', '--parallel', '2'];
  await run('cmake', ['--build', folder, ...target], { quiet: true });
  const filter = sizes.map(({ tokens, dModel, numHeads }) => `${tokens}/${dModel}/${numHeads}`);
  const out = join(folder, 'times.json');
  await run(
    join(folder, 'tests', 'bench', 'native_bench'),
    [
      `--benchmark_filter=^(ours|eigen)/(${filter.join('|')})$`,
      ...[`--benchmark_repetitions=${plan.fewest}`, '--benchmark_enable_random_interleaving=true'],
      `--benchmark_min_time=${Math.max(0.01, plan.budget / 1000 / 40)}`,
      ...['--benchmark_out_format=json', `--benchmark_out=${out}`],
    ],
    { quiet: true },
  );
  return mediansOf(JSON.parse(readFileSync(out, 'utf8')), filter);
}

async function configure() {
  say('Building the native benchmark');
  const cmake = ['-S', root, '-B', folder, '-G', findGenerator() ?? 'Unix Makefiles'];
  const options = ['-DATTENTION_WALK_BENCH=ON', '-DATTENTION_WALK_TESTS=OFF'];
  await run('cmake', [...cmake, ...options, '-DCMAKE_BUILD_TYPE=Release'], { quiet: true });
}

/**
 * @param {{ benchmarks: { run_name: string, aggregate_name?: string, cpu_time: number, time_unit: string, error_message?: string }[] }} report
 * @param {string[]} names  of the sizes
 * @returns {Record<string, number>[]}
 */
export function mediansOf({ benchmarks }, names) {
  const failed = benchmarks.find(({ error_message: message }) => message);
  if (failed) throw new ToolError(`${failed.run_name}: ${failed.error_message}`);
  const perMillisecond = { ns: 1e6, us: 1e3, ms: 1, s: 1e-3 };
  const medianOf = (/** @type {string} */ name) => {
    const found = benchmarks.find(
      (one) => one.run_name === name && one.aggregate_name === 'median',
    );
    if (!found) throw new ToolError(`Google Benchmark did not report ${name}.`);
    // Of the processor: nothing here waits, and other programs are left out.
    return found.cpu_time / perMillisecond[/** @type {'ns'} */ (found.time_unit)];
  };
  return names.map((name) => ({
    'native.run': medianOf(`ours/${name}`),
    'native.eigen': medianOf(`eigen/${name}`),
  }));
}
