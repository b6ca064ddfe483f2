// What positions do: how alike they are, what goes when they go, what a shuffle shows, and what distance does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { splitWalk } from '../helpers/requests.mjs';
import {
  chooseExample,
  drawn,
  filePage,
  openMenu,
  painted,
  ready,
  showNumbers,
  stateOf,
  traceOf,
  useBrowser,
} from './browser.mjs';

/** @typedef {import('playwright-core').Page} Page */

const { open } = useBrowser();
const engine = await createEngine();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @param {string} id @param {object} [changes] */
function runOf(id, changes) {
  const example = engine.examples().find((one) => one.id === id);
  assert.ok(example, id);
  const { spec, input } = splitWalk({ ...example, ...changes });
  return engine.attention(spec).run(input);
}

/** @param {Page} page @param {object} state  the fragment, followed by the open page; seeded weights unless it says so */
async function openAt(page, state) {
  await page.evaluate(
    (fragment) => {
      location.hash = fragment;
    },
    new URLSearchParams(Object.entries({ weights: 'seeded', ...state })).toString(),
  );
  await drawn(page);
}

/** @param {Page} page @param {string} tensor @returns {Promise<{ ref: string, value: number }[]>} */
const numbersOf = (page, tensor) =>
  page.locator(`button.number[data-ref^="${tensor}|"]`).evaluateAll((buttons) =>
    buttons.map((button) => {
      const { ref = '', value } = /** @type {HTMLElement} */ (button).dataset;
      return { ref, value: Number(value) };
    }),
  );

/** @param {number} actual @param {number} expected @param {string} [what] */
const assertNear = (actual, expected, what) =>
  assert.ok(Math.abs(actual - expected) < 1e-5, `${what ?? ''} ${actual} is ${expected}`);

/** @param {any} trace @returns {number[]} */
const outputOf = (trace) => trace.steps.find((/** @type {any} */ { id }) => id === 'output').values;

/** @param {number[]} a @param {number[]} b */
const largestDifference = (a, b) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));

/** @param {Page} page */
const whatIf = (page) => page.getByRole('group', { name: 'What if' });

/** @param {Page} page */
const fact = (page) => page.locator('.fact');

test('the maps show how alike words, positions and their sums are, number by number', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await openAt(page, { example: 'repeat', weights: 'seeded', step: 'input' });
    await showNumbers(page);
    const run = runOf('repeat');
    for (const name of /** @type {const} */ ([
      'embeddingSimilarity',
      'positionSimilarity',
      'xSimilarity',
    ])) {
      const { data } = run.tensor(name);
      const shown = await numbersOf(page, name);
      assert.equal(shown.length, 25, name);
      shown.forEach(({ ref, value }, index) => {
        assert.equal(ref, `${name}||${Math.floor(index / 5)},${index % 5}`);
        assertNear(value, data[index], ref);
      });
    }
    const word = await numbersOf(page, 'embeddingSimilarity');
    const sum = await numbersOf(page, 'xSimilarity');
    assertNear(word[3].value, 1, '“the” and “the” are one word');
    assert.ok(sum[3].value < 0.95, 'but not the same row of X');
    const cell = page.locator('button.number[data-ref="positionSimilarity||1,2"]');
    // A pointer that rests where the table scrolls to would point at a number of its own.
    await page.mouse.move(0, 0);
    await cell.focus();
    await page.keyboard.press('Enter');
    await drawn(page);
    const text = await page.locator('.explain').innerText();
    assert.match(text, /cosine similarity of the vectors of places 1 and 2/);
    assert.equal(await page.locator('.explain .operand').count(), 16);
    await page.keyboard.press('ArrowRight');
    await drawn(page);
    assert.match(
      await page.locator('.explain').innerText(),
      /cosine similarity of the vectors of places 1 and 3/,
    );
  });
});

