// What hosts and browsers do to the element: boxes as wide as their content, paper, directions, frames, forced colours,
// scaled slides, shadow trees, noise instead of pictures.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../web/tools/machine/process.mjs';
import { drawn, ready, stateOf, useBrowser } from './browser.mjs';

/** @typedef {import('playwright-core').Page} Page */

const { open, url } = useBrowser();

/** Puts markup into the page, and waits for its walk. @param {Page} page @param {string} markup */
async function put(page, markup) {
  await page.evaluate((markup) => {
    document.querySelector('h1')?.remove();
    document.body.insertAdjacentHTML('beforeend', markup);
  }, markup);
  await ready(page);
}

const WALK =
  '<attention-walk loading="eager" example="four-heads" step="softmax"></attention-walk>';

/** Boxes of a width of their own. @type {Record<string, string>} */
const BOXES = {
  'a flex item, centred': `<div style="display: flex; place-items: center"><div>${WALK}</div></div>`,
  'a column, centred': `<div style="display: flex; flex-direction: column; align-items: center">${WALK}</div>`,
  'a flex item itself': `<div style="display: flex">${WALK}</div>`,
  'a centred grid': `<div style="display: grid; place-items: center">${WALK}</div>`,
  'a column of a grid as wide as its content': `<div style="display: grid; grid-template-columns: auto">${WALK}</div>`,
  'inline-block': `<div style="display: inline-block">${WALK}</div>`,
  'a float': `<div style="float: left">${WALK}</div>`,
  'a float itself': WALK.replace('loading', 'style="float: left" loading'),
  'inline-block itself': WALK.replace('loading', 'style="display: inline-block" loading'),
  'a flex container itself': WALK.replace('loading', 'style="display: flex" loading'),
  'a table cell': `<table><tr><td>${WALK}</td></tr></table>`,
  'a dialog': `<dialog open>${WALK}</dialog>`,
  'a popover': `<div popover="manual" id="over">${WALK}</div><script>over.showPopover()</script>`,
  'absolute placing': `<div style="position: absolute; left: 0">${WALK}</div>`,
  'fit-content': `<figure style="inline-size: fit-content; margin: 0">${WALK}</figure>`,
  block: WALK,
};

test('it has a width in boxes that are as wide as their content, and never more than there is', async () => {
  for (const width of [1400, 500, 320]) {
    await open(
      url('empty.html'),
      async (page) => {
        for (const [name, markup] of Object.entries(BOXES)) {
          await page.evaluate((markup) => {
            document.body.style.margin = '0';
            document.body.innerHTML = `<div id="frame">${markup}</div>`;
            document.querySelectorAll('[popover]').forEach((one) => {
              /** @type {HTMLElement} */ (one).showPopover();
            });
          }, markup);
          await ready(page);
          const found = await page.evaluate(() => {
            const walk = /** @type {Element} */ (document.querySelector('attention-walk'));
            const card = walk.shadowRoot?.querySelector('.card');
            const canvas = walk.shadowRoot?.querySelector('canvas.canvas');
            const { right, width } = walk.getBoundingClientRect();
            return { right, width, card: card?.clientWidth ?? 0, canvas: canvas?.clientWidth ?? 0 };
          });
          const told = `${name} at ${width}: ${JSON.stringify(found)}`;
          assert.ok(found.width >= Math.min(960, width - 50) && found.right <= width + 1, told);
          assert.ok(found.card > found.width - 3 && found.canvas > found.width - 110, told);
          if (name === 'block') assert.equal(found.width, width, told);
        }
      },
      { viewport: { width, height: 800 } },
    );
  }
});

/** The picture and the colours around it. @param {Page} page */
const pictureOf = (page) =>
  page.evaluate(() => {
    const shadow = document.querySelector('attention-walk')?.shadowRoot;
    const canvas = /** @type {HTMLCanvasElement} */ (shadow?.querySelector('canvas.canvas'));
    const card = getComputedStyle(/** @type {Element} */ (shadow?.querySelector('.card')));
    return `${card.color} ${card.backgroundColor} ${canvas.toDataURL()}`;
  });

/** What a page may do to be dark. @type {Record<string, { colorScheme?: 'dark', style?: string, theme?: string }>} */
const DARK = {
  'the system': { colorScheme: 'dark', style: ':root { color-scheme: light dark }' },
  'the page': { style: ':root { color-scheme: dark }' },
  'the theme': { theme: 'dark' },
  'its own colours': { style: 'attention-walk { --aw-ink: #eee; --aw-paper: #111; --aw-muted: #ccc; --aw-soft: #222 }' }, // prettier-ignore
};

