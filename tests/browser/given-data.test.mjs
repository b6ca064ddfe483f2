// Own numbers that a page gives: late, broken, the same again, beside a link. Never another example in their place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, ready, stateOf, traceOf, useBrowser } from './browser.mjs';

/** @typedef {import('playwright-core').Page} Page */

const { open, url } = useBrowser();

const NUMBERS = { tokens: ['p', 'q'], x: [[1, 0], [0, 1]], dModel: 2, numHeads: 1 }; // prettier-ignore

/** Adds a walk to the page, and keeps the names of its events. @param {Page} page @param {string} code  body of a function of the new `walk` */
const add = (page, code) =>
  page.evaluate(
    ({ code, numbers }) => {
      const walk = document.createElement('attention-walk');
      walk.setAttribute('loading', 'eager');
      const { log } = Object.assign(window, { walk, log: /** @type {string[]} */ ([]) });
      for (const name of ['ready', 'change', 'error']) {
        walk.addEventListener(`aw-${name}`, (event) => {
          const { changed, error } = /** @type {CustomEvent} */ (event).detail ?? {};
          log.push([name, error?.code ?? changed ?? []].flat().join(' '));
        });
      }
      new Function('walk', 'numbers', code)(walk, numbers);
      if (!walk.isConnected) document.body.append(walk);
    },
    { code, numbers: NUMBERS },
  );

/** Opens the list of examples and clicks one. @param {Page} page @param {string} title */
async function pick(page, title) {
  await page.locator('.example-menu > summary').click();
  await page.locator('.examples label').filter({ hasText: title }).click();
}

/** @param {Page} page @returns {Promise<string[]>} */
const logOf = (page) => page.evaluate(() => /** @type {any} */ (window).log);

const CHILD = (/** @type {string} */ json) => `
  const child = document.createElement('script');
  child.type = 'application/json';
  child.textContent = ${JSON.stringify(json)};
  walk.append(child);`;

test('a child that the parser has not come to yet is waited for', async () => {
  await open(url('json-child-late.html'), async (page) => {
    await ready(page);
    assert.deepEqual((await traceOf(page)).tokens, ['mine', 'too']);
    assert.equal((await stateOf(page)).example, 'own');
  });
});

test('a child that is appended later is taken when it comes, and when its text changes', async () => {
  await open(url('empty.html'), async (page) => {
    await add(page, 'walk.setAttribute("step", "softmax")');
    await ready(page);
    await page.evaluate(`{ ${CHILD(JSON.stringify(NUMBERS))} }`);
    await drawn(page);
    assert.deepEqual((await traceOf(page)).tokens, ['p', 'q']);
    assert.equal((await stateOf(page)).step, 'softmax');
    const other = JSON.stringify({ ...NUMBERS, tokens: ['r', 's'] });
    await page.evaluate((json) => {
      /** @type {any} */ (document.querySelector('attention-walk > script')).textContent = json;
    }, other);
    await drawn(page);
    assert.deepEqual((await traceOf(page)).tokens, ['r', 's']);
    // As Markdown leaves it.
    await page.evaluate(() => {
      const json = '{ "tokens": ["in", "a", "paragraph"], "dModel": 2, "numHeads": 1 }';
      const markup = `<attention-walk loading="eager"><p><script type="application/json">${json}</${'script'}></p></attention-walk>`;
      document.querySelector('attention-walk')?.remove();
      document.body.insertAdjacentHTML('beforeend', markup);
    });
    await ready(page);
    assert.deepEqual((await traceOf(page)).tokens, ['in', 'a', 'paragraph']);
  });
});

