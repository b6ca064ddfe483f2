// The page for iframes, in a sandboxed frame of another origin, with the receiver of examples/README.md around it.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { root } from '../../web/tools/machine/process.mjs';
import { startServer } from '../../web/tools/serve.mjs';
import { chooseItem, useBrowser } from './browser.mjs';

/** @typedef {import('playwright-core').Page} Page */

const { open } = useBrowser();
const folder = mkdtempSync(join(root, 'build', 'embed-'));
/** @type {Awaited<ReturnType<typeof startServer>>[]} */
let servers = [];

before(async () => {
  const frames = await startServer({ roots: { '/': join(root, 'dist') } });
  const hosts = await startServer({ roots: { '/': folder } });
  servers = [frames, hosts];
  const readme = readFileSync(join(root, 'examples/README.md'), 'utf8');
  const [, snippet] = /```html iframe\n([^]*?)```/.exec(readme) ?? [];
  const page = readFileSync(join(root, 'tests/pages/iframe.html'), 'utf8');
  const filled = page
    .replace('<!-- the snippet of examples/README.md -->', () => snippet)
    .replace('https://example.org/', frames.url);
  assert.ok(filled.includes(`src="${frames.url}embed.html#`), 'the snippet names the page');
  writeFileSync(join(folder, 'index.html'), filled);
});
after(async () => {
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true });
});

/** @param {(page: Page) => Promise<void>} use @param {import('playwright-core').BrowserContextOptions} [options] */
const openHost = (use, options) =>
  open(
    servers[1].url,
    async (page) => {
      await received(page, 'ready');
      await use(page);
    },
    options,
  );

/** Waits for a message of a type and gives all of them. @param {Page} page @param {string} type @param {number} [count] @returns {Promise<any[]>} */
async function received(page, type, count = 1) {
  const of = (/** @type {string} */ type) =>
    // @ts-expect-error  a variable of the page
    messages.filter((/** @type {any} */ message) => message.type === `attention-walk:${type}`);
  await page.waitForFunction(`(${of})(${JSON.stringify(type)}).length >= ${count}`);
  return page.evaluate(of, type);
}

/** @param {Page} page @param {unknown} message */
const send = (page, message) =>
  page.evaluate((message) => frames[0].postMessage(message, '*'), message);

/** The element inside the frame. @param {Page} page */
const walk = (page) => page.frameLocator('iframe').first().locator('attention-walk');

/** @param {Page} page */
const stateOf = (page) =>
  walk(page).evaluate((element) => {
    const { example, step, head, query } = /** @type {any} */ (element);
    return { example, step, head, query };
  });

/** Until the frame is as high as its content, with no way to scroll it. @param {Page} page */
async function fits(page) {
  const frame = await (await page.locator('iframe').elementHandle())?.contentFrame();
  assert.ok(frame);
  await frame.waitForFunction(() => {
    const { scrollHeight, clientHeight, clientWidth } = document.documentElement;
    const element = /** @type {Element} */ (document.querySelector('attention-walk'));
    const height = element.getBoundingClientRect().height;
    const isClosed = scrollHeight === innerHeight && clientHeight === innerHeight;
    return isClosed && clientWidth === innerWidth && Math.ceil(height) === innerHeight;
  });
  return page.locator('iframe').evaluate((frame) => frame.clientHeight);
}

test('the fragment chooses what is shown, also when it changes', async () => {
  await openHost(async (page) => {
    const { example, step, head } = await stateOf(page);
    assert.deepEqual([example, step, head], ['question', 'softmax', 1]);
    const controls = walk(page).getByRole('list', { name: 'Steps' });
    assert.equal(await controls.isVisible(), true);
    await page.locator('iframe').evaluate((frame) => {
      const { src } = /** @type {HTMLIFrameElement} */ (frame);
      const options = 'example=rope&step=sum&query=2&theme=dark&controls=tokens%20nav&lang=en-GB';
      /** @type {HTMLIFrameElement} */ (frame).src = `${src.split('#')[0]}#${options}`;
    });
    await received(page, 'change');
    const changed = { example: 'rope', step: 'sum', head: 1, query: 2 };
    assert.deepEqual(await stateOf(page), changed);
    assert.equal(await controls.isVisible(), false);
    const attributes = await walk(page).evaluate((element) => [
      element.getAttribute('theme'),
      element.getAttribute('lang'),
    ]);
    assert.deepEqual(attributes, ['dark', 'en-GB']);
    // What the element writes into the fragment afterwards leaves the others' options there.
    await walk(page).getByRole('button', { name: 'Next step' }).click();
    const frame = await (await page.locator('iframe').elementHandle())?.contentFrame();
    await frame?.waitForURL(/step=concat/);
    assert.match(String(frame?.url()), /controls=tokens/);
    await fits(page);
  });
});

