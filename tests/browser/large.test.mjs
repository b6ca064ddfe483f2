// Layers of many tokens and columns: patches of a picture, and 197 tokens of 768 dimensions. Every step fits, is
// readable without seeing, and shows the numbers of the run.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { drawn, filePage, ready, stateOf, STEPS, useBrowser } from './browser.mjs';

const { open } = useBrowser();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ tokens: number, dModel: number, numHeads: number, side?: number }} Size  side: of the picture, in patches */

/** @type {Size} */
const SMALL_VIT = { tokens: 50, dModel: 48, numHeads: 4, side: 7 };
/** @type {Size} */
const BASE_VIT = { tokens: 197, dModel: 768, numHeads: 12, side: 14 };

/** Shows random vectors under seeded weights, and a picture of two greys where there is one. @param {Page} page @param {Size} size */
async function show(page, { tokens, dModel, numHeads, side }) {
  await ready(page);
  await page.evaluate(
    ([n, d, heads, patches]) => {
      let state = 1;
      const random = () => {
        state = (state * 48271) % 2147483647;
        return 3 * (state / 2147483647 - 0.5);
      };
      const x = Array.from({ length: n }, () => Array.from({ length: d }, random));
      const data = Array.from({ length: 4 * 14 * 14 }, (_, at) => (at % 4 === 3 ? 255 : at % 200));
      const grid = { rows: patches, columns: patches, image: { width: 14, height: 14, data } };
      const names = ['[CLS]', ...Array.from({ length: n - 1 }, (_, index) => `word${index}`)];
      const element = /** @type {any} */ (document.querySelector('attention-walk'));
      element.data = {
        ...{ x, tokens: names, dModel: d, numHeads: heads, seed: 5, query: 17 },
        ...(patches ? { grid } : {}),
      };
    },
    [tokens, dModel, numHeads, side ?? 0],
  );
  await drawn(page);
}

/** @param {Page} page @param {{ step?: string, head?: number, query?: number }} target */
async function goTo(page, target) {
  await page.evaluate(
    (to) => /** @type {any} */ (document.querySelector('attention-walk')).goTo(to),
    target,
  );
  await drawn(page);
}

/** @param {Page} page @param {'Show numbers' | 'Hide numbers'} name */
async function numbers(page, name = 'Show numbers') {
  await page.locator('.more > summary').click();
  await page.getByRole('button', { name }).click();
}

/** The numbers of the tables, and what the run has at the same place. @param {Page} page */
const comparedNumbers = (page) =>
  page.evaluate(() => {
    const element = /** @type {any} */ (document.querySelector('attention-walk'));
    const trace = (element.keptTrace ??= {});
    const { query } = element;
    trace[query] ??= element.trace;
    /** @param {string} key */
    const lookUp = (key) => {
      const [tensor, head, places] = key.split('|');
      const [first, second, third] = places.split(',').map(Number);
      const step = (/** @type {string} */ id) =>
        trace[query].steps.find(
          (/** @type {any} */ one) => one.id === id && (one.head ?? Number(head)) === Number(head),
        );
      switch (tensor) {
        case 'x':
          return step('input').values[first][second];
        case 'q':
        case 'k':
        case 'v':
          return step('project').heads[Number(head)][tensor][first][second];
        case 'wo':
          return trace[query].weights.wo[first][second];
        case 'products':
          return step('scores').products[second][third];
        case 'scores':
          return step('scores').values[second];
        case 'scaled':
          return step('scale').values[second];
        case 'exponentials':
          return step('softmax').exponentials[second];
        case 'total':
          return step('softmax').total;
        case 'weights':
          return step('softmax').values[second];
        case 'weighted':
          return step('weight').values[second][third];
        case 'z':
          return step('sum').values[second];
        case 'concat':
          return step('concat').values[second];
        case 'headOutput':
          return step('output_projection').heads[Number(head)][second];
        case 'output':
        case 'outputByToken':
          return step('output').values[second];
        case 'contributions':
          return step('output').contributions[second][third];
        case 'residual': {
          const [input, output] = [step('input').values[first][second], step('output').values];
          const sum = Math.fround(Math.fround(input) + Math.fround(output[second]));
          const texts = Array.from({ length: 9 }, (_, digits) => sum.toPrecision(digits + 1));
          return Number(texts.find((text) => Math.fround(Number(text)) === sum));
        }
        default:
          throw new Error(`no ${tensor}`);
      }
    };
    const buttons = [...element.shadowRoot.querySelectorAll('button.number')];
    const wrong = buttons.flatMap(({ dataset }) =>
      dataset.value === String(lookUp(dataset.ref)) ? [] : [`${dataset.ref} ${dataset.value}`],
    );
    return { count: buttons.length, wrong };
  });

