// Cold start: from the navigation to the first number on the page, and what was transferred for it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../web/tools/process.mjs';
import { serveCompressed } from '../gzip-server.mjs';
import { makeLayer } from '../measure/inputs.js';
import { fusedLayer } from '../measure/layer-graphs.js';
import { median, SIZES } from '../measure/numbers.js';
import { peersFolder } from '../peers.mjs';

/** @typedef {import('playwright-core').Browser} Browser */

const PAGES = /** @type {const} */ (['ours', 'ort', 'empty']);

/** The pack comes beside the script, the part after the first number. */
const OURS = ['attention-walk.js', 'attention-walk-models.js', 'models/text-tiny.js'];

/** As CDP takes it. @type {Record<string, { latency: number, downloadThroughput: number, uploadThroughput: number } | undefined>} */
const NETWORKS = {
  loopback: undefined,
  '10 Mbit/s, 40 ms': { latency: 40, downloadThroughput: 1.25e6, uploadThroughput: 1.25e6 },
};

/** @typedef {{ page: typeof PAGES[number], network: string, milliseconds: number, bytes: number }} Start */

/**
 * @param {Browser} browser
 * @param {number} times
 * @returns {Promise<Start[]>}
 */
export async function measureStart(browser, times) {
  const server = await serveCompressed(startFiles());
  try {
    const results = [];
    for (const [network, conditions] of Object.entries(NETWORKS)) {
      /** @type {Record<string, { milliseconds: number, bytes: number }[]>} */
      const samples = Object.fromEntries(PAGES.map((page) => [page, []]));
      for (let time = 0; time < times; time += 1) {
        for (const page of PAGES) {
          samples[page].push(await start(browser, `${server.url}/${page}.html`, conditions));
        }
      }
      for (const page of PAGES) {
        const milliseconds = median(samples[page].map((sample) => sample.milliseconds));
        results.push({ page, network, milliseconds, bytes: samples[page][0].bytes });
      }
    }
    return results;
  } finally {
    server.close();
  }
}

/** @returns {Record<string, Buffer | string>} */
function startFiles() {
  const page = (/** @type {string} */ name) =>
    readFileSync(join(root, 'tests', 'bench', 'pages', name), 'utf8');
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
    '/empty.html': page('empty.html'),
  };
}

/**
 * In a fresh context, whose caches are empty.
 * @param {Browser} browser
 * @param {string} url
 * @param {{ latency: number, downloadThroughput: number, uploadThroughput: number } | undefined} conditions
 */
async function start(browser, url, conditions) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    if (conditions) {
      await session.send('Network.emulateNetworkConditions', { offline: false, ...conditions });
    }
    let bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    await page.goto(url);
    const handle = await page.waitForFunction(() => /** @type {any} */ (globalThis).firstNumber);
    return { milliseconds: Number(await handle.jsonValue()), bytes };
  } finally {
    await context.close();
  }
}
