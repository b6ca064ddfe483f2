// Sections about single layers.
import { gigaflops, layerFlops, nameOf, productFlops } from './measure/numbers.js';
import { PEAK_FLOPS } from './measure/peak-wasm.js';
import { digits, ms, percent, ratio, table } from './tables.mjs';

/** @typedef {import('./measure/layer.js').LayerResult} LayerResult */

/**
 * @typedef {object} Section
 * @property {string} title
 * @property {string} [note]
 * @property {string} [table]
 * @property {boolean} [inReadme]
 */

/** @param {string} place @param {LayerResult[]} results @returns {Section[]} */
export function layerSections(place, results) {
  if (results.length === 0) return [];
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
      table: times(results),
    },
    {
      title: `How many times as long the others take (${place})`,
      inReadme: place === 'Chromium',
      note:
        'Against "run": every intermediate is there for a trace or an explanation to read. ' +
        'onnxruntime-web hands out its output, or all of them.',
      table: ratios(results, KEPT),
    },
    {
      title: `The same with as much handed out to JavaScript (${place})`,
      inReadme: place === 'Chromium',
      note:
        'Those that hand out their output alone against "+ output"; ' +
        'onnxruntime-web with all intermediates against "+ arrays".',
      table: ratios(results, HANDED_OUT),
    },
    {
      title: `Both of the fastest samples (${place})`,
      note: 'Where the machine was busy with other things, these are the better guide.',
      table: `${ratios(fastest, KEPT)}\n\n${ratios(fastest, HANDED_OUT)}`,
    },
    {
      title: `Of the machine's peak (${place})`,
      note:
        'Peak: a multiply and an add in registers, again and again, measured in the same rounds. ' +
        'Layer: "run". Projections: x·W at 197×768, as a cross-attention with one key, which is two ' +
        'projections and next to nothing else.',
      table: `${peaks(results)}\n\nOf the fastest samples:\n\n${peaks(fastest)}`,
    },
    {
      title: `Asking a run (${place})`,
      note:
        'Another query each time: one step of one head as an object; the five steps of one head as ' +
        'JSON text; all steps with one head as an object; a new run with all steps and heads.',
      table: asking(results),
    },
  ];
}

/** @param {LayerResult[]} results */
function times(results) {
  const names = {
    'ours.run': 'ours: run',
    'ours.output': '+ output',
    'ours.arrays': '+ arrays',
    'ort.fused': 'ort-web fused',
    'ort.open': 'ort-web, all intermediates',
    tfjs: 'tfjs wasm',
    plain: 'plain JS',
  };
  return table(
    ['size', ...Object.values(names)],
    results.map(({ size, medians }) => [
      nameOf(size),
      ...Object.keys(names).map((name) => digits(medians[name])),
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

/** @param {LayerResult[]} results @param {Comparisons} others */
function ratios(results, others) {
  return table(
    ['size', ...others.map(([, , name]) => name)],
    results.map(({ size, medians }) => [
      nameOf(size),
      ...others.map(([other, way]) => ratio(medians[other], medians[`ours.${way}`])),
    ]),
  );
}

/** @param {LayerResult[]} results */
function peaks(results) {
  const rows = results.flatMap(({ size, medians }) => {
    const flops = layerFlops(size);
    const works = [{ name: nameOf(size), way: 'run', flops }];
    // Two of them, see ourProjections().
    const projections = 2 * productFlops(size.tokens, size.dModel, size.dModel);
    if ('ours.projections' in medians) {
      works.push({ name: 'projections, 197×768', way: 'projections', flops: projections });
    }
    const peak = 'peak' in medians ? gigaflops(PEAK_FLOPS, medians.peak) : undefined;
    return works.map(({ name, way, flops: work }) => {
      const speed = gigaflops(work, medians[`ours.${way}`]);
      return [name, digits(speed), digits(peak), percent(speed, peak)];
    });
  });
  return table(['', 'GFLOP/s', 'peak', 'of it'], rows);
}

/** @param {LayerResult[]} results */
function asking(results) {
  const ways = /** @type {const} */ ([
    ['switch', 'one step'],
    ['json', 'one head, JSON'],
    ['trace', 'one head, all steps'],
    ['whole', 'run and everything'],
  ]);
  return table(
    ['size', ...ways.map(([, name]) => name)],
    results.map(({ size, medians }) => [
      nameOf(size),
      ...ways.map(([way]) => ms(medians[`ours.${way}`])),
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