for (const [name, size] of /** @type {[string, Size][]} */ ([
  ['50 patches of 48', SMALL_VIT],
  ['50 words of 48', { ...SMALL_VIT, side: 0 }],
])) {
  test(`${name}: every number in the tables is the run’s`, async () => {
    await open(filePage, async (page) => {
      await show(page, size);
      await numbers(page);
      let compared = 0;
      for (const [step] of STEPS) {
        await goTo(page, { step, head: 2 });
        const { count, wrong } = await comparedNumbers(page);
        assert.deepEqual(wrong.slice(0, 5), [], step);
        assert.ok(count > 0, `${step} has numbers`);
        compared += count;
      }
      assert.ok(compared > 10000, `${compared} numbers were compared`);
    });
  });
}

for (const width of [1280, 360]) {
  for (const [name, size] of /** @type {[string, Size][]} */ ([
    ['50 patches', SMALL_VIT],
    ['50 words', { ...SMALL_VIT, side: 0 }],
    ['197 patches', BASE_VIT],
  ])) {
    test(`${name} fit ${width} px at every step`, async () => {
      await open(
        filePage,
        async (page) => {
          await show(page, size);
          for (const [step] of STEPS) {
            await goTo(page, { step });
            const { scroll, client, canvas, box, height } = await page.evaluate(() => {
              const root = document.querySelector('attention-walk')?.shadowRoot;
              const drawing = root?.querySelector('canvas.canvas');
              return {
                scroll: document.documentElement.scrollWidth,
                client: document.documentElement.clientWidth,
                canvas: drawing?.getBoundingClientRect().right ?? 0,
                box: drawing?.parentElement?.getBoundingClientRect().right ?? 0,
                height: drawing?.clientHeight ?? 0,
              };
            });
            assert.ok(scroll <= client, `${step}: ${scroll} > ${client}`);
            assert.ok(canvas <= box + 1, `${step}: the canvas stays in its box`);
            assert.ok(height < 2200, `${step}: ${height} px are no wall of numbers`);
          }
        },
        { viewport: { width, height: 900 } },
      );
    });
  }
}

test('the patches are buttons in the shape of the picture, moved between with arrow keys', async () => {
  await open(filePage, async (page) => {
    await show(page, SMALL_VIT);
    await goTo(page, { step: 'softmax' });
    const group = page.getByRole('group', { name: 'Patches' });
    assert.equal(await group.getByRole('button').count(), 50);
    const pressed = () => group.locator('[aria-pressed="true"]');
    assert.equal(await pressed().getAttribute('aria-label'), 'Patch row 3, column 3');
    await pressed().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    assert.equal((await stateOf(page)).step, 'softmax', 'arrows in the picture do not walk');
    await page.keyboard.press('Enter');
    await drawn(page);
    assert.equal((await stateOf(page)).query, 25);
    assert.equal(await pressed().getAttribute('aria-label'), 'Patch row 4, column 4');
    const stops = await group.evaluate(
      (element) =>
        [...element.querySelectorAll('button.patch')].filter(
          (one) => /** @type {HTMLElement} */ (one).tabIndex === 0,
        ).length,
    );
    assert.equal(stops, 1, 'one stop for Tab');
    await group.getByRole('button', { name: '[CLS]' }).click();
    assert.equal((await stateOf(page)).query, 0);
    const sizes = await group
      .getByRole('button')
      .evaluateAll((all) =>
        all.map((one) =>
          Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height),
        ),
      );
    assert.ok(Math.min(...sizes) >= 24, `${Math.min(...sizes)} px are large enough to hit`);
  });
});

