// Every word comes from the texts: in a language whose texts are marked, no unmarked word is seen, painted or read
// aloud: in every step of every example, with own input, models, pictures, what-ifs and errors.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join } from 'node:path';
import { root } from '../../web/tools/machine/process.mjs';
import { createEngine } from '../helpers/attention-walk.mjs';
import { modelFile } from '../helpers/models.mjs';
import { drawn, openMenu, STEPS, useBrowser } from './browser.mjs';
import { EN, dataOf, keysIn, MARKED, openMarked, readAll, unmarkedIn } from './pseudo-language.mjs';

/** @typedef {import('playwright-core').Page} Page */

const { open, url } = useBrowser();
const engine = await createEngine();

/**
 * Places whose words do not all come from the texts: a class, `canvas` for what is painted, each with the attribute
 * that holds the words. What is not needed any more fails as well.
 * @type {string[]}
 */
const REMAINING = [
  // Functions in formulas have the names of Vaswani et al. 2017 in every language: softmax, Concat, MultiHead.
  'math',
  // The core says in English what the weights were trained on.
  '.origin',
];

/** @type {Set<string>} */
const needed = new Set();
/** @type {Set<string>} */
const keys = new Set();
/** @type {Set<string>} */
const found = new Set();
const MODELS = ['digit-vit', 'fashion-vit'].map((name) => engine.model(modelFile(name)));
const LABELS = MODELS.flatMap(({ config }) => Object.values(config.id2label));

/**
 * Looks at everything that is there now.
 * @param {Page} page
 * @param {string[]} [more]  data that may be seen
 * @param {string} [inside]  a selector, to look only there
 */
async function look(page, more = [], inside = '') {
  await drawn(page);
  const tokens = await page.evaluate(() => {
    const { trace } = /** @type {any} */ (globalThis).walk;
    if (!trace) return [];
    // Who made a table of positions is told in the words of the input.
    const { origin = '' } = trace.config.positionInfo;
    return [...trace.tokens, ...(trace.contextTokens ?? []), origin];
  });
  const data = dataOf([...tokens, ...LABELS, ...more]);
  const seen = await readAll(page, inside);
  for (const key of keysIn(seen)) keys.add(key);
  for (const one of seen) {
    const words = unmarkedIn(one, data);
    if (words === '') continue;
    needed.add(one.where);
    if (!REMAINING.includes(one.where)) found.add(`${one.where}: ${words} (in: ${one.text})`);
  }
}

/** A test that fails when something unmarked was found. @param {string} name @param {() => Promise<void>} walk */
function findsNothing(name, walk) {
  test(name, async () => {
    found.clear();
    await walk();
    assert.deepEqual([...found], []);
  });
}

/** By its place in the menu: its text is marked. @param {Page} page */
async function showNumbers(page) {
  await openMenu(page, 'More');
  await page.locator('.more .menu-item').first().click();
  await page.locator('.tables table').first().waitFor();
}

/** Every stop of the walk that is shown and every tab of it, with its tables where wanted, and the end. @param {Page} page */
async function lookAtEveryStop(page, hasTables = true) {
  if (hasTables) await showNumbers(page);
  for (;;) {
    await look(page);
    // The first one is shown.
    const tabs = page.locator('.tabs .tab');
    for (let tab = (await tabs.count()) - 1; tab > 0; tab -= 1) {
      await tabs.nth(tab).dispatchEvent('click');
      await look(page);
    }
    const stop = await page.locator('.stop-text').textContent();
    await page.evaluate(() => /** @type {any} */ (globalThis).walk.next());
    await drawn(page);
    if ((await page.locator('.stop-text').textContent()) === stop) break;
  }
  await page.locator('.nav .primary').click();
  await page.locator('.recap-next').waitFor();
  await look(page);
}

