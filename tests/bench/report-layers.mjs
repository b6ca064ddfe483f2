// Sections about single layers.
import { gigaflops, layerFlops, nameOf, productFlops } from './measure/numbers.js';
import { PEAK_FLOPS } from './measure/peak-wasm.js';
import { digits, ms, percent, ratio, table } from './tables.mjs';

/** @typedef {import('./measure/layer.js').LayerResult} LayerResult */
/** @typedef {import('./measure/engines.js').Build} Build */

/**
 * @typedef {object} Section
 * @property {string} title
 * @property {string} [note]
 * @property {string} [table]
 * @property {boolean} [inReadme]
 */

/** @param {readonly { medians: Record<string, number> }[]} results @returns {Build[]} those that were measured */
const buildsOf = (results) =>
  /** @type {const} */ (['baseline', 'relaxed']).filter((build) =>
    results.some(({ medians }) => `${build}.run` in medians),
  );

/** @param {string} place @param {LayerResult[]} results @returns {Section[]} */
export function layerSections(place, results) {
  if (results.length === 0) return [];
  const builds = buildsOf(results);
  const fastest = results.map((one) => ({ ...one, medians: one.fastest }));
  const worst = Math.max(...results.map((one) => one.worst));
  return [
    {
      title: `One layer in ${place}, one thread`,
      inReadme: place === 'Chromium',
      note:
        `tokens × d_model × heads, median milliseconds. "run" renews every intermediate in place, ` +
        `"+ output" also copies the output out as the others do, "+ arrays" all of q, k, v, scores, ` +
        `scaled, weights, z and output. All outputs and intermediates agree within ` +
        `${worst.toExponential(0)} of the largest value.`,
      table: times(results, builds),
    },
    {
      title: `How many times as long the others take (${place})`,
      inReadme: place === 'Chromium',
      note:
        'Against "run": every intermediate is there for a trace or an explanation to read. ' +
        'onnxruntime-web hands out its output, or all of them.',
      table: ratios(results, builds, KEPT),
    },
    {
      title: `The same with as much handed out to JavaScript (${place})`,
      inReadme: place === 'Chromium',
      note:
        'Those that hand out their output alone against "+ output"; ' +
        'onnxruntime-web with all intermediates against "+ arrays".',
      table: ratios(results, builds, HANDED_OUT),
    },
    {
      title: `Both of the fastest samples (${place})`,
      note: 'Where the machine was busy with other things, these are the better guide.',
      table: `${ratios(fastest, builds, KEPT)}\n\n${ratios(fastest, builds, HANDED_OUT)}`,
    },
    {
      title: `Of the machine's peak (${place})`,
      note:
        'Peak: multiply-adds in registers, multiply + add for the baseline and fused for relaxed ' +
        'SIMD, measured in the same rounds. Layer: "run". Projections: x·W at 197×768, as a ' +
        'cross-attention with one key, which is two projections and next to nothing else.',
      table: `${peaks(results, builds)}\n\nOf the fastest samples:\n\n${peaks(fastest, builds)}`,
    },
    {
      title: `Asking a run (${place})`,
      note:
        'Another query each time: one step of one head as an object; the five steps of one head as ' +
        'JSON text; all steps with one head as an object; a new run with all steps and heads.',
      table: asking(results, builds),
    },
  ];
}

/** @param {LayerResult[]} results @param {Build[]} builds */
function times(results, builds) {
  const head = builds.flatMap((build) => {
    const name = build === 'baseline' ? 'ours: run' : 'relaxed SIMD: run';
    return [name, '+ output', '+ arrays'];
  });
  return table(
    ['size', ...head, 'ort-web fused', 'ort-web, all intermediates', 'tfjs wasm', 'plain JS'],
    results.map(({ size, medians }) => [
      nameOf(size),
      ...builds.flatMap((build) =>
        ['run', 'output', 'arrays'].map((way) => digits(medians[`${build}.${way}`])),
      ),
      ...['ort.fused', 'ort.open', 'tfjs', 'plain'].map((name) => digits(medians[name])),
    ]),
  );
}