for (const [name, { colorScheme, style = '', theme = 'auto' }] of Object.entries(DARK)) {
  test(`what is dark by ${name} is printed light, and is dark again afterwards`, async () => {
    let light = '';
    await open(url('empty.html'), async (page) => {
      await put(page, WALK);
      light = await pictureOf(page);
    });
    await open(
      url('empty.html'),
      async (page) => {
        await put(
          page,
          `<style>${style}</style>${WALK.replace('loading', `theme="${theme}" loading`)}`,
        );
        const before = await pictureOf(page);
        assert.notEqual(before, light);
        // At once: a browser prints what is there when the event has been told.
        await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
        assert.equal(await pictureOf(page), light);
        const adjust = await page
          .getByRole('button', { name: 'Head 1' })
          .evaluate((one) => getComputedStyle(one).printColorAdjust);
        assert.equal(adjust, 'exact', 'what is pressed is not white on white');
        await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
        await page.waitForTimeout(100);
        await drawn(page);
        assert.equal(await pictureOf(page), before);
        await page.emulateMedia({ media: 'print' });
        await drawn(page);
        assert.equal((await pictureOf(page)).split(' data:')[0], light.split(' data:')[0]);
        await page.emulateMedia({ media: 'screen' });
        await page.waitForTimeout(100);
        await drawn(page);
        assert.equal(await pictureOf(page), before);
      },
      { colorScheme },
    );
  });
}

test('on paper the picture is no wider than the paper, and keeps its shape', async () => {
  await open(
    url('empty.html'),
    async (page) => {
      await put(page, WALK);
      const [before, after] = await page.locator('canvas.canvas').evaluate((canvas) => {
        const boxOf = () => {
          const { width, height } = canvas.getBoundingClientRect();
          return { width, shape: width / height };
        };
        const before = boxOf();
        window.dispatchEvent(new Event('beforeprint'));
        document.body.style.inlineSize = '600px';
        return [before, boxOf()];
      });
      assert.ok(after.width <= 600 && after.width > 480, String(after.width));
      assert.ok(Math.abs(after.shape - before.shape) < 0.02, `${after.shape} ${before.shape}`);
    },
    { viewport: { width: 1400, height: 900 } },
  );
});

test('a walk that was not seen yet is printed too', async () => {
  await open(url('prose.html'), async (page) => {
    await ready(page);
    const second = page.locator('#second');
    assert.equal(await second.evaluate((one) => one.shadowRoot?.querySelector('canvas')), null);
    // The engine is there, and so is a model: nothing takes longer than the event.
    const isThere = await page.evaluate(async () => {
      window.dispatchEvent(new Event('beforeprint'));
      for (let turn = 0; turn < 200; turn += 1) await null;
      const walk = document.querySelector('#second');
      const canvas = walk?.shadowRoot?.querySelector('canvas.canvas');
      return (canvas?.clientHeight ?? 0) > 100;
    });
    assert.ok(isThere);
  });
  await open(url('empty.html'), async (page) => {
    await page.evaluate((walk) => {
      const lazy = walk.replace('loading="eager"', '');
      document.body.innerHTML = `<div style="block-size: 5000px"></div>${lazy}`;
    }, WALK);
    await page.emulateMedia({ media: 'print' });
    await page.locator('canvas.canvas').waitFor();
  });
});

test('prose and a walk in one shadow tree find each other, an open and a closed one', async () => {
  await open(url('empty.html'), async (page) => {
    for (const mode of ['open', 'closed']) {
      await page.evaluate(
        ({ mode, walk }) => {
          document.body.innerHTML = `${walk}<section><button data-aw-goto="step=sum">slotted</button></section>`;
          const section = /** @type {Element} */ (document.querySelector('section'));
          const shadow = section.attachShadow({ mode: /** @type {'open'} */ (mode) });
          shadow.innerHTML = `
            <a href="#it" data-aw-goto="step=concat"><b>by name</b></a>
            <button data-aw-goto="step=scale">the first</button>
            <slot></slot>
            <attention-walk loading="eager"></attention-walk>
            <attention-walk loading="eager" id="it"></attention-walk>`;
          const all = [document, shadow].flatMap((one) => [
            ...one.querySelectorAll('attention-walk'),
          ]);
          const links = [document, shadow].flatMap((one) => [
            ...one.querySelectorAll('[data-aw-goto]'),
          ]);
          Object.assign(window, { all, links });
        },
        { mode, walk: WALK },
      );
      await page.waitForFunction(() =>
        /** @type {any} */ (window).all.every((/** @type {any} */ one) => one.trace),
      );
      const steps = await page.evaluate(() => {
        const { all, links } = /** @type {any} */ (window);
        const said = [];
        for (const link of links) {
          link.click();
          said.push(all.map((/** @type {any} */ one) => one.step).join(' '));
        }
        return said;
      });
      // What is slotted into a closed tree stands outside of it for everybody else.
      const slotted = mode === 'open' ? 'softmax sum input' : steps[0];
      const rest = mode === 'open' ? ['softmax', 'sum', 'scale'] : [slotted.split(' ')[0], slotted.split(' ')[1], 'scale']; // prettier-ignore
      assert.deepEqual(steps, [
        slotted,
        `${rest[0]} ${rest[1]} concat`,
        `${rest[0]} ${rest[2]} concat`,
      ]);
      assert.equal(new URL(page.url()).hash, '');
    }
  });
});

