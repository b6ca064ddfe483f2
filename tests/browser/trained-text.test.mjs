// Trained weights of the text examples: what they say of “it”, and the seeded ones beside them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { modelFile } from '../helpers/models.mjs';
import { drawn, filePage, ready, traceOf, useBrowser } from './browser.mjs';
import { placeOfNumber } from './one-screen.mjs';

const { open, url } = useBrowser();
const engine = await createEngine();
const sentence = "The animal didn't cross the street because it was too";

const NEAREST = 'nearest known word';

/** What stands in the picture. @param {import('playwright-core').Page} page */
async function pictureText(page) {
  const svg = await page.evaluate(() =>
    /** @type {any} */ (document.querySelector('attention-walk')).exportSVG(),
  );
  return [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text).join(' | ');
}

/** When the model is there, which knows other words. @param {import('playwright-core').Page} page */
const nearestIsThere = (page) =>
  page.waitForFunction(
    async (words) =>
      (await /** @type {any} */ (document.querySelector('attention-walk')).exportSVG()).includes(
        words,
      ),
    NEAREST,
  );

/** @param {string} words */
function read(words) {
  const model = engine.model(modelFile('text-tiny'));
  const tokens = words.split(' ');
  const run = model.run({ tokenIds: model.tokenize(words).tokenIds, tokens });
  return { run, tokens, it: tokens.indexOf('it') };
}

/** Opens the list of examples and clicks one. @param {import('playwright-core').Page} page @param {string} title */
async function pick(page, title) {
  await page.locator('.example-menu > summary').click();
  await page.locator('.examples label').filter({ hasText: title }).click();
}

/** The menu that says where the weights come from, and exchanges them. @param {import('playwright-core').Page} page */
const openMore = (page) => page.locator('.more > summary').click();

/** @param {import('playwright-core').Page} page @param {object} target */
async function goTo(page, target) {
  await page.evaluate(
    (to) => /** @type {any} */ (document.querySelector('attention-walk')).goTo(to),
    target,
  );
  await drawn(page);
}

test('“it” is the animal that is too tired, and the street that is too wide', () => {
  for (const [last, meant] of [
    ['tired', 'animal'],
    ['wide', 'street'],
  ]) {
    const { run, it } = read(`${sentence} ${last}`);
    const { before, after } = run.readout(it);
    assert.equal(before[0].token, 'it');
    assert.equal(after[0].token, meant, last);
  }
});

test('the output step names the word that “it” has come near to, with the run’s numbers', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await pick(page, 'Pronoun');
    await goTo(page, { step: 'weight', query: 7 });
    assert.ok(!(await pictureText(page)).includes(NEAREST), 'at the output and nowhere else');
    await goTo(page, { step: 'output' });
    const { run, it } = read(`${sentence} tired`);
    assert.equal(it, 7);
    const { before, after } = run.readout(it);
    await nearestIsThere(page);
    const said = await pictureText(page);
    const nearest = said.slice(said.indexOf(NEAREST));
    for (const [name, { cosine }] of /** @type {const} */ ([
      ['input: “it”', before[0]],
      ['input + output: “animal”', after[0]],
    ])) {
      assert.ok(nearest.includes(name), nearest);
      assert.ok(nearest.includes(cosine.toFixed(2)), nearest);
    }
    assert.equal(await page.locator('.readout').isVisible(), false, 'told once');
    const expected = run.layer(0).trace({ query: it, weights: true });
    assert.deepEqual((await traceOf(page)).steps, expected.steps);
  });
});

