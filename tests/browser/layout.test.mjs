// The page fits: no sideways scrolling and nothing drawn outside, from 320 px to 1280 px.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, everyExample, filePage, ready, STEPS, useBrowser } from './browser.mjs';

const { open } = useBrowser();

for (const width of [320, 360, 768, 1280]) {
  test(`every step of every example fits ${width} px`, async () => {
    await open(
      filePage,
      async (page) => {
        await ready(page);
        await everyExample(page, async (example) => {
          for (const [step] of STEPS) {
            await page.evaluate(
              (id) =>
                /** @type {any} */ (document.querySelector('attention-walk')).goTo({ step: id }),
              step,
            );
            await drawn(page);
            const { scroll, client, canvas, box } = await page.evaluate(() => {
              const root = document.querySelector('attention-walk')?.shadowRoot;
              const drawing = root?.querySelector('canvas.canvas');
              return {
                scroll: document.documentElement.scrollWidth,
                client: document.documentElement.clientWidth,
                canvas: drawing?.getBoundingClientRect().right ?? 0,
                box: drawing?.parentElement?.getBoundingClientRect().right ?? 0,
              };
            });
            assert.ok(scroll <= client, `${example} ${step}: ${scroll} > ${client}`);
            assert.ok(canvas <= box + 1, `${example} ${step}: the canvas stays in its box`);
          }
        });
      },
      { viewport: { width, height: 800 } },
    );
  });
}

test('the canvas is as sharp as the screen', async () => {
  for (const deviceScaleFactor of [1, 1.5, 2]) {
    await open(
      filePage,
      async (page) => {
        await ready(page);
        const ratio = await page
          .locator('canvas.canvas')
          .evaluate(
            (canvas) => /** @type {HTMLCanvasElement} */ (canvas).width / canvas.clientWidth,
          );
        assert.ok(Math.abs(ratio - deviceScaleFactor) < 0.01, `${ratio} for ${deviceScaleFactor}`);
      },
      { deviceScaleFactor },
    );
  }
});

test('cells are painted in the colour of their value', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    // Word vector + position = X, side by side and on one scale: the limit is the largest of the three.
    const { painted, limit } = await page.evaluate(() => {
      const element = /** @type {any} */ (document.querySelector('attention-walk'));
      const canvas = element.shadowRoot.querySelector('canvas.canvas');
      const context = canvas.getContext('2d');
      const { data, width } = context.getImageData(0, 0, canvas.width, canvas.height);
      context.font = `600 14px ${getComputedStyle(element).fontFamily}`;
      const { tokens, steps } = element.trace;
      const names = tokens.map((/** @type {string} */ token) => context.measureText(token).width);
      // Right of the widest name, cells as wide as fit; the second row of 38 px below a caption of 24.
      const left = Math.ceil(Math.min(Math.max(30, ...names), 150)) + 16;
      const { embedding, position, values } = steps[0];
      const matrices = [embedding, position, values];
      const cell = Math.floor((canvas.clientWidth - 8 - left - 2 * 34) / 24);
      const painted = matrices.flatMap((rows, place) =>
        rows[1].map((/** @type {number} */ value, /** @type {number} */ column) => {
          const x = 4 + left + place * (8 * cell + 34) + column * cell + 6;
          const at = 4 * ((24 + 38 + 5) * width + x);
          return { value, color: [...data.slice(at, at + 3)] };
        }),
      );
      return { painted, limit: Math.max(...matrices.flat(2).map(Math.abs)) };
    });
    assert.equal(painted.length, 24);
    for (const { value, color } of painted) {
      const end = value < 0 ? [190, 84, 6] : [27, 94, 173];
      const expected = end.map((channel) => 255 + (channel - 255) * (Math.abs(value) / limit));
      expected.forEach((channel, index) => {
        assert.ok(Math.abs(color[index] - channel) <= 1, `${value}: ${color} is ${expected}`);
      });
    }
  });
});