test('from right to left, the way back is to the right, and numbers stay as they are', async () => {
  await open(url('empty.html'), async (page) => {
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    await put(page, WALK);
    await page.getByRole('button', { name: 'Next step' }).focus();
    await page.keyboard.press('ArrowLeft');
    assert.equal((await stateOf(page)).step, 'weight');
    await page.keyboard.press('ArrowRight');
    assert.equal((await stateOf(page)).step, 'softmax');
    // English sentences keep their quotes and full stops where they belong.
    const ends = await page.evaluate(() => {
      const shadow = document.querySelector('attention-walk')?.shadowRoot;
      const range = document.createRange();
      const at = (/** @type {Node} */ text, /** @type {number} */ from) => {
        range.setStart(text, from);
        range.setEnd(text, from + 1);
        return range.getBoundingClientRect();
      };
      const walker = document.createTreeWalker(/** @type {Node} */ (shadow), NodeFilter.SHOW_TEXT);
      const wrong = [];
      for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const { data } = /** @type {Text} */ (text);
        if (!/^[\s\S]*[a-z][^a-z0-9]$/i.test(data) || /\s$/.test(data)) continue;
        const [before, last] = [at(text, data.length - 2), at(text, data.length - 1)];
        if (last.width && before.top === last.top && last.left < before.left) wrong.push(data);
      }
      return wrong;
    });
    assert.deepEqual(ends, []);
    await page.locator('.more > summary').click();
    await page.getByRole('button', { name: 'Show numbers' }).click();
    await drawn(page);
    const table = page.locator('table').first();
    const [one, two] = await table
      .locator('thead th')
      .evaluateAll((all) => all.slice(0, 2).map((cell) => cell.getBoundingClientRect().left));
    assert.ok(two === undefined || one < two, 'columns stand as in the picture');
    // The page turns round, and so does the walk.
    await page.evaluate(() => (document.documentElement.dir = 'ltr'));
    await drawn(page);
    await page.getByRole('button', { name: 'Next step' }).focus();
    await page.keyboard.press('ArrowRight');
    assert.equal((await stateOf(page)).step, 'weight');
  });
  await open(url('empty.html'), async (page) => {
    await page.evaluate(() => (document.documentElement.style.direction = 'rtl'));
    await put(page, WALK.replace('four-heads', 'digits'));
    const firsts = await page
      .locator('.patch')
      .evaluateAll((all) => all.slice(0, 2).map((one) => one.getBoundingClientRect().left));
    assert.ok(firsts[0] < firsts[1], 'patches lie on the picture they are of');
  });
});

test('own texts are taken later too, and what is no text is told', async () => {
  await open(
    url('empty.html'),
    async (page) => {
      await put(page, WALK);
      const warned = page.waitForEvent('console', (message) => /notAKey/.test(message.text()));
      await page.evaluate(() => {
        const walk = /** @type {any} */ (document.querySelector('attention-walk'));
        walk.strings = { next: 'Weiter', notAKey: '…' };
      });
      await warned;
      await page.getByRole('button', { name: 'Weiter' }).click();
      assert.equal((await stateOf(page)).step, 'weight');
    },
    { allow: /no text is called notAKey/ },
  );
});

/** What becomes of the clipboard. @type {Record<string, string>} */
const CLIPBOARDS = {
  'is not there': 'undefined',
  refuses: "{ writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) }",
  throws: "{ writeText() { throw new Error('no') } }",
};

