// The element as authors use it: attributes, properties, methods, events, several on a page, CSP.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, ready, useBrowser } from './browser.mjs';

const { open, url } = useBrowser();

test('attributes choose the start, properties follow and reflect', async () => {
  await open(url('preset.html'), async (page) => {
    await ready(page);
    const seen = await page.evaluate(() => {
      const element = /** @type {any} */ (document.querySelector('attention-walk'));
      const before = [element.example, element.step, element.head, element.query];
      element.query = 3;
      element.setAttribute('step', 'weight');
      return [before, [element.step, element.getAttribute('query'), element.trace.config.query]];
    });
    assert.deepEqual(seen, [
      ['question', 'softmax', 1, 2],
      ['weight', '3', 3],
    ]);
  });
});

test('methods move, events tell what changed and who did it', async () => {
  await open(url('preset.html'), async (page) => {
    await ready(page);
    await page.evaluate(() => {
      const log = /** @type {any[]} */ ([]);
      Object.assign(window, { log });
      document.addEventListener('aw-change', (event) =>
        log.push(/** @type {CustomEvent} */ (event).detail),
      );
      const element = /** @type {any} */ (document.querySelector('attention-walk'));
      element.next();
      element.prev();
      element.goTo({ step: 'concat', query: 0 });
      element.goTo({ step: 'concat' });
    });
    await page.getByRole('button', { name: 'Next step' }).click();
    const log = await page.evaluate(() => /** @type {any} */ (window).log);
    assert.deepEqual(log, [
      {
        state: { example: 'question', query: 2, step: 'weight', head: 1, layer: 0 },
        changed: ['step'],
        source: 'api',
      },
      {
        state: { example: 'question', query: 2, step: 'softmax', head: 1, layer: 0 },
        changed: ['step'],
        source: 'api',
      },
      {
        state: { example: 'question', query: 0, step: 'concat', head: 1, layer: 0 },
        changed: ['step', 'query'],
        source: 'api',
      },
      {
        state: { example: 'question', query: 0, step: 'output_projection', head: 1, layer: 0 },
        changed: ['step'],
        source: 'user',
      },
    ]);
  });
});

test('a wrong goTo throws and moves nothing; a wrong attribute warns', async () => {
  await open(
    url('preset.html'),
    async (page) => {
      await ready(page);
      const errors = await page.evaluate(() => {
        const element = /** @type {any} */ (document.querySelector('attention-walk'));
        return [{ step: 'nowhere' }, { query: 99 }, { head: -1 }, { step: 'input', head: 0.5 }].map(
          (target) => {
            try {
              element.goTo(target);
              return 'no error';
            } catch (error) {
              const { code, message } = /** @type {any} */ (error);
              return `${code} ${message} | ${element.step}`;
            }
          },
        );
      });
      assert.deepEqual(errors, [
        'range step: expected one of input, project, scores, scale, softmax, weight, sum, concat, output_projection, output, got "nowhere" | softmax',
        'range query: expected an integer from 0 to 3, got 99 | softmax',
        'range head: expected an integer from 0 to 1, got -1 | softmax',
        'range head: expected an integer from 0 to 1, got 0.5 | softmax',
      ]);
      const warning = page.waitForEvent('console', (message) =>
        message.text().includes('<attention-walk> example'),
      );
      await page.evaluate(() =>
        document.querySelector('attention-walk')?.setAttribute('example', 'nothing'),
      );
      await warning;
    },
    { allow: /<attention-walk> example/ },
  );
});

test('several on a page share the wasm modules, and each keeps its own state', async () => {
  await open(url('several.html'), async (page) => {
    await ready(page);
    const steps = await page.evaluate(async () => {
      const all = [...document.querySelectorAll('attention-walk')];
      const elements = /** @type {any[]} */ (all);
      elements[0].goTo({ step: 'output' });
      return elements.map(({ step }) => step);
    });
    assert.deepEqual(steps, ['output', 'input', 'softmax']);
    await page.evaluate(() => {
      for (const element of document.querySelectorAll('attention-walk')) {
        /** @type {any} */ (element).goTo({ step: 'output' });
      }
    });
    // Each has its model now, which comes after its first step: it knows the words that its output is nearest to.
    await page.waitForFunction(() =>
      [...document.querySelectorAll('attention-walk')].every((element) =>
        element.shadowRoot?.querySelector('.readout')?.textContent?.includes('Nearest'),
      ),
    );
    const compiled = await page.evaluate(() => /** @type {any} */ (window).compiled);
    assert.equal(compiled, 2, 'the walk’s, and the trained sentences’ model');
  });
});

test('properties set before the script loads are kept, and the script may load twice', async () => {
  await open(url('early.html'), async (page) => {
    await ready(page);
    const tokens = await page.evaluate(
      () => /** @type {any} */ (document.querySelector('attention-walk')).trace.tokens,
    );
    assert.deepEqual(tokens, ['set', 'before']);
  });
});

