// The whole walk with the mouse, on every example: every number on screen is the trace's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chooseStep,
  drawn,
  everyExample,
  expectedStops,
  filePage,
  painted,
  ready,
  showNumbers,
  stateOf,
  STEPS,
  traceOf,
  useBrowser,
} from './browser.mjs';
import { asShown, lookUp } from './trace-lookup.mjs';

const { open } = useBrowser();

/** @param {import('playwright-core').Page} page */
const numbersOn = (page) =>
  page.locator('button.number').evaluateAll((buttons) =>
    buttons.map((button) => {
      const { ref = '', value = '' } = /** @type {HTMLElement} */ (button).dataset;
      return { ref, value, text: button.textContent ?? '' };
    }),
  );

test('Next visits every stop of every example, and every number shown is the trace’s', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    const next = page.getByRole('button', { name: 'Next step' });
    let compared = 0;
    await everyExample(page, async (example) => {
      await showNumbers(page);
      const trace = await traceOf(page);
      const stops = expectedStops(trace.config.numHeads);
      // Patches make long tables: their walk leaves out the heads after the first.
      const isLong = trace.config.length > 24;
      for (const [place, [step, head]] of stops.entries()) {
        const name = `${example}, stop ${place + 1}: ${step} ${head ?? ''}`;
        if (isLong && head) continue;
        if (isLong && step === 'concat') await chooseStep(page, 'Concatenate Heads');
        else if (place > 0) await next.click();
        await drawn(page);
        const state = await stateOf(page);
        assert.equal(state.step, step, name);
        if (head !== null) assert.equal(state.head, head, name);
        const current = page.getByRole('list', { name: 'Steps' }).locator('[aria-current="step"]');
        assert.equal(await current.count(), 1, name);
        const label = STEPS.find(([id]) => id === step)?.[1] ?? '';
        await page.getByRole('button', { name: label, exact: false }).and(current).waitFor();
        // Queries, keys and values are drawn of one head, too.
        const shown = step === 'project' || head !== null;
        const heads = shown ? `, head ${state.head + 1} of ${trace.config.numHeads}` : '';
        assert.equal(await page.locator('.stop-text').innerText(), `${label}${heads}`, name);
        const numbers = await numbersOn(page);
        assert.ok(numbers.length > 0, `${name} has a table of numbers`);
        for (const { ref, value, text } of numbers) {
          const expected = lookUp(trace, ref);
          if (expected === undefined) continue;
          assert.equal(value, expected === null ? 'masked' : String(expected), `${name}: ${ref}`);
          if (Math.abs(expected ?? 0) < 100)
            assert.equal(text, asShown(expected), `${name}: ${ref}`);
          compared += 1;
        }
      }
      assert.match(await next.innerText(), /Recap/, `${example} ends`);
      await next.click();
      await page.getByRole('region', { name: 'The end of the walk' }).waitFor();
      await page.keyboard.press('Escape');
    });
    assert.ok(compared > 5000, `${compared} numbers were compared`);
  });
});

test('Prev goes back the same way', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await chooseStep(page, 'Attention output');
    const stops = expectedStops(2).reverse();
    const previous = page.getByRole('button', { name: 'Previous step' });
    for (const [place, [step, head]] of stops.entries()) {
      if (place > 0) await previous.click();
      const state = await stateOf(page);
      assert.equal(state.step, step);
      if (head !== null) assert.equal(state.head, head);
    }
    await previous.click({ force: true });
    assert.equal((await stateOf(page)).step, 'input', 'and stays at the start');
  });
});

test('a token can be made the Query at every step, by its button and on the canvas', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    const tokens = page.getByRole('group', { name: 'Tokens' }).getByRole('button');
    for (const [step, label] of STEPS) {
      await chooseStep(page, label);
      for (const query of [2, 0]) {
        await tokens.nth(query).click();
        assert.deepEqual(await stateOf(page), { example: 'simple', step, head: 0, query });
        assert.equal(await tokens.nth(query).getAttribute('aria-pressed'), 'true');
        assert.equal(await page.locator('.token[aria-pressed="true"]').count(), 1);
        assert.equal((await traceOf(page)).config.query, query);
      }
    }
    await chooseStep(page, 'Softmax');
    await drawn(page);
    // The name beside the bars.
    const { texts } = await painted(page);
    const name = texts.find(({ text }) => text === 'machine');
    assert.ok(name);
    await page.locator('canvas.canvas').click({ position: { x: name.x - 10, y: name.y - 4 } });
    assert.equal((await stateOf(page)).query, 2);
  });
});

test('a head can be chosen where a step shows one', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await chooseStep(page, 'Softmax');
    await page
      .getByRole('group', { name: 'Heads' })
      .getByRole('button', { name: 'Head 2' })
      .click();
    assert.deepEqual(await stateOf(page), {
      example: 'simple',
      step: 'softmax',
      head: 1,
      query: 0,
    });
    await page.getByText('Softmax, head 2 of 2', { exact: true }).last().waitFor();
  });
});

test('hovering a cell explains it, a click locks it, operands open down to what was given', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await chooseStep(page, 'Softmax');
    await drawn(page);
    const canvas = page.locator('canvas.canvas');
    const explain = page.locator('.explain');
    // The number behind the last bar of the row.
    const { texts } = await painted(page);
    const row = texts.find(({ text }) => text === 'like');
    assert.ok(row);
    const numbers = texts.filter(
      ({ text, y }) => /^\d[\d.]*\s?%?$/u.test(text) && Math.abs(y - row.y) < 12,
    );
    const bar = { x: Math.max(...numbers.map(({ x }) => x)) - 20, y: row.y - 4 };
    await canvas.hover({ position: bar });
    await drawn(page);
    assert.match(await explain.innerText(), /attention weight “I” → “like”, head 1/);
    await page.mouse.move(1, 1);
    await drawn(page);
    assert.equal(await explain.getAttribute('data-mode'), 'example');
    await canvas.click({ position: bar });
    await page.mouse.move(1, 1);
    await drawn(page);
    assert.equal(await explain.getAttribute('data-mode'), 'locked');
    const path = [];
    for (let depth = 0; depth < 20; depth += 1) {
      path.push(await explain.locator('.explain-name').innerText());
      const operand = explain.locator('.operand').first();
      if ((await operand.count()) === 0) break;
      await operand.click();
      await drawn(page);
    }
    assert.deepEqual(path, [
      'attention weight “I” → “like”, head 1',
      'exponential of “like” for “I”, head 1',
      'scaled score of “like” for “I”, head 1',
      'score of “like” for “I”, head 1',
      '“I” × “like”, dimension 1, head 1',
      'query of “I”, dimension 1, head 1',
      'x of “I”, dimension 1',
      'word vector of “I”, dimension 1',
    ]);
    await page.getByRole('button', { name: 'Back to the number before' }).click();
    await drawn(page);
    assert.equal(await explain.locator('.explain-name').innerText(), path.at(-2));
  });
});

test('Play walks by itself and stops when the reader does something', async () => {
  await open(filePage, async (page) => {
    await ready(page);
    await page.getByRole('button', { name: 'Play' }).click();
    assert.equal((await stateOf(page)).step, 'project');
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('attention-walk')).step === 'scores',
    );
    await page.getByRole('button', { name: 'Previous step' }).click();
    await page.getByRole('button', { name: 'Play' }).waitFor();
  });
});