/** A number of every tensor of every step, and the numbers it was made of, opened in the line. @param {Page} page @param {number} [steps]  so many */
async function lookAtEveryNumber(page, steps = STEPS.length) {
  /** @type {Set<string>} */
  const opened = new Set();
  for (let step = 0; step < steps; step += 1) {
    await page.locator('[data-step]').nth(step).dispatchEvent('click');
    await drawn(page);
    const tensors = await page
      .locator('.tables [data-ref]')
      .evaluateAll((all) => [
        ...new Set(all.map((one) => String(one.getAttribute('data-ref')?.split('|')[0]))),
      ]);
    for (const tensor of tensors) {
      await page.locator(`.tables [data-ref^="${tensor}|"]`).last().dispatchEvent('click');
      await look(page, [], '.explain');
      for (;;) {
        const operands = page.locator('.operand');
        const of = await operands.evaluateAll((all) =>
          all.map((one) => String(one.dataset.tensor)),
        );
        const next = of.findIndex((name) => !opened.has(name));
        const back = page.locator('.explain-back');
        if (next < 0 && (await back.isHidden())) break;
        if (next < 0) await back.click();
        else {
          opened.add(of[next]);
          await operands.nth(next).dispatchEvent('click');
        }
        await look(page, [], '.explain');
      }
    }
  }
}

const BUILT_IN = engine.examples().map(({ id }) => id);

for (const width of [1100, 360]) {
  findsNothing(`every step of every example, ${width} px`, async () => {
    await open(
      url('removed.html'),
      async (page) => {
        for (const example of [...BUILT_IN, 'digits', 'clothes']) {
          await openMarked(page, { example });
          await lookAtEveryStop(page, width > 500);
        }
      },
      { viewport: { width, height: 900 } },
    );
  });
}

findsNothing('by touch: how a number is opened and let go', async () => {
  await open(
    url('removed.html'),
    async (page) => {
      await openMarked(page, { example: 'simple' });
      await look(page);
      await page.locator('.operand').first().dispatchEvent('click');
      await look(page);
    },
    { hasTouch: true, isMobile: true },
  );
});

/** Two numbers are added to every score: that of a mask and that of a distance. */
const MASKED = {
  ...{ tokens: ['aa', 'bb'], dModel: 4, numHeads: 2, seed: 3, position: { type: 'alibi' } },
  mask: {
    bias: [
      [0, -1],
      [0.5, 0],
    ],
  },
};

const OWN = {
  'masks, a soft cap and ALiBi': {
    ...{ tokens: ['aa', 'bb', 'cc'], dModel: 4, numHeads: 2, seed: 3 },
    ...{ mask: 'causal', softcap: 2, position: { type: 'alibi' } },
  },
  'other keys': {
    ...{ tokens: ['aa', 'bb'], dModel: 2, numHeads: 1, seed: 2 },
    x: [
      [1, 0],
      [0, 1],
    ],
    context: {
      tokens: ['pp', 'qq', 'rr'],
      x: [
        [1, 0],
        [0, 1],
        [1, 1],
      ],
    },
  },
  'many tokens': {
    tokens: Array.from({ length: 30 }, (_, at) => `w${at}`),
    ...{ dModel: 64, numHeads: 4, seed: 3, position: 'sinusoidal', mask: 'causal' },
  },
};

for (const [name, data] of Object.entries(OWN)) {
  findsNothing(`own numbers: ${name}`, async () => {
    for (const width of [1100, 360]) {
      await open(
        url('removed.html'),
        async (page) => {
          await openMarked(page, { example: 'own' }, data);
          await lookAtEveryStop(page, width > 500);
        },
        { viewport: { width, height: 900 } },
      );
    }
  });
}

findsNothing('numbers of every kind, opened down to what is given', async () => {
  await open(url('removed.html'), async (page) => {
    for (const [attributes, steps] of /** @type {[Record<string, string>, number?][]} */ ([
      [{ example: 'bias' }],
      [{ example: 'rope' }],
      [{ example: 'digits', query: '20' }],
      [{ example: 'digits', query: '20', layer: '1' }, 1],
    ])) {
      await openMarked(page, attributes);
      await showNumbers(page);
      await lookAtEveryNumber(page, steps);
    }
    const { 'many tokens': _, ...few } = OWN;
    for (const data of [...Object.values(few), MASKED]) {
      await openMarked(page, { example: 'own' }, data);
      await showNumbers(page);
      await lookAtEveryNumber(page);
    }
  });
});

