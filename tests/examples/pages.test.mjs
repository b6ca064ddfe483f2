// The example pages, as a developer would serve them beside dist/.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { root } from '../../web/tools/machine/process.mjs';
import { startServer } from '../../web/tools/serve.mjs';
import { createEngine } from '../helpers/attention-walk.mjs';
import { near } from '../helpers/near.mjs';
import { ready, traceOf, useBrowser } from '../browser/browser.mjs';

const { open } = useBrowser();
/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => {
  const folders = ['examples', 'dist'].map((name) => [`/${name}/`, join(root, name)]);
  server = await startServer({ roots: Object.fromEntries(folders) });
});
after(() => server.close());

/** @param {string} name */
const example = (name) => new URL(`examples/${name}/`, server.url).href;

for (const [width, colorScheme] of /** @type {const} */ ([
  [1280, 'light'],
  [360, 'dark'],
])) {
  test(`own drawing shows the engine's weights, ${width} px, ${colorScheme}`, async () => {
    const options = { viewport: { width, height: 900 }, colorScheme };
    await open(
      example('own-drawing'),
      async (page) => {
        const canvas = page.locator('canvas');
        await page.getByText('Point at a cell').waitFor();
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);

        // Twice the same word and two others: the darkest cells are where a word meets its like.
        await page.getByLabel('Words').fill('<b>one</b> <b>one</b> two three');
        const box = await canvas.boundingBox();
        assert.ok(box);
        const at = (/** @type {number} */ cell) => box.width * (0.2 + (0.8 * (cell + 0.5)) / 4);
        await canvas.hover({ position: { x: at(1), y: at(0) } });
        const sentence = await page.locator('output').textContent();
        assert.match(sentence ?? '', /^“<b>one<\/b>” gives \d+\.\d % .* to “<b>one<\/b>”\.$/);
        assert.equal(await page.locator('body b').count(), 0, 'words are text');

        const colors = await canvas.evaluate((/** @type {HTMLCanvasElement} */ element) => {
          const row = element
            .getContext('2d')
            ?.getImageData(0, element.height * 0.3, element.width, 1);
          return [0, 1, 2, 3].map((key) => {
            const x = Math.round(element.width * (0.2 + (0.8 * (key + 0.5)) / 4));
            return String(row?.data.subarray(4 * x, 4 * x + 4));
          });
        });
        assert.equal(colors[0], colors[1], 'equal weights have one colour');
        assert.notEqual(colors[0], colors[2]);
      },
      options,
    );
  });
}

test('own drawing: the weights are those of the same layer in Node', async () => {
  await open(example('own-drawing'), async (page) => {
    await page.getByText('Point at a cell').waitFor();
    const tokens = ['the', 'cat', 'saw', 'the', 'dog', 'and', 'the', 'dog', 'ran'];
    const engine = await createEngine();
    const diagonal = (/** @type {number} */ value) =>
      Float32Array.from({ length: 256 }, (_, i) => (i % 17 === 0 ? value : 0));
    const [wq, one] = [diagonal(0.8), diagonal(1)];
    const weights = { wq, wk: one, wv: one, wo: one };
    const run = engine.attention({ dModel: 16, numHeads: 1, weights }).run({ tokens });
    const expected = run.tensor('weights', 0).data[8 * 9 + 8];
    const box = await page.locator('canvas').boundingBox();
    assert.ok(box);
    await page.locator('canvas').hover({ position: { x: box.width - 5, y: box.width - 5 } });
    const sentence = (await page.locator('output').textContent()) ?? '';
    assert.equal(sentence, `“ran” gives ${(100 * expected).toFixed(1)} % of its weight to “ran”.`);
  });
});

test('the worker posts the tensors of its layer', async () => {
  await open(example('worker'), async (page) => {
    await page.getByRole('button', { name: 'Compute' }).click();
    const told = page.getByText(/^weights 12 × 197 × 197, output 197 × 768, computed in \d+ ms$/);
    await told.waitFor();

    // The same once more, with what the worker sends.
    const message = await page.evaluate(async () => {
      const worker = new Worker('worker.js', { type: 'module' });
      const next = () =>
        new Promise((resolve) =>
          worker.addEventListener('message', ({ data }) => resolve(data), { once: true }),
        );
      await next();
      worker.postMessage({ phase: 1 });
      const { weights, output } = await next();
      worker.terminate();
      return {
        weights: [...weights.data.subarray(0, 197)],
        output: [...output.data.subarray(0, 8)],
      };
    });
    const engine = await createEngine();
    const x = Float32Array.from({ length: 197 * 768 }, (_, i) => Math.sin(i * 0.37 + 1));
    const run = engine.attention({ dModel: 768, numHeads: 12, seed: 7 }).run({ x });
    near(message.weights, run.tensor('weights').data.subarray(0, 197));
    near(message.output, run.tensor('output').data.subarray(0, 8));
    run.dispose();
  });
});

test('the layer from PyTorch is walked', async () => {
  const [{ output }] = JSON.parse(readFileSync(join(root, 'tests/reference/pytorch.json'), 'utf8'));
  await open(example('pytorch'), async (page) => {
    await ready(page);
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('attention-walk')).example === 'own',
    );
    const { tokens, steps, config } = await traceOf(page);
    assert.deepEqual(tokens, ['The', 'cat', 'sat', 'down', '.']);
    near(steps.at(-1).values, output[config.query]);
  });
});
