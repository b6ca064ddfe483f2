// Pictures: a Vision Transformer looks at clothes and at digits, and what is shown is what its run says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { root } from '../../web/tools/machine/process.mjs';
import { createEngine } from '../helpers/attention-walk.mjs';
import { modelFile } from '../helpers/models.mjs';
import { drawn, filePage, ready, stateOf, STEPS, traceOf, useBrowser } from './browser.mjs';
import { asShown, lookUp } from './trace-lookup.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ width: number, height: number, data: Uint8ClampedArray }} Picture */

const { open, url } = useBrowser();
const strict = useBrowser({
  headers: {
    'Content-Security-Policy': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
  },
});
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const engine = await createEngine();

const EXAMPLES = /** @type {const} */ ({
  clothes: { model: 'fashion-vit', title: 'Clothes (ViT)' },
  digits: { model: 'digit-vit', title: 'Digits (ViT)' },
});
/** @typedef {keyof typeof EXAMPLES} Example */

/** @type {Map<string, import('../../web/engine/engine.js').Model>} */
const models = new Map();

/** @param {Example} example */
function modelOf(example) {
  const { model } = EXAMPLES[example];
  const found = models.get(model) ?? engine.model(modelFile(model));
  models.set(model, found);
  return found;
}

/** @param {Example} example @returns {{ label: string, pixels: string }[]} */
const samplesOf = (example) =>
  JSON.parse(
    readFileSync(join(root, 'web/models', EXAMPLES[example].model, 'samples.json'), 'utf8'),
  ).samples;

/** @param {Iterable<number>} bytes of a square picture @returns {Picture} */
function grey(bytes) {
  const all = [...bytes];
  const data = Uint8ClampedArray.from(all.flatMap((byte) => [byte, byte, byte, 255]));
  return { width: Math.sqrt(all.length), height: Math.sqrt(all.length), data };
}