findsNothing('own words, numbers and files, taken and refused', async () => {
  await open(
    url('removed.html'),
    async (page) => {
      await openMarked(page, { example: 'own' });
      await look(page);
      const alert = page.locator('.own-error').first();
      await page.locator('input.own-text').first().fill('   ');
      await alert.filter({ hasText: /./ }).waitFor();
      assert.equal(await alert.locator('[lang=en]').count(), 1, 'the core’s English is marked');
      await look(page);
      const paste = async (/** @type {string} */ json, /** @type {RegExp} */ said) => {
        await page
          .locator('textarea')
          .evaluate((one, json) => Object.assign(one, { value: json }), json);
        await page.locator('.own-details button').dispatchEvent('click');
        await page.locator('.own').first().filter({ hasText: said }).waitFor({ state: 'attached' });
        await look(page, ['aa', 'bb']);
      };
      await paste('{', /⟦error\.json/);
      assert.equal(await alert.locator('[lang=en]').count(), 1, 'so is the browser’s');
      const own = { tokens: ['aa', 'bb'], dModel: 2, numHeads: 1 };
      await paste(
        JSON.stringify({ ...own, grid: { rows: 3, columns: 3 } }),
        /⟦error\.grid\.places/,
      );
      await paste(JSON.stringify(own), /⟦own\.loaded/);
      for (const [name, said] of /** @type {[string, RegExp][]} */ ([
        ['broken.safetensors', /safetensors/],
        ['picture.png', /./],
      ])) {
        const mimeType = name.endsWith('png') ? 'image/png' : 'application/octet-stream';
        const refused = page.evaluate(
          () =>
            new Promise((resolve) =>
              /** @type {any} */ (globalThis).walk.addEventListener(
                'aw-error',
                (/** @type {CustomEvent} */ event) => resolve(event.detail.error.message),
                { once: true },
              ),
            ),
        );
        await page
          .locator('.own-details input[type=file]')
          .setInputFiles({ name, mimeType, buffer: Buffer.from('no such thing at all') });
        assert.match(String(await refused), said);
        await look(page, ['aa', 'bb']);
      }
      await page
        .locator('.own-details input[type=file]')
        .setInputFiles(join(root, 'web/models/digit-vit/model.safetensors'));
      await page.waitForFunction(() => /** @type {any} */ (globalThis).walk.example === 'model');
      // The walk before may have been painted once more.
      await look(page, ['aa', 'bb']);
    },
    { allow: /<attention-walk>/ },
  );
});

findsNothing('what if: without positions, in another order, of words and of pictures', async () => {
  await open(url('removed.html'), async (page) => {
    const tick = () => page.locator('.what-if input').first().click();
    for (const attributes of [
      { example: 'question', query: '1' },
      { example: 'four-heads', query: '4' },
      { example: 'digits', query: '20' },
    ]) {
      await openMarked(page, attributes);
      await openMenu(page, 'What if');
      const fact = page.locator('.fact');
      const said = async () => {
        await fact.filter({ hasText: /./ }).waitFor();
        await look(page);
      };
      await tick();
      await said();
      for (const back of [0, 1]) {
        // Another order may be told in the same words, with numbers that look the same.
        const order = () =>
          page.evaluate(() =>
            String(
              /** @type {any} */ (globalThis).walk.changes.find(
                (/** @type {any} */ one) => one.tokens,
              )?.tokens,
            ),
          );
        const before = await order();
        await page.locator('.what-if button').first().click();
        await page.waitForFunction(
          (before) =>
            String(
              /** @type {any} */ (globalThis).walk.changes.find(
                (/** @type {any} */ one) => one.tokens,
              )?.tokens,
            ) !== before,
          before,
        );
        await said();
        if (back === 0) await tick();
      }
    }
  });
});

findsNothing(
  'pictures: the overview, the rollout and the pad; the theme, the link and the menu',
  async () => {
    await open(url('removed.html'), async (page) => {
      await openMarked(page, { example: 'digits', layer: '2', permalink: '' });
      await page.locator('.shade-mode').last().click();
      await page.locator('.shade-note', { hasText: 'rollout' }).waitFor();
      await look(page);
      await page.locator('.sample').last().click();
      await look(page);
      for (let themes = 0; themes < 3; themes += 1) {
        await openMenu(page, 'More');
        await page.locator('.tools-items > button').last().click();
        await look(page);
      }
      await openMenu(page, 'More');
      await page.locator('.tools-items > button').first().click();
      await page
        .locator('[role=status]', { hasText: '⟦shared' })
        .first()
        .waitFor({ state: 'attached' });
      await look(page);
      await page.locator('.nav button').last().click();
      await look(page);
    });
  },
);

