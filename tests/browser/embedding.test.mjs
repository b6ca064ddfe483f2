// The element in pages of other people: their columns, colours, headings, prose, keys and scripts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, ready, stateOf, traceOf, useBrowser } from './browser.mjs';

const { open, url } = useBrowser();

test('a narrow column and a wide one: each is laid out for itself, and nothing sticks out', async () => {
  const viewport = { width: 1800, height: 900 };
  await open(
    url('columns.html'),
    async (page) => {
      await page.locator('canvas.canvas').nth(1).waitFor();
      await drawn(page);
      const [narrow, wide] = await page.locator('attention-walk').evaluateAll((all) =>
        all.map((element) => {
          const box = element.getBoundingClientRect();
          const all = element.shadowRoot?.querySelectorAll('button, summary, canvas, p') ?? [];
          // The steps and the tokens may scroll in boxes of their own, which are measured in their place.
          const inside = [...all].map((part) => part.closest('.rail, .choice-list') ?? part);
          const outside = inside.filter((part) => {
            const { width, right } = part.getBoundingClientRect();
            return part.checkVisibility() && width > 0 && right > box.right + 1;
          });
          const canvas = element.shadowRoot?.querySelector('canvas.canvas');
          return { width: box.width, canvas: canvas?.clientWidth ?? 0, outside: outside.length };
        }),
      );
      assert.deepEqual([narrow.width, wide.width], [320, 1400]);
      assert.ok(narrow.canvas > 200 && narrow.canvas <= 320, String(narrow.canvas));
      assert.ok(wide.canvas > 900, String(wide.canvas));
      assert.deepEqual([narrow.outside, wide.outside], [0, 0]);
    },
    { viewport },
  );
});

test('tokens and parts of the page’s style reach inside; its colour scheme is followed live', async () => {
  await open(url('theme.html'), async (page) => {
    await ready(page);
    const look = () =>
      page.locator('attention-walk').evaluate((element) => {
        const root = /** @type {ShadowRoot} */ (element.shadowRoot);
        const styleOf = (/** @type {string} */ name) =>
          getComputedStyle(/** @type {Element} */ (root.querySelector(name)));
        const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector('canvas.canvas'));
        return {
          ink: styleOf('.card').color,
          radius: styleOf('.card').borderTopLeftRadius,
          title: styleOf('.title').fontStyle,
          paper: styleOf('.card').backgroundColor,
          picture: canvas.toDataURL(),
        };
      });
    const light = await look();
    assert.deepEqual([light.ink, light.radius, light.title], ['rgb(10, 60, 20)', '0px', 'italic']);
    await page.evaluate(() => document.documentElement.classList.add('dark'));
    await page.waitForFunction((before) => {
      const root = document.querySelector('attention-walk')?.shadowRoot;
      const canvas = /** @type {HTMLCanvasElement} */ (root?.querySelector('canvas.canvas'));
      return canvas.toDataURL() !== before;
    }, light.picture);
    const dark = await look();
    assert.notEqual(dark.paper, light.paper);
    assert.equal(dark.ink, light.ink, 'the page’s own ink stays');
  });
});

test('the fallback content stands until the walk does; the title is a heading of the level asked for', async () => {
  await open(
    url('fallback.html'),
    async (page) => assert.ok(await page.getByText('What stands here').isVisible()),
    { javaScriptEnabled: false },
  );
  await open(url('fallback.html'), async (page) => {
    await ready(page);
    assert.equal(await page.getByText('What stands here').isVisible(), false);
    const title = page.getByRole('heading', { level: 2, name: 'Every token starts as a vector' });
    assert.equal(await title.count(), 1);
    assert.equal(await title.evaluate((one) => one.closest('[lang]')?.getAttribute('lang')), 'en');
  });
});

test('while it starts, the walk is laid out but not there, and takes what is set then', async () => {
  await open(url('starting.html'), async (page) => {
    await page.locator('attention-walk .starting').waitFor({ state: 'attached' });
    const fallback = page.getByText('What stands here');
    assert.ok(await fallback.isVisible());
    assert.equal(await page.getByRole('button').count(), 0, 'nothing to press or to read');
    const room = await fallback.evaluate((one) => {
      const { marginTop, marginBottom } = getComputedStyle(one);
      return one.clientHeight + parseFloat(marginTop) + parseFloat(marginBottom);
    });
    const host = page.locator('attention-walk');
    assert.equal(await host.evaluate((one) => one.clientHeight), room);
    await host.evaluate((one) => one.setAttribute('controls', 'steps nav'));
    await page.evaluate(() => /** @type {any} */ (globalThis).goOn());
    await ready(page);
    assert.equal(await fallback.isVisible(), false);
    assert.equal(await page.locator('attention-walk .starting').count(), 0);
    assert.ok(await page.getByRole('button', { name: 'Next step' }).isVisible());
    assert.equal(await page.getByRole('radiogroup', { name: 'Example' }).count(), 0);
  });
});

test('own texts stand for the built-in ones, those of whole models too', async () => {
  await open(url('removed.html'), async (page) => {
    await page.evaluate(() => {
      const element = /** @type {any} */ (document.createElement('attention-walk'));
      element.strings = { nextShort: 'Weiter', prediction: 'Vorhersage' };
      element.example = 'digits';
      document.querySelector('attention-walk')?.replaceWith(element);
    });
    await page.getByText('Vorhersage').waitFor();
    assert.ok(await page.getByText('Weiter', { exact: true }).isVisible());
    assert.ok(
      await page.getByText('all layers (rollout)').isVisible(),
      'the other texts are the built-in ones',
    );
    const strings = await page.evaluate(
      () => /** @type {any} */ (document.querySelector('attention-walk')).strings,
    );
    assert.deepEqual(
      [strings.prediction, strings.name, strings['shade.rollout']],
      ['Vorhersage', 'Attention Walk', 'all layers (rollout)'],
    );
  });
});