/** The other, what it is compared with, and its name. @typedef {readonly (readonly [other: string, way: string, name: string])[]} Comparisons */

/** @type {Comparisons} */
const KEPT = [
  ['ort.fused', 'run', 'ort-web fused'],
  ['ort.open', 'run', 'ort-web, all intermediates'],
];

/** @type {Comparisons} */
const HANDED_OUT = [
  ['ort.fused', 'output', 'ort-web fused'],
  ['ort.open', 'arrays', 'ort-web, all intermediates'],
  ['tfjs', 'output', 'tfjs wasm'],
  ['plain', 'output', 'plain JS'],
];

/** @param {LayerResult[]} results @param {Build[]} builds @param {Comparisons} others */
function ratios(results, builds, others) {
  const suffix = (/** @type {Build} */ build) => (build === 'relaxed' ? ' (relaxed)' : '');
  return table(
    ['size', ...others.flatMap(([, , name]) => builds.map((build) => `${name}${suffix(build)}`))],
    results.map(({ size, medians }) => [
      nameOf(size),
      ...others.flatMap(([other, way]) =>
        builds.map((build) => ratio(medians[other], medians[`${build}.${way}`])),
      ),
    ]),
  );
}

/** @param {LayerResult[]} results @param {Build[]} builds */
function peaks(results, builds) {
  const rows = results.flatMap(({ size, medians }) => {
    const flops = layerFlops(size);
    const works = [{ name: nameOf(size), way: 'run', flops }];
    // Two of them, see ourProjections().
    const projections = 2 * productFlops(size.tokens, size.dModel, size.dModel);
    if ('baseline.projections' in medians) {
      works.push({ name: 'projections, 197×768', way: 'projections', flops: projections });
    }
    return works.map(({ name, way, flops: work }) => [
      name,
      ...builds.flatMap((build) => {
        const speed = gigaflops(work, medians[`${build}.${way}`]);
        const peakTime = medians[`peak.${build}`];
        const peak = peakTime === undefined ? undefined : gigaflops(PEAK_FLOPS, peakTime);
        return [digits(speed), digits(peak), percent(speed, peak)];
      }),
    ]);
  });
  const head = builds.flatMap((build) => [`${build}, GFLOP/s`, 'peak', 'of it']);
  return table(['', ...head], rows);
}

/** @param {LayerResult[]} results @param {Build[]} builds */
function asking(results, builds) {
  const ways = /** @type {const} */ ([
    ['switch', 'one step'],
    ['json', 'one head, JSON'],
    ['trace', 'one head, all steps'],
    ['whole', 'run and everything'],
  ]);
  const suffix = (/** @type {Build} */ build) => (build === 'relaxed' ? ' (relaxed)' : '');
  return table(
    ['size', ...builds.flatMap((build) => ways.map(([, name]) => `${name}${suffix(build)}`))],
    results.map(({ size, medians }) => [
      nameOf(size),
      ...builds.flatMap((build) => ways.map(([way]) => ms(medians[`${build}.${way}`]))),
    ]),
  );
}

/** @param {{ size: import('./measure/numbers.js').Size, medians: Record<string, number> }[]} results @returns {Section[]} */
export function nativeSections(results) {
  if (results.length === 0) return [];
  return [
    {
      title: 'One layer without wasm, one thread',
      inReadme: true,
      note:
        'Median milliseconds. Ours and Eigen are compiled with the same flags, for any x86-64 (or ' +
        'ARMv8), and keep all intermediates; onnxruntime-node picks kernels for this processor.',
      table: table(
        ['size', 'ours', 'Eigen', 'Eigen ÷ ours', 'ort-node fused', 'ort-node, all intermediates'],
        results.map(({ size, medians }) => [
          nameOf(size),
          ...['native.run', 'native.eigen'].map((name) => digits(medians[name])),
          ratio(medians['native.eigen'], medians['native.run']),
          ...['ortnode.fused', 'ortnode.open'].map((name) => digits(medians[name])),
        ]),
      ),
    },
  ];
}