test('the fragment is data: markup in it is never made', async () => {
  await openHost(async (page) => {
    await page.locator('iframe').evaluate((frame) => {
      const bad = encodeURIComponent('"><img src=x onerror=alert(1)><script>alert(2)</script>');
      const options = ['lang', 'controls', 'text', 'theme', 'order'].map(
        (name) => `${name}=${bad}`,
      );
      const { src } = /** @type {HTMLIFrameElement} */ (frame);
      const start = `${src.split('#')[0]}#example=own&dModel=4&numHeads=2`;
      /** @type {HTMLIFrameElement} */ (frame).src = `${start}&${options.join('&')}`;
    });
    await received(page, 'change');
    const made = await walk(page).evaluate((element) =>
      [document, /** @type {ShadowRoot} */ (element.shadowRoot)].map(
        (part) => part.querySelectorAll('img, script:not([src])').length,
      ),
    );
    assert.deepEqual(made, [0, 0]);
  });
});

test('its height follows the width, and comes to rest', async () => {
  await openHost(
    async (page) => {
      const wide = await fits(page);
      assert.equal(wide, 600, 'not as low as it can be: its own frame is no measure');
      await page.setViewportSize({ width: 360, height: 700 });
      const narrow = await fits(page);
      assert.notEqual(narrow, wide);
      await page.setViewportSize({ width: 1100, height: 700 });
      assert.equal(await fits(page), wide, 'and back');
      // What lies over the picture makes nothing higher.
      await chooseItem(walk(page), 'Show numbers');
      await walk(page).getByRole('region', { name: 'Every number of this step' }).waitFor();
      assert.equal(await fits(page), wide);
      // Several frames later it has said nothing more.
      const told = (await received(page, 'height')).length;
      await page.evaluate(async () => {
        for (let frame = 0; frame < 10; frame += 1) await new Promise(requestAnimationFrame);
      });
      assert.equal((await received(page, 'height')).length, told);
      assert.deepEqual(Object.keys((await received(page, 'height'))[0]), ['type', 'height']);
    },
    { viewport: { width: 1100, height: 700 } },
  );
});

test('goTo walks and is told of; the reader’s steps are told too', async () => {
  await openHost(async (page) => {
    await send(page, { type: 'attention-walk:goTo', step: 'weight', head: 0, query: 3, layer: 0 });
    await received(page, 'change');
    await walk(page).getByRole('button', { name: 'Next step' }).click();
    const changes = await received(page, 'change', 2);
    const state = { example: 'question', head: 0, layer: 0, query: 3 };
    const type = 'attention-walk:change';
    assert.deepEqual(changes, [
      { type, state: { ...state, step: 'weight' }, changed: changes[0].changed, source: 'api' },
      { type, state: { ...state, step: 'sum' }, changed: ['step'], source: 'user' },
    ]);
    assert.deepEqual([...changes[0].changed].sort(), ['head', 'query', 'step']);
  });
});

/** @type {Record<string, unknown>[]} */
const WRONG = [
  { step: 'nowhere' },
  { step: 5 },
  { query: 99 },
  { query: '1' },
  { head: -1 },
  { head: 0.5 },
  { layer: 1 },
  { layer: null },
  { step: 'sum', more: 1 },
  { step: 'sum', constructor: 'x' },
  { step: ['sum'] },
];

test('a goTo of another shape is refused and moves nothing; other messages are ignored', async () => {
  await openHost(async (page) => {
    const before = await stateOf(page);
    for (const message of [null, 7, 'attention-walk:goTo', [], {}, { type: 'goTo', step: 'sum' }]) {
      await send(page, message);
    }
    for (const wrong of WRONG) await send(page, { type: 'attention-walk:goTo', ...wrong });
    const errors = await received(page, 'error', WRONG.length);
    assert.equal(errors.length, WRONG.length, 'one answer for each, and none for the others');
    for (const [place, { message }] of errors.entries()) {
      const name = Object.keys(WRONG[place]).at(-1);
      assert.match(message, new RegExp(`\\b${name}: expected`));
    }
    assert.deepEqual(await stateOf(page), before);
  });
});

test('nobody but the page around it is listened to', async () => {
  await openHost(async (page) => {
    const before = await stateOf(page);
    // A frame beside it reaches it through their common parent.
    await page.evaluate(async () => {
      const other = document.createElement('iframe');
      const message = JSON.stringify({ type: 'attention-walk:goTo', step: 'sum' });
      other.srcdoc = `<script>parent.frames[0].postMessage(${message}, '*')</${'script'}>`;
      document.body.append(other);
      await new Promise((done) => (other.onload = done));
    });
    // Messages come in order: what follows is answered after it.
    await send(page, { type: 'attention-walk:goTo', step: 'nowhere' });
    assert.equal((await received(page, 'error')).length, 1);
    assert.deepEqual(await stateOf(page), before);
  });
});