test('hidden at first, it draws once it is shown; moved, it goes on', async () => {
  await open(url('hidden.html'), async (page) => {
    assert.equal(
      await page.getByRole('button', { name: 'Next step' }).count(),
      0,
      'nothing starts unseen',
    );
    await page.evaluate(() => document.querySelector('#holder')?.removeAttribute('hidden'));
    await ready(page);
    const width = () => page.locator('canvas.canvas').evaluate((canvas) => canvas.clientWidth);
    assert.ok((await width()) > 200);
    await page.evaluate(() => {
      const element = /** @type {any} */ (document.querySelector('attention-walk'));
      element.goTo({ step: 'sum' });
      document.querySelector('#other')?.append(element);
    });
    await drawn(page);
    assert.equal(
      await page.evaluate(() => /** @type {any} */ (document.querySelector('attention-walk')).step),
      'sum',
    );
    assert.ok((await width()) > 200);
  });
});

test('what is wanted of the controls is shown, and no more', async () => {
  await open(url('controls.html'), async (page) => {
    await page.locator('canvas.canvas').waitFor();
    await drawn(page);
    const count = (/** @type {import('playwright-core').Locator} */ locator) =>
      locator.filter({ visible: true }).count();
    assert.equal(await count(page.locator('summary')), 0, 'no menu, of examples or of anything');
    assert.equal(await count(page.getByRole('radiogroup', { name: 'Example' })), 0);
    assert.equal(await count(page.getByRole('list', { name: 'Steps' })), 0);
    assert.equal(await count(page.getByRole('button', { name: 'Next step' })), 0);
    assert.equal(await count(page.getByRole('group', { name: 'Tokens' })), 1);
    assert.equal(await count(page.locator('canvas.canvas')), 1);
  });
});

test('exports: the picture as PNG and SVG, the numbers as JSON', async () => {
  await open(url('preset.html'), async (page) => {
    await ready(page);
    const { png, svg, json } = await page.evaluate(async () => {
      const element = /** @type {any} */ (document.querySelector('attention-walk'));
      const blob = await element.exportPNG();
      const { width } = await createImageBitmap(blob);
      return {
        png: [blob.type, width > 1000],
        svg: element.exportSVG(),
        json: JSON.parse(element.exportJSON()),
      };
    });
    assert.deepEqual(png, ['image/png', true]);
    assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /);
    assert.ok(svg.includes('>attention<'), 'the tokens are text in the drawing');
    assert.equal(json.schema, 'attention-walk/trace/1');
    const parsed = await page.evaluate((text) => {
      const parsedDocument = new DOMParser().parseFromString(text, 'image/svg+xml');
      return parsedDocument.querySelector('parsererror')?.textContent ?? 'well formed';
    }, svg);
    assert.equal(parsed, 'well formed');
    const others = await page.evaluate(async () => {
      const element = /** @type {any} */ (document.querySelector('attention-walk'));
      const blobs = await Promise.all(['png', 'svg', 'JSON'].map((one) => element.exportAs(one)));
      const refused = await element.exportAs('gif').catch((/** @type {Error} */ error) => error);
      return [...blobs.map(({ type }) => type), `${refused.code}: ${refused.message}`];
    });
    const refusal =
      'range: export: expected one of PNG, SVG, JSON, CSV, NUMPY, PYTORCH, JAVASCRIPT, QUESTION, got "gif"';
    assert.deepEqual(others, ['image/png', 'image/svg+xml', 'application/json', refusal]);
  });
});

test('every step can be drawn as SVG, with its numbers as they are read', async () => {
  await open(url('preset.html'), async (page) => {
    await ready(page);
    const steps = await page.evaluate(() => {
      const { trace } = /** @type {any} */ (document.querySelector('attention-walk'));
      return /** @type {string[]} */ ([
        ...new Set(trace.steps.map((/** @type {any} */ one) => one.id)),
      ]);
    });
    assert.equal(steps.length, 10);
    for (const step of steps) {
      await page.evaluate((step) => {
        /** @type {any} */ (document.querySelector('attention-walk')).goTo({ step });
      }, step);
      await drawn(page);
      const svg = await page.evaluate(() =>
        /** @type {any} */ (document.querySelector('attention-walk')).exportSVG(),
      );
      const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
      const numbers = texts.filter((text) => /^[−-]?\d+\.\d+$/.test(text));
      assert.ok(numbers.length >= 4, `${step}: ${texts}`);
      assert.deepEqual(
        numbers.filter((text) => !/^[−-]?\d+\.\d{1,3}$/.test(text)),
        [],
        step,
      );
    }
  });
});