test('the nearest word opens: the cosine, input + output, the vector of the word', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await pick(page, 'Pronoun');
    await goTo(page, { step: 'output', query: 7 });
    await nearestIsThere(page);
    await openMore(page);
    await page.getByRole('button', { name: 'Show numbers' }).click();
    await drawn(page);
    const { run, it } = read(`${sentence} tired`);
    const [word] = run.readout(it).after;
    const table = page.locator('table', { hasText: 'input + output: “animal”' });
    const number = table.locator(`[data-ref="residualWordSimilarity||7,${word.id}"]`);
    assert.equal(await number.getAttribute('data-value'), String(word.cosine));
    await number.click();
    await drawn(page);
    const explain = page.locator('.explain');
    const name = 'cosine similarity of “it”, output added to the input, and the word “animal”';
    assert.match(await explain.innerText(), new RegExp(name));
    const operands = page.locator('.operand');
    const layer = run.layer(0);
    const { data } = layer.tensor('residual');
    const [first, second] = await operands.evaluateAll((all) =>
      all.map((one) => one.getAttribute('title')),
    );
    assert.equal(Math.fround(Number(first)), data[7 * 8]);
    const vector = layer.explain({ tensor: 'wordVector', index: [word.id, 0] });
    assert.equal(Number(second), vector.value);
    await operands.nth(1).click();
    await drawn(page);
    assert.match(await explain.innerText(), /word vector of “animal”, dimension 1/);
    await page.locator('.explain-back').click();
    await operands.nth(0).click();
    await drawn(page);
    assert.match(await explain.innerText(), /output \+ input of “it”, dimension 1/);
    const parts = await operands.evaluateAll((all) => all.map(({ dataset }) => dataset.tensor));
    assert.deepEqual(parts, ['output', 'x']);
  });
});

test('seeded weights are one click away, and so is the way back; a link keeps them', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await pick(page, 'Pronoun');
    await goTo(page, { step: 'output', query: 7 });
    const trained = await traceOf(page);
    assert.match(trained.config.weights, /^trained on/);
    await nearestIsThere(page);
    await openMore(page);
    await page.getByText('weights: trained on', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'use seeded, untrained weights' }).click();
    await drawn(page);
    const seeded = await traceOf(page);
    assert.equal(seeded.config.weights, 'seed 7');
    assert.equal(seeded.config.query, 7, 'the Query stays');
    await openMore(page);
    await page.getByText('weights: seeded, untrained (seed 7)').waitFor();
    await drawn(page);
    assert.ok(!(await pictureText(page)).includes(NEAREST), 'untrained words mean nothing');
    await page.waitForURL(/weights=seeded/);
    await page.reload();
    await ready(page);
    assert.deepEqual(await traceOf(page), seeded);
    await openMore(page);
    await page.getByRole('button', { name: 'use trained weights' }).click();
    await drawn(page);
    assert.deepEqual(await traceOf(page), trained);
  });
});

test('positions taken out of the trained layer leave its weights', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await pick(page, 'Pronoun');
    await goTo(page, { step: 'softmax', query: 7 });
    const before = await traceOf(page);
    await page.locator('.what-if-menu > summary').click();
    const positions = page
      .getByRole('group', { name: 'What if' })
      .getByRole('checkbox', { name: 'Positions' });
    await positions.uncheck();
    await drawn(page);
    const without = await traceOf(page);
    assert.equal(without.config.position, 'none');
    assert.deepEqual(without.weights, before.weights);
    assert.notDeepEqual(without.steps.at(-1).values, before.steps.at(-1).values);
    await positions.check();
    await drawn(page);
    assert.deepEqual(await traceOf(page), before);
  });
});

test('what a reader has locked stays when the model comes', async () => {
  await open('about:blank', async (page) => {
    /** @type {() => void} */
    let come = () => {};
    const asked = new Promise((resolve) => (come = () => resolve(undefined)));
    await page.route('**/attention-walk-models.js', async (route) => {
      await asked;
      await route.continue();
    });
    await page.goto(url('preset.html'));
    await ready(page);
    const place = await placeOfNumber(page);
    assert.ok(place, 'a number is found');
    await page.mouse.click(place.x, place.y);
    await drawn(page);
    const name = page.locator('.explain-name');
    const before = await name.innerText();
    come();
    // It knows the words that the output is nearest to.
    await page.waitForFunction(() =>
      document
        .querySelector('attention-walk')
        ?.shadowRoot?.querySelector('.readout')
        ?.textContent?.includes('Nearest'),
    );
    await drawn(page);
    assert.equal(await page.locator('.explain').getAttribute('data-mode'), 'locked');
    assert.equal(await name.innerText(), before);
  });
});