test('without positions the same words run again, and the difference said is measured', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await openAt(page, { example: 'pronoun', step: 'softmax', head: 1, query: 7 });
    const before = outputOf(await traceOf(page));
    await openMenu(page, 'What if');
    const positions = whatIf(page).getByRole('checkbox', { name: 'Positions' });
    assert.equal(await positions.isChecked(), true);
    assert.equal(await fact(page).isVisible(), false);
    await positions.uncheck();
    await drawn(page);
    const trace = await traceOf(page);
    assert.equal(trace.config.position, 'none');
    assert.deepEqual(await stateOf(page), {
      example: 'pronoun',
      step: 'softmax',
      head: 1,
      query: 7,
    });
    const difference = largestDifference(before, outputOf(trace));
    assert.ok(difference > 0.01);
    const text = await fact(page).innerText();
    assert.match(text, /^Without positions the output of “it” changes by up to/);
    assert.ok(text.includes(difference.toFixed(2)), `${text}: ${difference}`);
    await page.waitForURL(/changes=positions_off/);
    await page.reload();
    await ready(page);
    assert.equal((await traceOf(page)).config.position, 'none');
    await openMenu(page, 'What if');
    await positions.check();
    await drawn(page);
    assert.equal(await fact(page).isVisible(), false);
    assert.deepEqual(outputOf(await traceOf(page)), before);
  });
});

test('a shuffle keeps the word that asks; only with positions does its output notice', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await openAt(page, { example: 'pronoun', weights: 'seeded', step: 'output', query: 7 });
    const before = outputOf(await traceOf(page));
    const tokens = (await traceOf(page)).tokens;
    await openMenu(page, 'What if');
    const shuffle = whatIf(page).getByRole('button', { name: 'Shuffle' });
    await shuffle.click();
    await drawn(page);
    const shuffled = await traceOf(page);
    assert.notDeepEqual(shuffled.tokens, tokens);
    assert.deepEqual([...shuffled.tokens].sort(), [...tokens].sort());
    assert.equal(shuffled.tokens[shuffled.config.query], 'it');
    const pressed = page.getByRole('group', { name: 'Tokens' }).locator('[aria-pressed="true"]');
    assert.equal(await pressed.innerText(), 'it');
    const difference = largestDifference(before, outputOf(shuffled));
    assert.ok(difference > 0.01);
    const said = await fact(page).innerText();
    assert.match(said, /^With positions the output of “it” differs from the original order/);
    assert.ok(said.includes(difference.toFixed(2)), `${said}: ${difference}`);

    await whatIf(page).getByRole('checkbox', { name: 'Positions' }).uncheck();
    await drawn(page);
    assert.match(
      await fact(page).innerText(),
      /^Without positions “it” gets the same output in this order as in the original one \(largest difference 0(\.0000\d+)?\)/,
    );
    const blind = outputOf(await traceOf(page));
    const plain = runOf('pronoun', { position: 'none' }).trace({ query: 7 });
    assert.ok(largestDifference(blind, outputOf(plain)) < 1e-5);

    await whatIf(page).getByRole('button', { name: 'Original order' }).click();
    await drawn(page);
    assert.deepEqual((await traceOf(page)).tokens, tokens);
    assert.equal((await stateOf(page)).query, 7);
    assert.equal(await whatIf(page).getByRole('button', { name: 'Original order' }).count(), 0);
  });
});

test('trained weights stay the trained ones, without positions and in another order', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await openAt(page, { example: 'pronoun', step: 'output', query: 7, weights: '' });
    const origin = page.locator('.origin');
    const before = await traceOf(page);
    const said = await origin.textContent();
    assert.match(String(said), /trained/);
    await openMenu(page, 'What if');
    await whatIf(page).getByRole('checkbox', { name: 'Positions' }).uncheck();
    await drawn(page);
    const without = await traceOf(page);
    assert.deepEqual(without.weights, before.weights);
    assert.deepEqual(without.steps[0].values, before.steps[0].embedding);
    assert.equal(await origin.textContent(), said);
    await whatIf(page).getByRole('button', { name: 'Shuffle' }).click();
    await drawn(page);
    const shuffled = await traceOf(page);
    assert.equal(shuffled.tokens[shuffled.config.query], 'it');
    assert.ok(largestDifference(outputOf(without), outputOf(shuffled)) < 1e-5);
    assert.match(await fact(page).innerText(), /^Without positions “it” gets the same output/);
    await whatIf(page).getByRole('checkbox', { name: 'Positions' }).check();
    await whatIf(page).getByRole('button', { name: 'Original order' }).click();
    await drawn(page);
    assert.deepEqual(await traceOf(page), before);
  });
});

