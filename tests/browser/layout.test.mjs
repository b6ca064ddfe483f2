// The page fits: no sideways scrolling and nothing drawn outside, from 320 px to 1280 px.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  drawn,
  everyExample,
  filePage,
  goTo,
  painted,
  ready,
  STEPS,
  useBrowser,
} from './browser.mjs';

const { open } = useBrowser();

for (const width of [320, 360, 768, 1280]) {
  test(`every step of every example fits ${width} px`, async () => {
    await open(
      filePage,
      async (page) => {
        await ready(page);
        await everyExample(page, async (example) => {
          for (const [step] of STEPS) {
            await goTo(page, { step });
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
    const { texts, rects } = await painted(page);
    const numbers = texts.filter(({ text }) => /^[−-]?\d+\.\d+$/.test(text));
    const boxOf = (/** @type {{ x: number, y: number }} */ { x, y }) =>
      rects.find(
        (one) => one.x < x && one.x + one.width > x && one.y < y && one.y + one.height > y,
      );
    const { cells, limit } = await page.evaluate(
      (boxes) => {
        const element = /** @type {any} */ (document.querySelector('attention-walk'));
        const canvas = element.shadowRoot.querySelector('canvas.canvas');
        const { data, width } = canvas
          .getContext('2d')
          .getImageData(0, 0, canvas.width, canvas.height);
        const { embedding, position, values } = element.trace.steps[0];
        const all = [embedding, position, values].flat(2);
        const cells = boxes.map((box, index) => {
          // Beside the number, and inside of the frame of the cell.
          const at = 4 * ((Math.round(box.y) + 5) * width + Math.round(box.x) + 5);
          return { value: all[index], color: [...data.slice(at, at + 3)] };
        });
        return { cells, limit: Math.max(...all.map(Math.abs)) };
      },
      numbers.map((one) => /** @type {{ x: number, y: number }} */ (boxOf(one))),
    );
    assert.equal(cells.length, 3 * 4 * 8);
    for (const { value, color } of cells) {
      const end = value < 0 ? [190, 84, 6] : [27, 94, 173];
      const expected = end.map((channel) => 255 + (channel - 255) * (Math.abs(value) / limit));
      expected.forEach((channel, index) => {
        assert.ok(Math.abs(color[index] - channel) <= 1, `${value}: ${color} is ${expected}`);
      });
    }
  });
});

test('weights are written as in the formulas: the role raised, in captions, in sentences and in the dock', async () => {
  // A token that is called like them stays as it is.
  await open(`${filePage}#example=own&text=Wo+ist+er&query=0`, async (page) => {
    await ready(page);
    /** What is painted with a W before it: the letters, and by how much they stand higher. */
    const raised = async () => {
      const { texts } = await painted(page);
      return texts.flatMap(({ text, y }, at) => {
        const base = texts[at - 1] ?? texts[at + 1];
        return /^[QKVO]$/.test(text) ? [[text, Math.round(base.y - y)]] : [];
      });
    };
    await goTo(page, { step: 'project' });
    await drawn(page);
    assert.deepEqual(await raised(), [
      ['Q', 4],
      ['K', 4],
      ['V', 4],
    ]);
    assert.match(
      (await page.locator('canvas.canvas').getAttribute('aria-label')) ?? '',
      /; Wq\s+8\s×/,
    );
    await goTo(page, { step: 'output_projection' });
    await drawn(page);
    const found = await raised();
    assert.ok(found.length > 1 && found.every(([letter, up]) => letter === 'O' && up === 4));
    const sup = page.locator('.lead sup, .explain-name sup');
    assert.equal(await sup.count(), 0);
    await goTo(page, { step: 'scores', head: 1 });
    await drawn(page);
    assert.match(await page.locator('.explain-name').innerText(), /“Wo”/);
    assert.deepEqual(await sup.allInnerTexts(), ['\u200bQ', '\u200bK', '\u200bV']);
  });
});