test('pointing at a patch of the map explains it and spells it out, a click on its row locks it', async () => {
  await open(filePage, async (page) => {
    await show(page, SMALL_VIT);
    await goTo(page, { step: 'scores' });
    const canvas = page.locator('canvas.canvas');
    const explain = page.locator('.explain');
    const svgOf = () =>
      page.evaluate(() =>
        /** @type {any} */ (document.querySelector('attention-walk')).exportSVG(),
      );
    const showTab = (/** @type {string} */ name) =>
      page.getByRole('button', { name, exact: true }).click();
    await showTab('Products');
    await page.getByRole('button', { name: 'Patch row 2, column 3' }).hover();
    await drawn(page);
    assert.equal(await explain.getAttribute('data-mode'), 'preview');
    assert.match(await explain.innerText(), /score of “row 2, col 3” for “row 3, col 3”, head 1/);
    assert.ok(
      (await svgOf()).includes('q of row 3, col 3 × k of row 2, col 3'),
      'its products are spelled out',
    );
    await page.mouse.move(1, 1);
    await drawn(page);
    assert.equal(await explain.getAttribute('data-mode'), 'example');
    await showTab('Scores');
    await drawn(page);
    // The bar of the first row, below the caption of 24 px.
    await canvas.click({ position: { x: 300, y: 24 + 8 } });
    await page.mouse.move(1, 1);
    await drawn(page);
    assert.equal(await explain.getAttribute('data-mode'), 'locked');
    const [, key] =
      /score of “(.*?)” for “row 3, col 3”, head 1/.exec(await explain.innerText()) ?? [];
    await showTab('Products');
    await drawn(page);
    assert.ok((await svgOf()).includes(`q of row 3, col 3 × k of ${key}`));
    await goTo(page, { step: 'input' });
    assert.ok((await svgOf()).includes('<image '), 'a whole matrix is a picture in the drawing');
  });
});

test('the patches of own numbers are coloured by the weights of the head that is walked', async () => {
  await open(filePage, async (page) => {
    await show(page, SMALL_VIT);
    for (const head of [0, 2]) {
      await goTo(page, { step: 'softmax', head });
      const [colors, weights] = await page.evaluate((head) => {
        const element = /** @type {any} */ (document.querySelector('attention-walk'));
        const patches = [...element.shadowRoot.querySelectorAll('.patch')];
        const step = element.trace.steps.find(
          (/** @type {any} */ one) => one.id === 'softmax' && one.head === head,
        );
        return [patches.map((one) => one.style.backgroundColor), [...step.values].slice(1)];
      }, head);
      const most = Math.max(...weights);
      weights.forEach((weight, at) => {
        const alpha = Number(/([\d.]+)\)$/.exec(colors[at])?.[1] ?? 0);
        assert.ok(Math.abs(alpha - (0.85 * weight) / most) < 0.006, `head ${head}, patch ${at}`);
      });
      await page.getByText(`greenest: ${(100 * most).toFixed(1)}`).waitFor();
    }
  });
});

test('a long sum shows its largest terms, and the rest when it is asked for', async () => {
  await open(filePage, async (page) => {
    await show(page, SMALL_VIT);
    await goTo(page, { step: 'sum' });
    const explain = page.locator('.explain');
    const values = (await explain.locator('.operand').allInnerTexts()).map((text) =>
      Math.abs(Number(text.replace(/[()]/g, '').replace('\u2212', '-'))),
    );
    assert.equal(values.length, 8);
    assert.deepEqual(
      values,
      [...values].sort((a, b) => b - a),
    );
    await explain.getByRole('button', { name: '42 more' }).click();
    await drawn(page);
    assert.equal(await explain.locator('.operand').count(), 50);
  });
});

test('large tables show one row at a time, chosen by its name', async () => {
  await open(filePage, async (page) => {
    await show(page, BASE_VIT);
    await numbers(page);
    await drawn(page);
    const choice = page.getByLabel(/^X.*one row at a time/);
    assert.equal(await choice.inputValue(), '17');
    const holder = page.locator('.row-by-row').filter({ has: choice });
    assert.equal(await holder.locator('button.number').count(), 768);
    await choice.selectOption({ label: '[CLS]' });
    const { ref, value } = await holder
      .locator('button.number')
      .nth(100)
      .evaluate((button) => ({ .../** @type {HTMLElement} */ (button).dataset }));
    assert.equal(ref, 'x||0,100');
    const expected = await page.evaluate(
      () => /** @type {any} */ (document.querySelector('attention-walk')).data.x[0][100],
    );
    assert.equal(Math.fround(Number(value)), Math.fround(expected));
  });
});