test('the keyboard can do it, listeners are told, and another example starts as it is', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await openAt(page, { example: 'question', weights: 'seeded', step: 'scores' });
    await page.evaluate(() => {
      const all = /** @type {any} */ (window);
      all.changes = [];
      document.addEventListener('aw-change', (event) =>
        all.changes.push(/** @type {CustomEvent} */ (event).detail),
      );
    });
    await page.locator('.what-if-menu summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await drawn(page);
    const changes = await page.evaluate(() => /** @type {any} */ (window).changes);
    assert.deepEqual(changes[0].changed, ['changes']);
    assert.deepEqual(changes[0].state.changes, [{ positions: false }]);
    assert.equal(changes[1].changed[0], 'changes');
    assert.equal(changes[1].state.changes[1].tokens.length, 4);
    assert.equal(changes[1].source, 'user');
    await page.keyboard.press('Enter');
    await drawn(page);
    const left = await page.evaluate(
      () => /** @type {any} */ (document.querySelector('attention-walk')).changes,
    );
    assert.deepEqual(left, [{ positions: false }], 'Original order by Enter');
    await chooseExample(page, 'Pronoun');
    await drawn(page);
    assert.equal((await traceOf(page)).config.position, 'sinusoidal');
    await chooseExample(page, 'Simple');
    await drawn(page);
    await openMenu(page, 'What if');
    const positions = whatIf(page).getByRole('checkbox', { name: 'Positions' });
    assert.equal(await positions.count(), 0, 'nothing to take out');
  });
});

test('an order comes back from a link; one that does not fit is none', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await openAt(page, {
      example: 'simple',
      weights: 'seeded',
      step: 'sum',
      order: '2,0,3,1',
      query: 0,
    });
    assert.deepEqual((await traceOf(page)).tokens, ['machine', 'I', 'learning', 'like']);
    assert.match(await fact(page).innerText(), /“machine” gets the same output/);
    for (const order of ['0,1,2', '0,0,1,2', '4,1,2,3', '1,,0', 'x']) {
      await openAt(page, { example: 'simple', order });
      assert.deepEqual((await traceOf(page)).tokens, ['I', 'like', 'machine', 'learning'], order);
    }
  });
});

test('own words and own numbers can be shuffled; a mask tells the order without positions', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await chooseExample(page, 'Your own…');
    await page.getByRole('textbox', { name: 'Words' }).fill('one two three');
    await page.waitForURL(/text=one\+two\+three/);
    await openMenu(page, 'What if');
    await whatIf(page).getByRole('checkbox', { name: 'Positions' }).uncheck();
    await page.getByRole('textbox', { name: 'Words' }).fill('one two three four');
    await page.waitForURL(/three\+four/);
    assert.equal((await traceOf(page)).config.position, 'none', 'typing keeps what was taken out');
    await page.getByRole('checkbox', { name: 'Causal mask' }).check();
    await page.evaluate(() => {
      const element = /** @type {any} */ (document.querySelector('attention-walk'));
      element.changes = [{ positions: false }, { tokens: [3, 2, 1, 0] }];
    });
    await drawn(page);
    assert.match(await fact(page).innerText(), /^There are no positions, but the mask/);
    const x = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    await page.evaluate((rows) => {
      const element = /** @type {any} */ (document.querySelector('attention-walk'));
      element.data = { x: rows, numHeads: 1 };
      element.changes = [{ tokens: [2, 0, 1] }];
    }, x);
    await drawn(page);
    const trace = await traceOf(page);
    assert.deepEqual(trace.steps[0].values, [x[2], x[0], x[1]]);
    assert.deepEqual(trace.tokens, ['2', '0', '1']);
  });
});