for (const [name, clipboard] of Object.entries(CLIPBOARDS)) {
  test(`a clipboard that ${name} has taken nothing, and the link is there to be copied by hand`, async () => {
    await open(url('empty.html'), async (page) => {
      await page.evaluate(
        `Object.defineProperty(navigator, 'clipboard', { configurable: true, value: ${clipboard} })`,
      );
      await put(page, WALK.replace('loading', 'permalink loading'));
      await page.locator('.more > summary').click();
      await page.getByRole('button', { name: 'Copy link' }).click();
      const field = page.getByRole('textbox', { name: 'Link' });
      await field.waitFor();
      assert.equal(await field.inputValue(), page.url());
      assert.match(page.url(), /example=four-heads.*step=softmax/);
      const chosen = await field.evaluate((one) => {
        const { selectionStart, selectionEnd, value } = /** @type {HTMLInputElement} */ (one);
        return selectionStart === 0 && selectionEnd === value.length;
      });
      assert.ok(chosen, 'selected');
      assert.equal(await page.getByText('Link copied').count(), 0);
      await page.evaluate(
        `Object.defineProperty(navigator, 'clipboard', { value: { writeText: async () => {} } })`,
      );
      await page.locator('.more > summary').click();
      await page.getByRole('button', { name: 'Copy link' }).click();
      await page.getByText('Link copied').first().waitFor();
    });
  });
}