test('drawing 197 tokens of 12 heads paints no cell by itself that belongs to a whole matrix', async () => {
  await open(filePage, async (page) => {
    await show(page, BASE_VIT);
    await page.evaluate(() => {
      const counted = /** @type {any} */ (window);
      const prototype = /** @type {any} */ (CanvasRenderingContext2D.prototype);
      counted.painted = 0;
      for (const name of ['fillRect', 'strokeRect', 'fillText', 'drawImage']) {
        const paint = prototype[name];
        prototype[name] = function (/** @type {any[]} */ ...args) {
          counted.painted += 1;
          return paint.apply(this, args);
        };
      }
    });
    for (const [step] of STEPS) {
      await page.evaluate(() => {
        const counted = /** @type {any} */ (window);
        counted.painted = 0;
      });
      await goTo(page, { step });
      const painted = await page.evaluate(() => {
        const counted = /** @type {any} */ (window);
        return counted.painted;
      });
      // X alone has 151,296 cells, Wo 589,824.
      assert.ok(painted < 25000, `${step}: ${painted} things are painted`);
    }
  });
});

/** The stage and the small pictures as they are seen; a canvas may be higher than that. @param {Page} page */
const seen = (page) =>
  page.locator('attention-walk').evaluate((element) => {
    const root = /** @type {ShadowRoot} */ (element.shadowRoot);
    /** @type {HTMLCanvasElement[]} */
    const canvases = [...root.querySelectorAll('canvas')];
    return canvases
      .filter(({ className }) => ['canvas', 'thumb'].includes(className))
      .map((canvas) => {
        const copy = document.createElement('canvas');
        copy.width = canvas.width;
        copy.height = Math.round(parseFloat(canvas.style.height) * devicePixelRatio);
        copy.getContext('2d')?.drawImage(canvas, 0, 0);
        return copy.toDataURL();
      });
  });

test('after a long walk a step looks as it does when it is the first', async () => {
  const size = { ...SMALL_VIT, side: undefined };
  const targets = [
    { step: 'project', head: 1, query: 30 },
    { step: 'concat', head: 1, query: 31 },
  ];
  const after = /** @type {string[][]} */ ([]);
  // The stepper has its small pictures where the window is high.
  const high = { viewport: { width: 1280, height: 1000 } };
  const openHigh = (/** @type {(page: Page) => Promise<void>} */ walk) =>
    open(filePage, walk, high);
  await openHigh(async (page) => {
    await ready(page);
    await drawn(page);
    const example = await seen(page);
    await show(page, size);
    for (const [query, [step]] of STEPS.entries()) await goTo(page, { step, query });
    for (const target of targets) {
      await goTo(page, target);
      after.push(await seen(page));
    }
    assert.equal(example.length, 1 + STEPS.length);
    for (const [at, picture] of example.entries()) assert.notEqual(after[0][at], picture);
  });
  for (const [at, target] of targets.entries()) {
    await openHigh(async (page) => {
      await show(page, size);
      await goTo(page, target);
      assert.deepEqual(await seen(page), after[at], target.step);
    });
  }
});

test('a grid that does not fit the tokens is refused, and the walk stays', async () => {
  await open(
    filePage,
    async (page) => {
      await show(page, SMALL_VIT);
      await page.evaluate(() => {
        const element = /** @type {any} */ (document.querySelector('attention-walk'));
        element.data = { ...element.data, grid: { rows: 6, columns: 7 } };
      });
      await drawn(page);
      assert.equal(
        await page.getByRole('group', { name: 'Patches' }).getByRole('button').count(),
        50,
      );
    },
    { allow: /grid: expected one place for each of 50 tokens, got 1 \+ 6 × 7/ },
  );
});

for (const [colorScheme, width] of /** @type {const} */ ([
  ['light', 1280],
  ['dark', 360],
])) {
  test(`axe finds nothing at any step, ${colorScheme}, ${width} px`, async () => {
    await open(
      filePage,
      async (page) => {
        await show(page, SMALL_VIT);
        await page.addScriptTag({ content: axe });
        for (const [step] of STEPS) {
          await goTo(page, { step });
          if (step === 'softmax') await numbers(page);
          await drawn(page);
          const found = await page.evaluate(async () => {
            const { violations } = await /** @type {any} */ (window).axe.run(document);
            return violations.map((/** @type {any} */ one) => `${one.id}: ${one.nodes[0].html}`);
          });
          assert.deepEqual(found, [], step);
          if (step === 'softmax') await numbers(page, 'Hide numbers');
        }
      },
      { colorScheme, viewport: { width, height: 900 } },
    );
  });
}