/** What is wrong, and how it is given. @type {[string, string, RegExp][]} */
const BROKEN = [
  ['no JSON', CHILD('{"tokens": ["a"],'), /This is not JSON/],
  ['an empty child', CHILD(''), /This is not JSON/],
  ['null', CHILD('null'), /expected an object.*got null/],
  ['a list', CHILD('[1, 2]'), /expected an object.*got a list/],
  ['a text', CHILD('"no"'), /expected an object.*got string/],
  ['nothing in it', CHILD('{}'), /expected/],
  ['a row too short', CHILD('{"x": [[1, 0], [1]], "dModel": 2, "numHeads": 1}'), /x/],
  ['rows of text', CHILD('{"x": ["one", "two"], "dModel": 2, "numHeads": 1}'), /x/],
  ['weights that are none', CHILD('{"tokens": ["a"], "dModel": 2, "numHeads": 1, "weights": 5}'), /weights/], // prettier-ignore
  ['data that are a text', 'walk.data = "numbers.json"', /expected an object.*got string/],
  ['data with too few heads', 'walk.data = { ...numbers, numHeads: 0 }', /numHeads/],
  ['a promise', 'walk.data = Promise.resolve(numbers)', /expected/],
];

for (const [name, code, message] of BROKEN) {
  test(`own numbers that are broken are told in the walk, and nothing else is walked: ${name}`, async () => {
    await open(
      url('empty.html'),
      async (page) => {
        await add(page, code);
        const alert = page.getByRole('alert').filter({ hasText: message });
        await alert.waitFor();
        assert.deepEqual(
          (await logOf(page)).map((line) => line.split(' ')[0]),
          ['error'],
        );
        assert.equal(await page.getByRole('button', { name: 'Next step' }).isVisible(), false);
        assert.equal(await traceOf(page), null);
        // Right ones end it.
        await page.evaluate((numbers) => {
          /** @type {any} */ (window).walk.data = numbers;
        }, NUMBERS);
        await ready(page);
        assert.deepEqual((await traceOf(page)).tokens, ['p', 'q']);
        assert.equal(await alert.isVisible(), false);
        assert.equal((await logOf(page))[1], 'ready');
      },
      { allow: /<attention-walk>/ },
    );
  });
}

test('a reader of broken numbers can still choose an example', async () => {
  await open(
    url('empty.html'),
    async (page) => {
      await add(page, CHILD('{'));
      await page.getByRole('alert').waitFor();
      await pick(page, 'RoPE');
      await ready(page);
      assert.equal((await stateOf(page)).example, 'rope');
      assert.deepEqual(await logOf(page), ['error parse', 'ready', 'change example']);
      await pick(page, 'Your own…');
      await page.getByRole('textbox', { name: 'Words' }).fill('typed instead');
      await page.waitForFunction(
        () => /** @type {any} */ (window).walk.trace.tokens[0] === 'typed',
      );
    },
    { allow: /This is not JSON/ },
  );
});

test('broken numbers that come later hide what nobody chose, and leave what somebody did', async () => {
  await open(
    url('empty.html'),
    async (page) => {
      for (const chosen of [false, true]) {
        await add(page, chosen ? 'walk.setAttribute("example", "rope")' : '');
        await ready(page);
        await page.evaluate(() => {
          /** @type {any} */ (window).walk.data = { tokens: ['a'], dModel: 3, numHeads: 2 };
        });
        await page.getByRole('alert').filter({ hasText: 'numHeads' }).waitFor();
        const next = page.getByRole('button', { name: 'Next step' });
        assert.equal(await next.isVisible(), chosen);
        assert.equal((await traceOf(page)) === null, !chosen);
        await page.evaluate(() => /** @type {any} */ (window).walk.remove());
      }
    },
    { allow: /numHeads/ },
  );
});

test('the same numbers again change nothing and are no event, changed ones are', async () => {
  await open(url('empty.html'), async (page) => {
    await add(page, 'walk.data = numbers');
    await ready(page);
    const set = (/** @type {string} */ code) =>
      page.evaluate(`{ const { walk, log } = window; log.length = 0; ${code}; log; }`);
    const same = JSON.stringify(NUMBERS);
    assert.deepEqual(await set(`walk.data = ${same}`), []);
    assert.deepEqual(await set(`walk.input = { tokens: ['p', 'q'], x: [[1, 0], [0, 1]] }`), []);
    assert.deepEqual(await set(`walk.weights = undefined`), []);
    // A reader who has gone elsewhere stays there when the page renders again.
    await pick(page, 'RoPE');
    assert.deepEqual(await set(`walk.data = ${same}`), []);
    assert.equal((await stateOf(page)).example, 'rope');
    assert.deepEqual(await set(`walk.data = { ...${same}, tokens: ['p', 'r'] }`), [
      'change example',
    ]);
    // An array of the page's own, changed in place.
    assert.deepEqual(
      await set(`walk.data = window.mine = { ...${same}, x: new Float32Array([1, 2, 3, 4]) }`),
      ['change example'],
    );
    assert.deepEqual(await set('window.mine.x[0] = 7; walk.data = window.mine'), [
      'change example',
    ]);
    assert.equal((await traceOf(page)).steps[0].values[0][0], 7);
    assert.deepEqual(await set('walk.data = { ...window.mine, x: window.mine.x.slice() }'), []);
    assert.deepEqual(await set('walk.data = null'), []);
    assert.deepEqual(await set('walk.data = window.mine'), ['change example']);
  });
});