findsNothing('a model on demand, asked for and read', async () => {
  await open(url('removed.html'), async (page) => {
    await openMarked(page, { example: 'simple' });
    await openMenu(page, 'Example');
    await page.locator('.examples label', { hasText: 'example.english.title' }).click();
    await page.locator('.reading-need').waitFor();
    await look(page);
    await page.locator('.reading-need button').first().click();
    await page.waitForFunction(() => /** @type {any} */ (globalThis).walk.example === 'english');
    await look(page);
  });
});

findsNothing('what is not there is said: the part, the weights, WebAssembly', async () => {
  const missing = { allow: /404|could not be loaded|not found|<attention-walk>/ };
  await open(
    url('removed.html'),
    async (page) => {
      await page.route('**/attention-walk-models.js', (route) => route.fulfill({ status: 404 }));
      await page.route('**/models/text-tiny.js', (route) => route.fulfill({ status: 404 }));
      await page.reload();
      await openMarked(page, { example: 'simple' });
      await page.locator('.progress', { hasText: '⟦error.model.script' }).waitFor();
      await look(page, ['text-tiny']);
      await openMarked(page, { example: 'own' }, OWN['many tokens']);
      await page.locator('.progress', { hasText: '⟦error.part.missing' }).waitFor();
      await look(page, ['attention-walk-models.js']);
    },
    missing,
  );
  await open(url('removed.html'), async (page) => {
    await page.addInitScript(() => Object.assign(globalThis, { WebAssembly: undefined }));
    await page.reload();
    await openMarked(page, {});
    await page.locator('[role=alert]', { hasText: '⟦error.wasm.none' }).waitFor();
    await look(page);
  });
});

/** These need a model of another kind, an input that this file does not have, or luck with a shuffle. */
const UNSEEN = [
  ...['whatIf.shuffled.differs', 'whatIf.shuffled.masked', 'whatIf.removed.same'],
  ...['whatIf.picture.same', 'whatIf.picture.differs', 'whatIf.moved.same'],
  'whatIf.moved.differs',
  ...['ref.xSimilarity', 'ref.positionSimilarity', 'ref.embeddingSimilarity'],
  ...['offset.same', 'offset.one.before', 'offset.before', 'lead.scale.biased'],
  ...['ref.wordVector', 'ref.xWordSimilarity', 'ref.residualWordSimilarity'], // see trained-text.test.mjs
  ...[
    'lead.output.apart',
    'lead.input.hidden.plain',
    'lead.input.patches',
    'facts.meanTokens',
    'facts.distanceTokens',
    'part.loading',
  ],
  ...['explain.given.trained embedding', 'explain.given.sinusoidal', 'explain.given.class token'],
];

/** Of layers that only models have (tests/wasm/model-words.test.mjs), and of changes (tests/wasm/changes.test.mjs). */
const OF_MODELS =
  /^(part\.|whatIf\.(output|also|nearest|prediction)\.|facts\.onPrefixes|explain\.(rms|length|given\.patch embedding)$|ref\.(projected|embedded|(patch|embedding|context|[qk]|output)Norm|contextHidden|[qk]Length|scoreMix|scoresMixed|unmixedWeights|weightMix|outputScaled|layerScale|headContributions))/;

test('every title, lead, name of a number and what-if was seen', () => {
  const families = /^(title|lead|ref|explain|whatIf|step|offset|facts|part|readout)\./;
  const unseen = Object.keys(EN).filter(
    (key) => families.test(key) && MARKED[key].includes('⟦') && !keys.has(key),
  );
  assert.deepEqual(
    unseen.filter((key) => !UNSEEN.includes(key) && !OF_MODELS.test(key)),
    [],
  );
});

test('nothing is excused that does not need it', () => {
  assert.deepEqual(
    REMAINING.filter((place) => !needed.has(place)),
    [],
  );
});