test('where a frame may not hand out files, that is said; the frame of the examples may', async () => {
  const readme = readFileSync(join(root, 'examples/README.md'), 'utf8');
  const [, given] = /```html iframe\n<iframe[^]*?sandbox="([^"]*)"/.exec(readme) ?? [];
  assert.match(given, /allow-downloads/);
  /** @type {[string, RegExp | null, boolean][]} */
  const frames = [
    [given, /Where no file comes/, true],
    ['allow-scripts', /Where no file comes/, false],
    ['allow-scripts allow-same-origin', /Where no file comes/, false],
    ['allow-scripts allow-same-origin allow-downloads', null, true],
  ];
  for (const [sandbox, said, comes] of frames) {
    await open(
      url('empty.html'),
      async (page) => {
        await page.evaluate((sandbox) => {
          const frame = document.createElement('iframe');
          frame.setAttribute('sandbox', sandbox);
          frame.style.cssText = 'inline-size: 1000px; block-size: 900px';
          frame.src = 'dist/embed.html#example=four-heads&step=softmax';
          document.body.append(frame);
        }, sandbox);
        const inside = page.frameLocator('iframe');
        await inside.getByRole('button', { name: 'Next step' }).waitFor();
        const coming = comes ? page.waitForEvent('download') : null;
        await inside.locator('.more > summary').click();
        await inside.getByRole('button', { name: 'Numbers (JSON)' }).click();
        await coming;
        const sentence = inside.locator('.progress');
        if (said) await sentence.filter({ hasText: said }).waitFor();
        else assert.equal(await sentence.isVisible(), false);
      },
      { allow: /Download is disallowed|escape its sandboxing/ },
    );
  }
});

/** A seven as in the training data, as a file, on the walk. @param {Page} page */
const dropSeven = (page) =>
  page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 28;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.fillRect(0, 0, 28, 28);
    context.strokeStyle = '#fff';
    context.lineWidth = 3;
    context.stroke(new Path2D('M 7 6 L 20 6 L 12 24'));
    const blob = await new Promise((done) => canvas.toBlob(done));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(
      new File([/** @type {Blob} */ (blob)], 'seven.png', { type: 'image/png' }),
    );
    const init = { dataTransfer, bubbles: true, cancelable: true };
    document.querySelector('attention-walk')?.dispatchEvent(new DragEvent('drop', init));
  });

/** Draws a seven on the pad. @param {Page} page */
async function drawSeven(page) {
  await page.getByRole('radio', { name: 'Draw a digit' }).click();
  const box = await page.getByRole('application').boundingBox();
  assert.ok(box);
  const at = (/** @type {number} */ x, /** @type {number} */ y) =>
    page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 6 });
  await at(0.25, 0.2);
  await page.mouse.down();
  await at(0.75, 0.2);
  await at(0.45, 0.85);
  await page.mouse.up();
}

test('where reading a canvas gives noise, pictures are refused, and drawing works', async () => {
  for (const isNoisy of [false, true]) {
    await open(
      url('empty.html'),
      async (page) => {
        await put(page, WALK.replace('four-heads', 'digits'));
        await page.locator('.prediction-row').first().waitFor();
        if (isNoisy) {
          await page.evaluate(() => {
            const { prototype } = CanvasRenderingContext2D;
            const read = prototype.getImageData;
            prototype.getImageData = function getImageData(...given) {
              const image = read.apply(this, given);
              image.data.forEach((_, at, data) => (data[at] = 256 * Math.random()));
              return image;
            };
          });
        }
        const first = page.locator('.prediction-row').first();
        await drawSeven(page);
        await first.filter({ hasText: '7' }).waitFor();
        await dropSeven(page);
        const said = page.locator('.progress').filter({ hasText: 'fingerprinting' });
        if (isNoisy) await said.waitFor();
        else {
          await page.waitForTimeout(500);
          assert.equal(await said.count(), 0);
        }
        const refused = await page.evaluate(() =>
          /** @type {any} */ (document.querySelector('attention-walk')).exportPNG().then(
            () => null,
            (/** @type {any} */ error) => error.code,
          ),
        );
        assert.equal(refused, isNoisy ? 'unsupported' : null);
      },
      { allow: /fingerprinting|willReadFrequently/ },
    );
  }
});

test('forced colours: a bar is as long as its number, and heads and patches are marked', async () => {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await open(
      url('empty.html'),
      async (page) => {
        await put(page, WALK.replace('example', 'head="0" example'));
        await page.evaluate(() => {
          const walk = /** @type {any} */ (document.querySelector('attention-walk'));
          walk.data = {
            ...{
              tokens: ['a', 'b'],
              x: [
                [40, 0],
                [0, 1],
              ],
              dModel: 2,
              numHeads: 1,
            },
            weights: Object.fromEntries(
              ['wq', 'wk', 'wv', 'wo'].map((name) => [
                name,
                [
                  [1, 0],
                  [0, 1],
                ],
              ]),
            ),
          }; // one token gets all, the other 0.0 %
        });
        await drawn(page);
        const lengths = await page.evaluate(() => {
          const shadow = document.querySelector('attention-walk')?.shadowRoot;
          const canvas = /** @type {HTMLCanvasElement} */ (shadow?.querySelector('canvas.canvas'));
          const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
          const probe = /** @type {Element} */ (shadow?.querySelector('.probe'));
          const style = getComputedStyle(probe);
          return {
            track: style.outlineColor,
            paper: style.backgroundColor,
            ink: style.color,
            drawn: context.getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean),
          };
        });
        assert.equal(lengths.track, lengths.paper, 'an empty bar is empty');
        assert.notEqual(lengths.ink, lengths.paper);
        assert.ok(lengths.drawn);
        await page.evaluate(() =>
          document.querySelector('attention-walk')?.setAttribute('example', 'four-heads'),
        );
        await drawn(page);
        const edges = await page
          .locator('.head')
          .evaluateAll((all) => all.map((one) => getComputedStyle(one).borderTopColor));
        assert.equal(new Set(edges).size, 4, String(edges));
        await page.evaluate(() =>
          document.querySelector('attention-walk')?.setAttribute('example', 'digits'),
        );
        await page.locator('.patch').first().waitFor();
        await drawn(page);
        const shades = await page
          .locator('.patch')
          .evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor));
        assert.ok(new Set(shades).size > 5, 'patches are shaded by their weight');
        const [fill, track] = await page.evaluate(() => {
          const shadow = document.querySelector('attention-walk')?.shadowRoot;
          return ['fill', 'track'].map((part) => {
            const found = /** @type {Element} */ (shadow?.querySelector(`.prediction-${part}`));
            return getComputedStyle(found).backgroundColor;
          });
        });
        assert.notEqual(fill, track);
      },
      { forcedColors: 'active', colorScheme },
    );
  }
});

test('in a scaled slide the picture has a pixel for every pixel of the screen', async () => {
  const scaled = {
    'a transform': 'transform: scale(2); transform-origin: 0 0',
    'a transform that comes later': '',
    zoom: 'zoom: 2',
  };
  for (const [name, style] of Object.entries(scaled)) {
    await open(
      url('empty.html'),
      async (page) => {
        await put(page, `<div id="slide" style="inline-size: 700px; ${style}">${WALK}</div>`);
        if (!style) {
          await page.evaluate(() => {
            const slide = /** @type {HTMLElement} */ (document.querySelector('#slide'));
            slide.style.transform = 'scale(2)';
            window.dispatchEvent(new Event('resize'));
          });
          await drawn(page);
        }
        const [pixels, seen] = await page
          .locator('canvas.canvas')
          .evaluate((canvas) => [
            /** @type {HTMLCanvasElement} */ (canvas).width,
            canvas.getBoundingClientRect().width,
          ]);
        assert.ok(Math.abs(pixels - seen) <= 2, `${name}: ${pixels} for ${seen}`);
        assert.ok(seen > 1200, String(seen));
      },
      { viewport: { width: 1500, height: 900 } },
    );
  }
});