test('broken numbers set again and again are told once', async () => {
  await open(
    url('empty.html'),
    async (page) => {
      await add(page, 'walk.data = { x: [[1], [NaN]], dModel: 1, numHeads: 1 }');
      await page.getByRole('alert').waitFor();
      await page.evaluate(() => {
        const { walk } = /** @type {any} */ (window);
        for (let time = 0; time < 3; time += 1) {
          walk.data = { x: [[1], [NaN]], dModel: 1, numHeads: 1 };
        }
      });
      assert.equal((await logOf(page)).length, 1);
    },
    { allow: /<attention-walk>/ },
  );
});

const LARGE = `
  let seed = 1;
  const number = () => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5;
  const matrix = (rows) => Array.from({ length: rows }, () => Array.from({ length: 16 }, number));
  const data = { tokens: ['my', 'own', 'words'], x: matrix(3), dModel: 16, numHeads: 4 };
  data.weights = { wq: matrix(16), wk: matrix(16), wv: matrix(16), wo: matrix(16) };
  walk.setAttribute('permalink', '');`;

for (const [name, give] of [
  ['set', 'walk.data = data'],
  ['set late', 'setTimeout(() => (walk.data = data), 300)'],
  ['in a child', CHILD('').replace('""', 'JSON.stringify(data)')],
]) {
  test(`with a link, numbers that are too many for it stay the page’s: ${name}`, async () => {
    await open(
      url('empty.html'),
      async (page) => {
        await add(page, `${LARGE} ${give}`);
        await page.waitForFunction(() => /** @type {any} */ (window).walk.example === 'own');
        await page.evaluate(() =>
          /** @type {any} */ (window).walk.goTo({ step: 'softmax', head: 2, query: 1 }),
        );
        await page.waitForURL(/example=own.*step=softmax/);
        await page.reload();
        await add(page, `${LARGE} ${give}`);
        await page.waitForFunction(
          () => /** @type {any} */ (window).walk.trace?.tokens[0] === 'my',
        );
        const own = { example: 'own', step: 'softmax', head: 2, query: 1 };
        assert.deepEqual(await stateOf(page), own);
        // A link as it was written before, and one with other keys only.
        for (const link of ['example=own&step=sum&head=1&query=2', 'step=sum&head=1&query=2']) {
          await page.goto(url(`empty.html?${link}#${link}`));
          await add(page, `${LARGE} ${give}`);
          await page.waitForFunction(
            () => /** @type {any} */ (window).walk.trace?.tokens[0] === 'my',
          );
          assert.deepEqual(await stateOf(page), { ...own, step: 'sum', head: 1, query: 2 });
        }
      },
      { allow: /too many for a link/ },
    );
  });
}

test('a link to numbers that nobody has says so', async () => {
  await open(
    url('empty.html#example=own&data=large&step=softmax'),
    async (page) => {
      await add(page, "walk.setAttribute('permalink', '')");
      await page.getByRole('alert').filter({ hasText: 'too many for a link' }).waitFor();
      assert.equal(await traceOf(page), null);
    },
    { allow: /too many for a link/ },
  );
  await open(
    url('empty.html#example=own&data=%7B%22tok'),
    async (page) => {
      await add(page, "walk.setAttribute('permalink', '')");
      await page.getByRole('alert').filter({ hasText: 'not JSON' }).waitFor();
      assert.equal(await traceOf(page), null);
    },
    { allow: /not JSON/ },
  );
});
