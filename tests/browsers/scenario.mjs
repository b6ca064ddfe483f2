// What every browser has to do, written once: the page and the element, from a server and from disk.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../../web/tools/machine/process.mjs';
import { startServer } from '../../web/tools/serve.mjs';
import { expectedStops } from '../browser/browser.mjs';
import { asShown, lookUp } from '../browser/trace-lookup.mjs';
import { createEngine } from '../helpers/attention-walk.mjs';
import { modelFile } from '../helpers/models.mjs';
import { endAll } from './processes.mjs';

/** @typedef {import('./driver.mjs').Driver} Driver */

const engine = await createEngine();

const FILES = [
  ...['attention-walk.js', 'attention-walk-models.js', 'embed.js'],
  ...['models/text-tiny.js', 'models/fashion-vit.js'],
];

/** Keeps what a console would show of a page; neither protocol tells it. */
const COLLECTOR = `<script>
  const keep = (...words) => errors.push(words.map(String).join(' '));
  var errors = [];
  addEventListener('error', ({ message, target }) => keep(message ?? target.outerHTML), true);
  addEventListener('unhandledrejection', ({ reason }) => keep('unhandled', reason));
  console.error = keep;
  console.warn = keep;
</script>`;

const ELEMENT_PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A blog</title>
  <script src="attention-walk.js" defer></script></head>
  <body><h1>A blog</h1><attention-walk></attention-walk></body></html>`;

/** @param {string} attributes  of the frame */
const hostPage = (attributes) => `<!doctype html><script>
  var messages = [];
  addEventListener('message', ({ data }) => messages.push(data));
  </script><iframe src="embed.html#example=rope" ${attributes}></iframe>`;

/** Windows do not become as narrow as a phone; frames do. */
const NARROW_PAGE = '<!doctype html><iframe src="index.html" width="360" height="900"></iframe>';

/** @param {{ skip: string | false, start: (folder: string) => Promise<Driver> }} browser  start: with an empty folder to keep things in */
export function testIn({ skip, start }) {
  describe('in this browser', { skip }, () => {
    const folder = mkdtempSync(join(root, 'build', 'browsers-'));
    const pages = join(folder, 'pages');
    /** @type {Driver} */
    let driver;
    /** @type {Awaited<ReturnType<typeof startServer>>} */
    let server;
    before(async () => {
      for (const file of FILES) cpSync(join(root, 'dist', file), join(pages, file));
      for (const page of ['index.html', 'embed.html']) {
        const html = readFileSync(join(root, 'dist', page), 'utf8');
        writeFileSync(join(pages, page), collecting(html));
      }
      writeFileSync(join(pages, 'element.html'), collecting(ELEMENT_PAGE));
      // From disk, WebKit lets a sandboxed frame load nothing.
      writeFileSync(join(pages, 'http-host.html'), hostPage('sandbox="allow-scripts"'));
      writeFileSync(join(pages, 'file-host.html'), hostPage(''));
      writeFileSync(join(pages, 'narrow.html'), NARROW_PAGE);
      server = await startServer({ roots: { '/': pages } });
      const own = join(folder, 'browser');
      mkdirSync(own);
      driver = await start(own);
      await driver.size(1280, 1000);
    });
    after(async () => {
      await driver?.close();
      await endAll();
      await server?.close();
      rmSync(folder, { recursive: true, maxRetries: 5 });
    });

    const places = {
      http: (/** @type {string} */ page) => new URL(page, server.url).href,
      file: (/** @type {string} */ page) => pathToFileURL(join(pages, page)).href,
    };
    for (const [place, urlOf] of Object.entries(places)) {
      for (const page of ['index.html', 'element.html']) {
        test(`${page} by ${place}: a whole walk, and each number is the trace’s and Node’s`, async () => {
          await open(driver, urlOf(page));
          await walk(driver);
          await assertSilent(driver);
        });
        test(`${page} by ${place}: a patch of a picture becomes the Query`, async () => {
          await open(driver, urlOf(page));
          await choosePatch(driver);
          await assertSilent(driver);
        });
      }
      test(`a frame by ${place}: it tells its height and walks when told`, async () => {
        await driver.open(urlOf(`${place}-host.html`));
        await driver.until(hasTold, 'ready');
        await driver.until(hasTold, 'height');
        await driver.run(() =>
          frames[0].postMessage({ type: 'attention-walk:goTo', step: 'concat' }, '*'),
        );
        await driver.until(hasTold, 'change');
        await driver.enter(() => document.querySelector('iframe'));
        // The link is written a moment after the change.
        await driver.until(() => location.hash.includes('step=concat'));
        await assertSilent(driver);
      });
    }

    test('nothing stands out of a page of 360 px', async () => {
      await driver.open(places.http('narrow.html'));
      await driver.enter(() => document.querySelector('iframe'));
      await ready(driver);
      for (const [step, head] of expectedStops(2)) {
        if (head) continue;
        const { scroll, client } = await driver.run(async (step) => {
          /** @type {any} */ (document.querySelector('attention-walk')).goTo({ step });
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          const { scrollWidth, clientWidth } = document.documentElement;
          return { scroll: scrollWidth, client: clientWidth };
        }, step);
        assert.ok(client <= 360 && scroll <= client, `${step}: ${scroll} in ${client}`);
      }
      await assertSilent(driver);
    });
  });
}

/** In the page around a frame. @param {string} name  of a message */
const hasTold = (name) =>
  // @ts-expect-error  a variable of that page
  messages.some((/** @type {any} */ { type }) => type === `attention-walk:${name}`);

/** @param {string} html */
function collecting(html) {
  const changed = html.replace('<head>', () => `<head>${COLLECTOR}`);
  assert.notEqual(changed, html);
  return changed;
}

/** @param {Driver} driver @param {string} url */
async function open(driver, url) {
  await driver.open(url);
  await ready(driver);
}

/** @param {Driver} driver */
const ready = (driver) =>
  driver.until(() => {
    const element = /** @type {any} */ (document.querySelector('attention-walk'));
    return element.trace && element.shadowRoot.querySelector('.title')?.textContent;
  });

/** @param {Driver} driver */
async function assertSilent(driver) {
  const errors = await driver.run(() => /** @type {any} */ (window).errors);
  assert.deepEqual(errors, [], 'the console stays silent');
}

/** What is on screen after a frame: the state, the heading and the numbers of the tables. @param {Driver} driver */
const shown = (driver) =>
  driver.run(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const { step, head, query, trace, shadowRoot } = /** @type {any} */ (
      document.querySelector('attention-walk')
    );
    const buttons = /** @type {HTMLElement[]} */ ([
      ...shadowRoot.querySelectorAll('button.number'),
    ]);
    return {
      ...{ step, head, query, trace },
      heading: String(shadowRoot.querySelector('.title').textContent),
      numbers: buttons.map(({ dataset: { ref = '', value = '' }, textContent }) => ({
        ...{ ref, value },
        text: String(textContent),
      })),
    };
  });

/** @param {Driver} driver @param {string} text  of a button */
const press = (driver, text) =>
  driver.click((text) => {
    const { shadowRoot } = /** @type {Element} */ (document.querySelector('attention-walk'));
    const buttons = [...(shadowRoot?.querySelectorAll('button') ?? [])];
    return buttons.find(({ textContent }) => textContent?.includes(text));
  }, text);

/** @param {Driver} driver @param {string} menu  its class */
const openMenu = (driver, menu) =>
  driver.click(
    (menu) =>
      document
        .querySelector('attention-walk')
        ?.shadowRoot?.querySelector(`.menu.${menu} > summary`),
    menu,
  );

/** @param {Driver} driver */
async function walk(driver) {
  await openMenu(driver, 'more');
  await press(driver, 'Show numbers');
  // The tables come with what is loaded on demand.
  await driver.until(() =>
    document.querySelector('attention-walk')?.shadowRoot?.querySelector('button.number'),
  );
  let heading = '';
  let compared = 0;
  for (const [place, [step, head]] of expectedStops(2).entries()) {
    if (place > 0) await press(driver, 'Next step');
    const now = await shown(driver);
    assert.equal(now.step, step);
    if (head !== null) assert.equal(now.head, head);
    assert.notEqual(now.heading, heading, `${step} has a heading of its own`);
    ({ heading } = now);
    for (const { ref, value, text } of now.numbers) {
      const expected = lookUp(now.trace, ref);
      if (typeof expected !== 'number') continue;
      assert.equal(Number(value), expected, `${step}: ${ref}`);
      assert.equal(text, asShown(expected), `${step}: ${ref}`);
      compared += 1;
    }
  }
  assert.ok(compared > 500, `${compared} numbers were compared`);
  const { tokens, steps } = (await shown(driver)).trace;
  const model = engine.model(modelFile('text-tiny'));
  const { tokenIds } = model.tokenize(tokens.join(' '));
  const expected = model.run({ tokenIds, tokens }).layer(0).trace({ query: 0 });
  assert.deepEqual(steps, expected.steps, 'to the last bit');
}

/** @param {Driver} driver */
async function choosePatch(driver) {
  await openMenu(driver, 'example-menu');
  await driver.click(() =>
    document.querySelector('attention-walk')?.shadowRoot?.querySelector('[value="clothes"]'),
  );
  await driver.until(
    () =>
      /** @type {any} */ (document.querySelector('attention-walk')).example === 'clothes' &&
      document.querySelector('attention-walk')?.shadowRoot?.querySelector('.prediction-row'),
  );
  await driver.click(() =>
    document
      .querySelector('attention-walk')
      ?.shadowRoot?.querySelector('[aria-label="Patch row 4, column 5"]'),
  );
  const { query, trace } = await shown(driver);
  assert.equal(query, 1 + 3 * 7 + 4);
  const model = engine.model(modelFile('fashion-vit'));
  const run = model.run({ image: await firstPicture() });
  const expected = run.layer(0).trace({ query });
  assert.deepEqual(trace.steps, expected.steps, 'to the last bit');
}

/** The first sample of clothes, as a page has it. @returns {Promise<any>} */
async function firstPicture() {
  const file = join(root, 'web/models/fashion-vit/samples.json');
  const { samples } = JSON.parse(readFileSync(file, 'utf8'));
  const bytes = [...Buffer.from(samples[0].pixels, 'base64')];
  const side = Math.sqrt(bytes.length);
  const data = Uint8ClampedArray.from(bytes.flatMap((byte) => [byte, byte, byte, 255]));
  return { width: side, height: side, data };
}