test('own numbers in a JSON child are walked, and their tokens stay text', async () => {
  await open(url('json-child.html'), async (page) => {
    await ready(page);
    const trace = await traceOf(page);
    assert.deepEqual(trace.tokens, ['<b>a</b>', 'b']);
    assert.equal((await stateOf(page)).example, 'own');
    // x = I, so q = I and k = 2 I: the scores of token 0 are 2 and 0 before they are scaled.
    const weight = 1 / (1 + Math.exp(-2 / Math.SQRT2));
    const { values } = trace.steps.at(-1);
    assert.ok(Math.abs(values[0] - weight) < 1e-6, String(values));
    assert.ok(Math.abs(values[1] - 1) < 1e-6, String(values));
    assert.equal(await page.locator('attention-walk').locator('b').count(), 0);
  });
  await open(
    url('json-child.html'),
    async (page) => {
      await ready(page);
      const errors = await page.evaluate(async () => {
        const element = document.createElement('attention-walk');
        element.innerHTML = '<script type="application/json">{"tokens": </' + 'script>';
        const errors = /** @type {string[]} */ ([]);
        element.addEventListener('aw-error', (event) => {
          errors.push(/** @type {CustomEvent} */ (event).detail.error.code);
        });
        const isTold = new Promise((resolve) => element.addEventListener('aw-error', resolve));
        document.body.prepend(element);
        await isTold;
        return errors;
      });
      assert.deepEqual(errors, ['parse'], 'what is no JSON is told');
      const first = page.locator('attention-walk').first();
      await first.getByRole('alert').filter({ hasText: 'This is not JSON' }).waitFor();
      assert.equal(
        await first.getByRole('button', { name: 'Next step' }).count(),
        0,
        'and no example stands in the place of own numbers',
      );
    },
    { allow: /This is not JSON/ },
  );
});

test('prose drives the walk it names, and follows it; the address stays', async () => {
  await open(
    url('prose.html'),
    async (page) => {
      await ready(page);
      const shown = page.locator('output').first(); // the page’s own
      await page.getByText('the weights of head 2').click();
      assert.equal(await shown.textContent(), 'softmax 1 0 api');
      await page.getByText('the heads side by side').click();
      assert.equal(await shown.textContent(), 'concat 1 2 api');
      await page.getByText('no tenth head').click();
      assert.equal(await shown.textContent(), 'concat 1 2 api', 'a wrong place moves nothing');
      const second = page.locator('#second');
      assert.equal(await second.getByRole('button', { name: 'Next step' }).count(), 0);
      await page.getByText('another walk').click();
      await second.getByRole('button', { name: 'Next step' }).waitFor();
      assert.equal(await second.getAttribute('step'), 'output');
      assert.equal(
        await second.locator('[aria-current=step]', { hasText: 'Attention output' }).count(),
        1,
      );
      assert.equal(new URL(page.url()).hash, '');
    },
    { allow: /head: expected an integer from 0 to 1, got 9/ },
  );
});

test('the page keeps its wheel, its keys and its address', async () => {
  await open(url('quiet.html'), async (page) => {
    await ready(page);
    const canvas = /** @type {{ x: number, y: number }} */ (
      await page.locator('canvas.canvas').boundingBox()
    );
    await page.mouse.move(canvas.x + 60, canvas.y + 60);
    await page.mouse.wheel(0, 300);
    await page.waitForFunction(() => scrollY > 200);
    await page.getByLabel('The page’s own field').focus();
    for (const key of ['ArrowRight', 'ArrowLeft', 'Escape', 'Enter', 'n', ' ']) {
      await page.keyboard.press(key);
    }
    await page.locator('body').click({ position: { x: 5, y: 5 } });
    await page.keyboard.press('ArrowRight');
    assert.equal((await stateOf(page)).step, 'input');
    await page.evaluate(() => (location.hash = 'step=softmax'));
    await drawn(page);
    const seen = await page.evaluate(() => /** @type {any} */ (window).seen);
    const keys = ['ArrowRight', 'ArrowLeft', 'Escape', 'Enter', 'n', ' ', 'ArrowRight'];
    assert.deepEqual(seen, [...keys.map((key) => [key, false]), ['hashchange']]);
    assert.equal((await stateOf(page)).step, 'input', 'a fragment is the page’s own affair');
  });
});

test('removed and added again it goes on where it was', async () => {
  await open(url('removed.html'), async (page) => {
    await ready(page);
    await page.evaluate(() => {
      const element = /** @type {any} */ (document.querySelector('attention-walk'));
      element.next();
      element.remove();
      element.next(); // without a place to draw in
      document.querySelector('#here')?.append(element);
    });
    await drawn(page);
    const heads = await page.evaluate(() => {
      const { step, head } = /** @type {any} */ (document.querySelector('attention-walk'));
      return [step, head];
    });
    assert.deepEqual(heads, ['scale', 1], 'two stops after the sum of head 0');
    const heading = page.getByRole('heading', { name: 'The scores are scaled down' });
    assert.equal(await heading.count(), 1);
    const width = await page.locator('canvas.canvas').evaluate((canvas) => canvas.clientWidth);
    assert.ok(width > 200, String(width));
  });
});