test('the bias by distance: charts with every number of the table, and words where they stand', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await openAt(page, { example: 'bias', step: 'scale', head: 0, query: 4 });
    await showNumbers(page);
    const run = runOf('bias');
    for (const head of [0, 1]) {
      const shown = await numbersOf(page, `offsetBias|${head}`);
      const { data } = run.tensor('offsetBias', head);
      assert.equal(shown.length, 11);
      shown.forEach(({ value }, place) => assertNear(value, data[place], `${head}, ${place}`));
    }
    const explain = page.locator('.explain');
    await page.locator('button.number[data-ref="offsetBias|1|4"]').click();
    await drawn(page);
    assert.match(await explain.innerText(), /bias of a key 1 place before its query, head 2/);
    await page.locator('button.number[data-ref="bias|0|4,1"]').click();
    await drawn(page);
    await explain.locator('.operand').click();
    await drawn(page);
    assert.match(await explain.innerText(), /bias of a key 3 places before its query, head 1/);
    await page.keyboard.press('Escape');
    await page.locator('.sheet:not([hidden]) .close').click();
    await openMenu(page, 'More');
    await page.getByText('distance bias: made by hand').waitFor();
    await page.keyboard.press('Escape');
    // In the picture, the bar at the far left of the first chart.
    await page.getByRole('button', { name: 'By distance' }).click();
    await drawn(page);
    const bars = (await painted(page)).rects.filter(({ fill }) => fill !== 'rgb(255 255 255)');
    const [first] = bars.sort((one, other) => one.x - other.x || one.y - other.y);
    const { x, y, width, height } = first;
    await page
      .locator('canvas.canvas')
      .hover({ position: { x: x + width / 2, y: y + height / 2 } });
    await drawn(page);
    assert.match(await explain.innerText(), /bias of a key 5 places before its query, head 1/);
  });
});

test('the rotation: every key’s score at every distance, its own one where it stands', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await openAt(page, { example: 'rope', step: 'scores', head: 1, query: 4 });
    await showNumbers(page);
    const trace = await traceOf(page);
    const { values } = trace.steps.find(
      (/** @type {any} */ { id, head }) => id === 'scores' && head === 1,
    );
    const { data } = runOf('rope').tensor('offsetScores', 1);
    const shown = await numbersOf(page, 'offsetScores|1');
    assert.equal(shown.length, 66);
    shown.forEach(({ ref, value }, index) => assertNear(value, data[4 * 66 + index], ref));
    values.forEach((/** @type {number} */ value, /** @type {number} */ key) =>
      assertNear(shown[key * 11 + key - 4 + 5].value, value),
    );
    await page.locator('button.number[data-ref="offsetScores|1|4,1,2"]').click();
    await drawn(page);
    const explain = page.locator('.explain');
    assert.match(
      await explain.innerText(),
      /score of “be” for “to”, if it stood 3 places before it, head 2/,
    );
    await explain.locator('.operand').nth(1).click();
    await drawn(page);
    assert.match(await explain.innerText(), /key of “be” turned for standing 3 places before/);
  });
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  for (const width of [1280, 360]) {
    test(`no accessibility violation and nothing outside, ${colorScheme}, ${width} px`, async () => {
      await open(
        filePage,
        async (page) => {
          await ready(page);
          await page.addScriptTag({ content: axe });
          for (const numbers of [0, 1]) {
            if (numbers) await showNumbers(page);
            for (const state of [
              { example: 'repeat', step: 'input', noPositions: 1, order: '1,0,4,3,2' },
              { example: 'repeat', step: 'input' },
              { example: 'bias', step: 'scale' },
              { example: 'rope', step: 'scores' },
            ]) {
              await openAt(page, state);
              const found = await page.evaluate(async () => {
                const { violations } = await /** @type {any} */ (window).axe.run(document);
                return violations.map((/** @type {any} */ { id, nodes }) => [
                  id,
                  nodes.map((/** @type {any} */ node) => node.failureSummary),
                ]);
              });
              assert.deepEqual(found, [], `${state.example} ${numbers ? 'with its numbers' : ''}`);
              const fits = await page.evaluate(
                () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
              );
              assert.ok(fits, `${state.example} fits`);
            }
          }
        },
        { colorScheme, viewport: { width, height: 900 } },
      );
    });
  }
}
