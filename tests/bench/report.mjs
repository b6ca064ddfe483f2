// All that was measured, as Markdown: everything for bench.md, the main things for RESULTS.md.
import { median, nameOf } from './measure/numbers.js';
import { layerSections, nativeSections } from './report-layers.mjs';
import { digits, ms, ratio, table } from './tables.mjs';

/** @typedef {import('./report-layers.mjs').Section} Section */
/** @typedef {import('./measure/numbers.js').Size} Size */
/** @typedef {import('./parts/page.mjs').Switch} Switch */
/** @typedef {import('./parts/page.mjs').Motion} Motion */

/**
 * What was measured; parts that were not asked for are empty.
 * @typedef {object} Results
 * @property {{ place: string, layers: import('./measure/layer.js').LayerResult[] }[]} layers
 * @property {{ place: string, growth: import('./measure/memory.js').Growth }[]} memory
 * @property {import('./measure/model.js').ModelResult | undefined} model
 * @property {import('./parts/start.mjs').Start[]} start
 * @property {{ size: Size, switches: Switch[], motion: Motion[] }[]} page
 * @property {{ size: Size, medians: Record<string, number> }[]} native
 */

/** @returns {Results} */
export const noResults = () => ({
  ...{ layers: [], memory: [], model: undefined, start: [], page: [], native: [] },
});

/**
 * @param {Results} results
 * @param {string} machine
 * @returns {{ whole: string, readme: string }}
 */
export function report(results, machine) {
  const sections = [
    ...results.layers.flatMap(({ place, layers }) => layerSections(place, layers)),
    ...modelSections(results),
    ...startSections(results),
    ...pageSections(results),
    ...memorySections(results),
    ...nativeSections(results.native),
  ];
  /** @param {Section[]} chosen @param {string} level */
  const written = (chosen, level) =>
    chosen
      .flatMap(({ title, note, table }) => [`${level} ${title}`, note, table])
      .filter((part) => part !== undefined)
      .join('\n\n');
  return {
    whole: `# Benchmark\n\n${machine}.\n\n${written(sections, '##')}\n`,
    readme: `${machine}.\n\n${written(
      sections.filter(({ inReadme }) => inReadme),
      '###',
    )}`,
  };
}

/** @param {Results} results @returns {Section[]} */
function modelSections({ model }) {
  if (!model) return [];
  const { medians, fastest, worst } = model;
  const [ours, theirs] = ['ours.model', 'ort.model'];
  return [
    {
      title: 'A whole model of the size of ViT-B/16, 197 tokens, in Chromium',
      inReadme: true,
      note: `The same file and picture; the logits agree within ${worst.toExponential(0)}.`,
      table: table(
        ['', 'time', 'onnxruntime-web takes', 'of the fastest runs'],
        [
          ['onnxruntime-web, fused', ms(medians[theirs]), '', ''],
          [
            'ours',
            ms(medians[ours]),
            ratio(medians[theirs], medians[ours]),
            ratio(fastest[theirs], fastest[ours]),
          ],
        ],
      ),
    },
  ];
}

/** @param {Results} results @returns {Section[]} */
function startSections({ start }) {
  if (start.length === 0) return [];
  const titles = {
    ours: 'the widget',
    ort: 'onnxruntime-web',
    canvas: 'words and one number on a canvas, no script to load',
    empty: 'an empty page',
  };
  const networks = [...new Set(start.map(({ network }) => network))];
  const rows = Object.entries(titles).map(([page, title]) => {
    const of = start.filter((one) => one.page === page);
    const times = networks.map((name) =>
      ms(of.find(({ network }) => network === name)?.milliseconds),
    );
    return [title, `${digits(of[0].bytes / 1000)} KB`, ...times];
  });
  return [
    {
      title: 'Cold start: navigation to the first number, in Chromium',
      inReadme: true,
      note: 'Empty caches, no debugger, one local server, gzip. onnxruntime-web makes and runs a 4×8×2 layer.',
      table: table(['page', 'transferred', ...networks], rows),
    },
  ];
}

/** @param {Results} results @returns {Section[]} */
function pageSections({ page }) {
  if (page.length === 0) return [];
  const head = ['call', 'frame script', 'main thread', 'frame distance'];
  /** @param {Switch} one @returns {string[]} */
  const cells = ({ call, draw, busy, frame }) => [call, draw, busy, frame].map(digits);
  /** @param {Switch[]} queries @param {(values: number[]) => number} pick @param {string} what @returns {Switch} */
  const summary = (queries, pick, what) => {
    const of = (/** @type {'call' | 'draw' | 'busy' | 'frame'} */ name) =>
      pick(queries.map((one) => one[name]));
    return { what, call: of('call'), draw: of('draw'), busy: of('busy'), frame: of('frame') };
  };
  const short = page.flatMap(({ size, switches }) => {
    const queries = switches.filter(({ what }) => what.startsWith('query'));
    return [
      summary(queries, median, `${nameOf(size)}, the median of the steps`),
      summary(queries, (values) => Math.max(...values), `${nameOf(size)}, the slowest step`),
    ];
  });
  return [
    {
      title: 'Another query on the page, in Chromium',
      inReadme: true,
      note:
        'Median milliseconds: until goTo() returns; the longest script of one frame after it; all ' +
        'that the main thread did until nothing moved, with layout and painting; the longest ' +
        'distance of two frames.',
      table: table(
        ['', ...head],
        short.map((one) => [one.what, ...cells(one)]),
      ),
    },
    {
      title: 'The motion of a step, in Chromium',
      inReadme: true,
      note:
        'Median milliseconds of the longest script of a frame, and of the longest distance of two frames, ' +
        'in the 1.4 s in which a step comes about.',
      table: table(
        ['', 'frame script', 'frame distance'],
        page.flatMap(({ size, motion }) =>
          motion.map(({ step, draw, frame }) => [
            `${nameOf(size)}, ${step}`,
            ...[draw, frame].map(digits),
          ]),
        ),
      ),
    },
    ...page.map(({ size, switches }) => ({
      title: `Switches on the page one by one, ${nameOf(size)}`,
      table: table(
        ['switch of', ...head],
        switches.map((one) => [one.what, ...cells(one)]),
      ),
    })),
  ];
}

/** @param {Results} results @returns {Section[]} */
function memorySections({ memory }) {
  if (memory.length === 0) return [];
  const megabytes = (/** @type {number} */ bytes) => `${digits(bytes / 2 ** 20)} MB`;
  return [
    {
      title: 'Memory of one run, 577×768×12',
      inReadme: true,
      note: 'Growth of the wasm memory, against the bytes of what a trace can show.',
      table: table(
        ['', 'shown', 'first run', '', 'each further run', '', 'update in place'],
        memory.map(({ place, growth: { kept, first, further, update } }) => [
          ...[place, megabytes(kept), megabytes(first), ratio(first, kept)],
          ...[megabytes(further), ratio(further, kept), megabytes(update)],
        ]),
      ),
    },
  ];
}