/** What the model says of a picture, in Node. @param {Example} example @param {number | Picture} picture  or the number of a sample */
function runOf(example, picture) {
  const image =
    typeof picture === 'number'
      ? grey(Buffer.from(samplesOf(example)[picture].pixels, 'base64'))
      : picture;
  return modelOf(example).run({ image: /** @type {any} */ (image) });
}

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(1)}\u2009%`;

/** The rows of the prediction, as a run of Node has them. @param {Example} example @param {{ probabilities: Float32Array }} run */
function expectedBars(example, { probabilities }) {
  const labels = /** @type {any} */ (modelOf(example).config).id2label;
  const all = [...probabilities]
    .map((share, id) => ({ label: String(labels[id]), share }))
    .sort((a, b) => b.share - a.share);
  const rest = all.slice(5).reduce((sum, { share }) => sum + share, 0);
  return [...all.slice(0, 5), { label: `${all.length - 5} others`, share: rest }].map(
    ({ label, share }) => [label, percent(share)],
  );
}

/** @param {Page} page @returns {Promise<string[][]>} */
const bars = (page) =>
  page
    .locator('.prediction-row')
    .evaluateAll((rows) =>
      rows.map((row) =>
        ['.prediction-label', '.prediction-share'].map(
          (part) => row.querySelector(part)?.textContent ?? '',
        ),
      ),
    );

/** Waits until the page says the same as Node. @param {Page} page @param {Example} example @param {number | Picture} picture */
async function assertPredicts(page, example, picture) {
  const expected = expectedBars(example, runOf(example, picture));
  await settles(async () => JSON.stringify(await bars(page)) === JSON.stringify(expected));
  assert.deepEqual(await bars(page), expected);
}

/** Asks again until it is so, for three seconds; the assertion after it says what is wrong. @param {() => Promise<boolean>} isSo */
async function settles(isSo) {
  for (let tries = 0; tries < 60 && !(await isSo()); tries += 1) {
    await new Promise((next) => setTimeout(next, 50));
  }
}

/** @param {Page} page @param {Example} example */
async function choose(page, example) {
  await ready(page);
  await pick(page, EXAMPLES[example].title);
  await shows(page, example);
}

/** Opens the list of examples and clicks one. @param {Page} page @param {string} title */
async function pick(page, title) {
  await page.locator('.example-menu > summary').click();
  await page.locator('.examples label').filter({ hasText: title }).click();
}

/** In a narrow card, what stands beside the walk takes turns with it. @param {Page} page @param {'Step' | 'Picture' | 'Heads'} name */
async function showPane(page, name) {
  const tab = page.getByRole('button', { name, exact: true });
  if (await tab.isVisible()) await tab.click();
}

/** @param {Page} page */
async function showNumbers(page) {
  await page.locator('.more > summary').click();
  await page.getByRole('button', { name: 'Show numbers' }).click();
}

/** @param {Page} page @param {string} example */
async function shows(page, example) {
  await page.waitForFunction(
    (id) => /** @type {any} */ (document.querySelector('attention-walk')).example === id,
    example,
  );
  await page.locator('.prediction-row').first().waitFor({ state: 'attached' });
  await drawn(page);
}

/** @param {Page} page @param {object} target */
async function goTo(page, target) {
  await page.evaluate(
    (to) => /** @type {any} */ (document.querySelector('attention-walk')).goTo(to),
    target,
  );
  await drawn(page);
}

/** @param {Page} page */
const patches = (page) => page.getByRole('group', { name: 'Patches' });

/** @param {Page} page */
const pictures = (page) => page.getByRole('radiogroup', { name: 'Picture', exact: true });

/** How the patches are shaded: their colour and how strong it is. @param {Page} page */
const shading = (page) =>
  page
    .locator('button.patch')
    .evaluateAll((all) =>
      all.map((patch) => /** @type {HTMLElement} */ (patch).style.backgroundColor),
    );

/** A grey picture as a PNG file. @param {number[]} bytes of a square picture */
function png(bytes) {
  const side = Math.sqrt(bytes.length);
  const chunk = (/** @type {string} */ type, /** @type {Uint8Array} */ data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 8;
  const lines = Array.from({ length: side }, (_, row) => [
    0,
    ...bytes.slice(row * side, (row + 1) * side),
  ]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Uint8Array.from(lines.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Trousers of a kind: two legs. */
const OWN = Array.from({ length: 28 * 28 }, (_, at) => {
  const [x, y] = [at % 28, Math.floor(at / 28)];
  const isLeg = (x > 7 && x < 13) || (x > 14 && x < 20);
  return y > 1 && y < 26 && (isLeg || (y < 8 && x > 7 && x < 20)) ? 150 + 3 * y : 0;
});

for (const example of /** @type {Example[]} */ (['clothes', 'digits'])) {
  test(`${example}: every sample by the mouse, and what the model says of each`, async () => {
    await open(filePage, async (page) => {
      await choose(page, example);
      const samples = samplesOf(example);
      for (const index of [...samples.keys()].reverse()) {
        const radio = pictures(page).getByRole('radio').nth(index);
        await pictures(page).locator('label').nth(index).click();
        assert.equal(await radio.isChecked(), true);
        await assertPredicts(page, example, index);
      }
      assert.equal((await bars(page)).length, 6);
    });
  });
}

test('samples, a patch and a layer with a head by the keyboard alone', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await tabTo(page, /^SUMMARY Example/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    for (let presses = 0; presses < 7; presses += 1) await page.keyboard.press('ArrowRight');
    await shows(page, 'clothes');
    await page.keyboard.press('Escape');
    assert.match(await focused(page), /^SUMMARY Example/, 'the menu gives the focus back');

    await tabTo(page, /^BUTTON Patch row 1, column 1$/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    assert.equal((await stateOf(page)).query, 1 + 7 + 1);
    assert.match(await focused(page), /^BUTTON Patch row 2, column 2$/);

    await tabTo(page, /^INPUT .*T-shirt\/top 1$/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await assertPredicts(page, 'clothes', 2);
    assert.equal((await stateOf(page)).step, 'input', 'arrows choose pictures and do not walk');

    await tabTo(page, /^BUTTON Layer 3, head 2$/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Layer 3, head 2', pressed: true }).waitFor();
    assert.match(await focused(page), /^BUTTON Layer 3, head 2$/, 'the focus stays');
  });
});

test('a patch becomes the Query, [CLS] stands beside, and each head shades them its own way', async () => {
  await open(filePage, async (page) => {
    await choose(page, 'clothes');
    const run = runOf('clothes', 0);
    await patches(page).getByRole('button', { name: '[CLS]', pressed: true }).waitFor();
    assert.equal(await patches(page).getByRole('button').count(), 50);
    const patch = patches(page).getByRole('button', { name: 'Patch row 4, column 5', exact: true });
    await patch.click();
    const query = 1 + 3 * 7 + 4;
    assert.equal((await stateOf(page)).query, query);
    assert.equal(await patch.getAttribute('aria-pressed'), 'true');
    assert.equal(await patches(page).locator('[aria-pressed="true"]').count(), 1);

    const attention = run.attention(query);
    const seen = new Set();
    for (let head = 0; head < 4; head += 1) {
      await page.getByRole('button', { name: `Head ${head + 1}`, exact: true }).click();
      await page
        .getByRole('button', { name: `Layer 1, head ${head + 1}`, pressed: true })
        .waitFor();
      await drawn(page);
      const weights = attention.subarray(head * 50 + 1, head * 50 + 50);
      const most = Math.max(...weights);
      const colors = await shading(page);
      assert.equal(colors.length, 49);
      colors.forEach((color, at) => {
        const alpha = Number(/([\d.]+)\)$/.exec(color)?.[1] ?? 0);
        const expected = (0.85 * weights[at]) / most;
        assert.ok(Math.abs(alpha - expected) < 0.006, `head ${head}, patch ${at}: ${color}`);
      });
      seen.add(colors.join());
      await page.getByText(`greenest: ${percent(most)}`).waitFor();
    }
    assert.equal(seen.size, 4);
    await patches(page).getByRole('button', { name: '[CLS]' }).click();
    assert.equal((await stateOf(page)).query, 0);
  });
});

test('the overview chooses layer and head, and listeners are told', async () => {
  await open(filePage, async (page) => {
    await choose(page, 'clothes');
    await page.evaluate(() => {
      const all = /** @type {any} */ (window);
      all.changes = [];
      document.addEventListener('aw-change', (event) =>
        all.changes.push(/** @type {CustomEvent} */ (event).detail),
      );
    });
    const overview = page.getByRole('group', { name: 'All layers and heads' });
    assert.equal(await overview.getByRole('button').count(), 16);
    const cell = overview.getByRole('button', { name: 'Layer 3, head 4' });
    await cell.click();
    await overview.getByRole('button', { name: 'Layer 3, head 4', pressed: true }).waitFor();
    assert.equal(await overview.locator('[aria-pressed="true"]').count(), 1);
    const [change] = await page.evaluate(() => /** @type {any} */ (window).changes);
    assert.deepEqual(new Set(change.changed), new Set(['layer', 'head']));
    assert.equal(change.source, 'user');
    assert.deepEqual(
      { layer: change.state.layer, head: change.state.head, example: change.state.example },
      { layer: 2, head: 3, example: 'clothes' },
    );
    const run = runOf('clothes', 0);
    const expected = run.layer(2).trace({ query: 0, weights: true });
    assert.deepEqual((await traceOf(page)).steps, expected.steps, 'the third layer is walked');
    await page.evaluate(() => {
      const element = /** @type {any} */ (document.querySelector('attention-walk'));
      element.layer = 1;
    });
    await overview.getByRole('button', { name: 'Layer 2, head 4', pressed: true }).waitFor();
  });
});

test('rollout tells its formula and shades with its own values', async () => {
  await open(filePage, async (page) => {
    await choose(page, 'clothes');
    const before = await shading(page);
    await page.getByRole('radio', { name: 'all layers (rollout)' }).check();
    await page.getByText(/A = ½·\(mean of the heads\) \+ ½·I per layer.*Abnar & Zuidema/).waitFor();
    await drawn(page);
    const colors = await shading(page);
    assert.notDeepEqual(colors, before);
    const row = runOf('clothes', 0).rollout().subarray(1, 50);
    const most = Math.max(...row);
    colors.forEach((color, at) => {
      const alpha = Number(/([\d.]+)\)$/.exec(color)?.[1] ?? 0);
      assert.ok(Math.abs(alpha - (0.85 * row[at]) / most) < 0.006, `patch ${at}: ${color}`);
    });
    await page.getByRole('radio', { name: 'this head' }).check();
    await drawn(page);
    await settles(async () => (await shading(page)).join() === before.join());
    assert.deepEqual(await shading(page), before);
  });
});

test('the measured facts are the run’s', async () => {
  await open(filePage, async (page) => {
    await choose(page, 'digits');
    const run = runOf('digits', 0);
    for (const [layer, head, query] of [
      [0, 0, 0],
      [1, 2, 0],
      [3, 1, 25],
    ]) {
      await goTo(page, { layer, head, query });
      const name = `Layer ${layer + 1}, head ${head + 1}`;
      await page.getByRole('button', { name, pressed: true }).waitFor();
      const own = run.facts(query)[layer][head];
      const all = run.facts()[layer][head];
      const full = Math.log2(50).toFixed(1);
      const distance = query ? `, mean distance ${own.distance.toFixed(1)} patches` : '';
      const expected =
        `${name} for this Query: entropy ${own.entropy.toFixed(1)} of ${full} bits${distance}, ` +
        `${percent(own.onPrefix)} on [CLS]. Over all patches: ${all.entropy.toFixed(1)} bits, ` +
        `mean distance ${all.distance.toFixed(1)} patches, ${percent(all.onPrefix)} on [CLS].`;
      await settles(async () => (await page.locator('.facts').textContent()) === expected);
      assert.equal(await page.locator('.facts').textContent(), expected);
    }
  });
});

test('every number of one patch’s walk is the run’s, in a later layer too', async () => {
  await open(filePage, async (page) => {
    await choose(page, 'clothes');
    await showNumbers(page);
    const query = 24;
    for (const [layer, head] of [
      [0, 0],
      [3, 2],
    ]) {
      await goTo(page, { layer, head, query });
      const run = runOf('clothes', 0).layer(layer);
      const trace = run.trace({ query, weights: true });
      let compared = 0;
      for (const [step] of STEPS) {
        await goTo(page, { step });
        const numbers = await page.locator('button.number').evaluateAll((buttons) =>
          buttons.map((button) => {
            const { ref = '', value = '' } = /** @type {HTMLElement} */ (button).dataset;
            return { ref, value, text: button.textContent ?? '' };
          }),
        );
        for (const { ref, value, text } of numbers) {
          const [tensor, , place] = ref.split('|');
          const [row, column] = place.split(',').map(Number);
          const whole = tensor === 'patches' ? run.tensor(tensor) : null;
          const expected = whole ? whole.data[row * whole.shape[1] + column] : lookUp(trace, ref);
          if (expected === undefined) continue;
          if (whole) assert.equal(Math.fround(Number(value)), expected, ref);
          else assert.equal(value, String(expected), `layer ${layer}, ${step}: ${ref}`);
          if (Math.abs(expected ?? 0) < 100) assert.equal(text, asShown(expected), ref);
          compared += 1;
        }
        assert.ok(numbers.length > 0, step);
      }
      assert.ok(compared > 500, `${compared} numbers of layer ${layer} were compared`);
    }
  });
});

/** @param {Page} page @param {[number, number][]} points  0 to 1 on the pad */
async function stroke(page, points) {
  const pad = page.locator('canvas.pad');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  assert.ok(box);
  const at = ([x, y] = [0, 0]) =>
    /** @type {[number, number]} */ ([box.x + x * box.width, box.y + y * box.height]);
  await page.mouse.move(...at(points[0]));
  await page.mouse.down();
  for (const point of points.slice(1)) await page.mouse.move(...at(point));
  await page.mouse.up();
}

/** @param {Page} page */
async function openPad(page) {
  await choose(page, 'digits');
  await page.getByRole('radio', { name: 'Draw a digit' }).click();
  await page.locator('canvas.pad').waitFor();
  await drawn(page);
}

/** Waits for the likeliest digit. @param {Page} page @param {string} digit */
async function assertDigit(page, digit) {
  await settles(async () => (await bars(page))[0]?.[0] === digit);
  const [[label, share]] = await bars(page);
  assert.equal(label, digit);
  assert.ok(parseFloat(share) > 50, `${digit}: ${share}`);
}

test('a digit that is drawn is read while it is drawn, and Clear empties the pad', async () => {
  await open(filePage, async (page) => {
    await openPad(page);
    const empty = await bars(page);
    const circle = Array.from({ length: 33 }, (_, step) => {
      const angle = (step / 32) * 2 * Math.PI;
      return /** @type {[number, number]} */ ([
        0.5 + 0.24 * Math.sin(angle),
        0.5 - 0.34 * Math.cos(angle),
      ]);
    });
    await stroke(page, circle);
    await assertDigit(page, '0');
    await page.getByRole('button', { name: 'Clear' }).click();
    await settles(async () => JSON.stringify(await bars(page)) === JSON.stringify(empty));
    assert.deepEqual(await bars(page), empty);
    await stroke(page, [
      [0.52, 0.15],
      [0.5, 0.5],
      [0.48, 0.85],
    ]);
    await assertDigit(page, '1');
    const afterOne = await bars(page);
    await page.mouse.down();
    await page.mouse.move(300, 300);
    await drawn(page);
    await page.mouse.up();
    await pictures(page).locator('label').first().click();
    await assertPredicts(page, 'digits', 0);
    assert.equal(await page.locator('canvas.pad').isVisible(), false);
    assert.notDeepEqual(await bars(page), afterOne);
  });
});

test('a digit is drawn with the keyboard; a stroke taken back is gone for good', async () => {
  await open(filePage, async (page) => {
    await openPad(page);
    const empty = await bars(page);
    const pad = page.locator('canvas.pad');
    await pad.focus();
    const press = async (/** @type {string} */ key, times = 1) => {
      for (let presses = 0; presses < times; presses += 1) await pad.press(key);
    };
    await press('ArrowUp', 9);
    await press(' ');
    await press('ArrowDown', 18);
    await assertDigit(page, '1');
    assert.equal((await stateOf(page)).step, 'input', 'arrows draw and do not walk');
    const one = await bars(page);
    await press(' ');
    await press('ArrowLeft', 8);
    await press(' ');
    await press('ArrowRight', 16);
    await settles(async () => JSON.stringify(await bars(page)) !== JSON.stringify(one));
    assert.notDeepEqual(await bars(page), one);
    await press('Backspace');
    // The pen is up: moving it adds nothing to the stroke before.
    await press('ArrowUp', 5);
    await settles(async () => JSON.stringify(await bars(page)) === JSON.stringify(one));
    assert.deepEqual(await bars(page), one);
    await press('Backspace');
    await settles(async () => JSON.stringify(await bars(page)) === JSON.stringify(empty));
    assert.deepEqual(await bars(page), empty);
  });
});

test('an own picture by the file chooser and by a drop, as the model sees it', async () => {
  await open(filePage, async (page) => {
    await choose(page, 'clothes');
    const chooser = page.waitForEvent('filechooser');
    await page.locator('button', { hasText: 'Your own picture…' }).click();
    const file = { name: 'own.png', mimeType: 'image/png', buffer: png(OWN) };
    await (await chooser).setFiles(file);
    await assertPredicts(page, 'clothes', grey(OWN));
    assert.equal((await bars(page))[0][0], 'Trouser');
    assert.equal(await pictures(page).getByRole('radio', { checked: true }).count(), 0);
    // Light legs on a dark ground, in the picture that lies behind the buttons.
    const [leg, ground] = await page.locator('canvas.patch-picture').evaluate((canvas) => {
      const picture = /** @type {HTMLCanvasElement} */ (canvas);
      const context = /** @type {CanvasRenderingContext2D} */ (picture.getContext('2d'));
      const { width, height } = picture;
      const { data } = context.getImageData(0, 0, width, height);
      const at = (/** @type {number} */ x, /** @type {number} */ y) =>
        data[4 * (Math.floor((y * height) / 28) * width + Math.floor((x * width) / 28))];
      return [at(10.5, 20.5), at(2.5, 20.5)];
    });
    assert.ok(leg > ground + 60, `${leg} beside ${ground}`);
  });
  await open(filePage, async (page) => {
    await ready(page);
    await page.evaluate((base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], 'own.png', { type: 'image/png' }));
      document
        .querySelector('attention-walk')
        ?.dispatchEvent(
          new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
        );
    }, png(OWN).toString('base64'));
    await shows(page, 'clothes');
    await assertPredicts(page, 'clothes', grey(OWN));
    assert.equal(await checkedExample(page), 'clothes', 'a drop opens the example of pictures');
  });
});

test('a link opens picture, layer, head and Query again', async () => {
  await open(filePage, async (page) => {
    await choose(page, 'clothes');
    await pictures(page).locator('label').nth(3).click();
    await assertPredicts(page, 'clothes', 3);
    await page.getByRole('button', { name: 'Layer 2, head 3' }).click();
    await patches(page).getByRole('button', { name: 'Patch row 2, column 6' }).click();
    await page.locator('.rail button', { hasText: 'Softmax' }).click();
    await page.waitForURL(/query=13.*layer=1.*picture=3/);
    const before = await traceOf(page);
    await page.reload();
    await shows(page, 'clothes');
    assert.deepEqual(await traceOf(page), before);
    assert.equal(await pictures(page).getByRole('radio').nth(3).isChecked(), true);
    await page.getByRole('button', { name: 'Layer 2, head 3', pressed: true }).waitFor();
    await assertPredicts(page, 'clothes', 3);
  });
});

test('an element loads its model when it is shown and not before, at the layer it names', async () => {
  await open(url('clothes.html'), async (page) => {
    /** @type {string[]} */
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.waitForTimeout(300);
    assert.deepEqual(asked, [], 'nothing is loaded for what nobody sees');
    await page.evaluate(() => document.querySelector('#holder')?.removeAttribute('hidden'));
    await shows(page, 'clothes');
    const wanted = ['/dist/attention-walk-models.js', '/dist/models/fashion-vit.js'];
    assert.deepEqual(asked.sort(), wanted);
    const state = await page.evaluate(() => {
      const { layer, head, query } = /** @type {any} */ (document.querySelector('attention-walk'));
      return { layer, head, query };
    });
    assert.deepEqual(state, { layer: 2, head: 1, query: 10 });
    const expected = runOf('clothes', 0).layer(2).trace({ query: 10, weights: true });
    assert.deepEqual((await traceOf(page)).steps, expected.steps);
  });
});

test('pictures work under a strict content security policy', async () => {
  await strict.open(strict.url('clothes-csp.html'), async (page) => {
    await shows(page, 'clothes');
    await assertPredicts(page, 'clothes', 0);
    await page.getByRole('button', { name: 'Layer 1, head 2' }).click();
    await page.getByRole('button', { name: 'Layer 1, head 2', pressed: true }).waitFor();
  });
});

test('a model that is not there is told, and the walk that was shown stays', async () => {
  const allow = /models\/fashion-vit\.js was not found|404|ERR_FAILED|Failed to load resource/;
  await open(
    url('preset.html'),
    async (page) => {
      await ready(page);
      await page.route('**/models/*.js', (route) => route.fulfill({ status: 404, body: '' }));
      const before = await traceOf(page);
      const warning = page.waitForEvent('console', (message) =>
        message.text().includes('models/fashion-vit.js was not found'),
      );
      const failure = page.evaluate(
        () =>
          new Promise((resolve) =>
            document.addEventListener('aw-error', (event) => {
              const { error } = /** @type {CustomEvent} */ (event).detail;
              resolve([error.name, error.code]);
            }),
          ),
      );
      await pick(page, 'Clothes (ViT)');
      await warning;
      assert.deepEqual(await failure, ['AttentionError', 'unsupported']);
      await drawn(page);
      assert.equal((await stateOf(page)).example, 'question');
      assert.deepEqual(await traceOf(page), before);
      assert.equal(
        await checkedExample(page),
        'question',
        'the example that is shown is the one that is marked',
      );
      await page.unroute('**/models/*.js');
      await pick(page, 'Clothes (ViT)');
      await shows(page, 'clothes');
    },
    { allow },
  );
});

for (const [colorScheme, width] of /** @type {const} */ ([
  ['light', 1280],
  ['dark', 360],
])) {
  test(`no accessibility violation and nothing outside, ${colorScheme}, ${width} px`, async () => {
    await open(
      filePage,
      async (page) => {
        const check = async (/** @type {string} */ where) => {
          const { violations, scroll, client } = await page.evaluate(async () => {
            const { violations } = await /** @type {any} */ (window).axe.run(document);
            return {
              violations: violations.map((/** @type {any} */ { id, nodes }) => [
                id,
                nodes.map((/** @type {any} */ node) => `${node.target} ${node.failureSummary}`),
              ]),
              scroll: document.documentElement.scrollWidth,
              client: document.documentElement.clientWidth,
            };
          });
          assert.deepEqual(violations, [], where);
          assert.ok(scroll <= client, `${where}: ${scroll} > ${client}`);
        };
        await choose(page, 'clothes');
        await page.addScriptTag({ content: axe });
        for (const [step] of STEPS) {
          await goTo(page, { step, query: 24 });
          await check(step);
        }
        await pick(page, EXAMPLES.digits.title);
        await shows(page, 'digits');
        await showPane(page, 'Picture');
        await page.getByRole('radio', { name: 'all layers (rollout)' }).check();
        await drawn(page);
        await check('the picture');
        await page.getByRole('radio', { name: 'Draw a digit' }).click();
        await drawn(page);
        await check('the pad');
        await showPane(page, 'Heads');
        await check('digits');
      },
      { colorScheme, viewport: { width, height: 900 } },
    );
  });
}

/** @param {Page} page */
const checkedExample = (page) => page.locator('.examples input:checked').inputValue();

/** What has the focus, by the name that is said of it. @param {Page} page */
const focused = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const label = element?.closest('label')?.textContent ?? element?.textContent;
    return `${element?.tagName} ${element?.getAttribute('aria-label') ?? label}`;
  });

/** @param {Page} page @param {RegExp} wanted */
async function tabTo(page, wanted) {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if (wanted.test(await focused(page))) return;
  }
  assert.fail(`Tab never reaches ${wanted}`);
}
