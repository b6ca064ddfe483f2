// Cold start: from the navigation to the first number on the page, and what was transferred for it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root, ToolError } from '../../../web/tools/machine/process.mjs';
import { openUnwatched } from '../chromium.mjs';
import { serveCompressed } from '../gzip-server.mjs';
import { makeLayer } from '../measure/inputs.js';
import { fusedLayer } from '../measure/layer-graphs.js';
import { median, SIZES } from '../measure/numbers.js';
import { peersFolder } from '../peers.mjs';

const PAGES = /** @type {const} */ (['ours', 'ort', 'canvas', 'empty']);

/** The pack comes beside the script, the part after the first number. */
const OURS = ['attention-walk.js', 'attention-walk-models.js', 'models/text-tiny.js'];

/** @type {Record<string, import('../gzip-server.mjs').Line | undefined>} */
const NETWORKS = {
  loopback: undefined,
  '10 Mbit/s, 40 ms': { latency: 40, throughput: 1.25e6 },
};

/** Before a navigation that is measured, for what the browser has still to do. */
const IDLE_MS = 700;
const LONGEST_MS = 10 * 60_000;

/** @typedef {typeof PAGES[number]} PageName */
/** @typedef {{ page: PageName, milliseconds: number, bytes: number }} Visit */
/** @typedef {Visit & { network: string }} Start */

/**
 * @param {number} times
 * @returns {Promise<Start[]>}
 */
export async function measureStart(times) {
  const files = startFiles();
  const order = Array.from({ length: times }, () => PAGES).flat();
  const results = [];
  for (const [network, line] of Object.entries(NETWORKS)) {
    const visits = await visit(order, files, line);
    for (const page of PAGES) {
      const own = visits.filter((one) => one.page === page);
      const milliseconds = median(own.map((one) => one.milliseconds));
      results.push({ page, network, milliseconds, bytes: own[0].bytes });
    }
  }
  return results;
}

/**
 * One page after another, each on a host of its own: a site that the browser has not seen gets a new
 * process, with empty caches.
 * @param {PageName[]} order
 * @param {Record<string, Buffer | string>} files
 * @param {import('../gzip-server.mjs').Line | undefined} line
 * @returns {Promise<Visit[]>}
 */
async function visit(order, files, line) {
  /** @type {Visit[]} */
  const visits = [];
  let bytes = 0;
  /** @type {() => void} */
  let finish = () => {};
  const finished = new Promise((resolve) => (finish = () => resolve(true)));
  const urlOf = (/** @type {string} */ host, /** @type {string} */ path) =>
    `http://${host}.localhost:${server.port}/${path}`;
  const server = await serveCompressed(files, {
    line,
    sent: (size) => (bytes += size),
    answer({ pathname, search }) {
      const at = visits.length;
      if (pathname === '/idle') {
        bytes = 0;
        const next = urlOf(`visit-${at}`, `${order[at]}.html`);
        return `<script>setTimeout(() => (location.href = '${next}'), ${IDLE_MS})</script>`;
      }
      if (pathname !== '/told') return undefined;
      visits.push({ page: order[at], milliseconds: Number(search.slice(1)), bytes });
      if (visits.length === order.length) finish();
      return urlOf('idle', 'idle');
    },
  });
  const close = await openUnwatched(urlOf('idle', 'idle'));
  try {
    const isFinished = await Promise.race([finished, pause(LONGEST_MS, false, { ref: false })]);
    if (!isFinished) throw new ToolError(`Cold start: ${order[visits.length]} tells no number.`);
    return visits;
  } finally {
    await close();
    server.close();
  }
}

/** Tells the first number as soon as a page has it, and goes on. */
const TELLER = `<script>
  Object.defineProperty(globalThis, 'firstNumber', {
    set: async (milliseconds) => {
      const next = await fetch('/told?' + milliseconds);
      location.href = await next.text();
    },
  });
</script>
`;

/** @returns {Record<string, Buffer | string>} */
function startFiles() {
  const page = (/** @type {string} */ name) =>
    readFileSync(join(root, 'tests', 'bench', 'pages', name), 'utf8').replace(
      '<script',
      `${TELLER}<script`,
    );
  const ort = (/** @type {string} */ name) =>
    readFileSync(join(peersFolder, 'node_modules', 'onnxruntime-web', 'dist', name));
  // Inside the page, where it costs the other side no round trip.
  const model = Buffer.from(fusedLayer(makeLayer(SIZES[0]))).toString('base64');
  return {
    '/ours.html': page('ours.html'),
    ...Object.fromEntries(OURS.map((name) => [`/${name}`, readFileSync(join(root, 'dist', name))])),
    '/ort.html': page('ort.html').replace('<!-- model -->', model),
    '/ort.wasm.bundle.min.mjs': ort('ort.wasm.bundle.min.mjs'),
    '/ort-wasm-simd-threaded.wasm': ort('ort-wasm-simd-threaded.wasm'),
    '/canvas.html': page('canvas.html'),
    '/empty.html': page('empty.html'),
  };
}
