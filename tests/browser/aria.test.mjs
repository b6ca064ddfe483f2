// What assistive technology is given at every step: roles and names in their order, and what is said aloud when
// something has changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseStep, drawn, filePage, goTo, ready, STEPS, useBrowser } from './browser.mjs';

const { open } = useBrowser();

/** @typedef {import('playwright-core').Page} Page */

const TOKENS = ['I', 'like', 'machine', 'learning'];

/** Above the picture, at every step: menus, the choice of the head, the steps, the tokens. */
const ABOVE = [
  'group',
  'group',
  'group',
  'group "Heads"',
  'button "Head 1" [pressed]',
  'button "Head 2"',
  'list "Steps"',
  ...STEPS.map(([, name]) => `button "${name}"`),
  'group "Tokens"',
  ...TOKENS.map((token, index) => `button "${token}"${index === 1 ? ' [pressed]' : ''}`),
];

/** Below it. */
const BELOW = [
  'button "Previous step"',
  'button "Next step"',
  'button "Play"',
  'group "Where a number comes from"',
  'status',
];

/**
 * Between them: the heading, the formula as it is read, tabs, and the picture with its gist; … stands for numbers.
 * @type {Record<string, string[]>}
 */
const STAGE = {
  input: [
    'heading "Every token starts as a vector" [level=2]',
    'math "X: n rows, one per token, of d model numbers"',
    'img "Every token starts as a vector. X 4 × 8: …, …."',
  ],
  project: [
    'heading "Head 1 makes a query, a key and a value for every token" [level=2]',
    'math "Q equals X times W Q, K equals X times W K, V equals X times W V"',
    'img "Head 1 makes a query, a key and a value for every token. X 4 × 8: …, …; row of X: …, …; Wq 8 × 4: … to …; Q 4 × 4: …, …; Wk 8 × 4: … to …; K 4 × 4: … to …; Wv 8 × 4: … to …; V 4 × 4: … to …."',
  ],
  scores: [
    'heading "How well does each key match the query of “like”?" [level=2]',
    'math "s i j, the score of key j for query i, equals the sum over the dimensions c of q i c times k j c"',
    'img "How well does each key match the query of “like”? query q of like: …, …; K 4 × 4: … to …; q × k, dimension by dimension: … to …; sum = score: like …, learning …, machine …, I …."',
  ],
  scale: [
    'heading "The scores are scaled down" [level=2]',
    'math "scaled s i j equals s i j divided by the root of d k, the numbers per key"',
    'img "The scores are scaled down. score: …, …; scaled score (outline: before): like …, learning …, machine …, I …."',
  ],
  softmax: [
    'heading "Softmax turns scores into weights that sum to 1" [level=2]',
    'math "weight α i j of key j for query i equals e to the scaled s i j minus max, divided by the sum over all keys m of e to the scaled s i m minus max; max is the largest of them"',
    'img "Softmax turns scores into weights that sum to 1. like: like …, learning …, machine …, I …."',
  ],
  weight: [
    'heading "Each value vector is multiplied by its weight" [level=2]',
    'math "weight α i j times v j"',
    'img "Each value vector is multiplied by its weight. weight: like …, learning …, machine …, I …; V 4 × 4: … to …; weight × value: … to …."',
  ],
  sum: [
    'heading "The weighted values add up to z₁" [level=2]',
    'math "z i equals the sum over all keys j of weight α i j times v j"',
    'img "The weighted values add up to z₁. weight: like …, learning …, machine …, I …; weight × value: … to …; Σ = z₁: …, …."',
  ],
  concat: [
    'heading "The heads’ outputs are put side by side" [level=2]',
    'math "concat of z 1 to z h, one of each head"',
    'img "The heads’ outputs are put side by side. weights, head 1: like …, learning …, machine …, I …; z₁ 1 × 4: …, …; weights, head 2: learning …, I …, like …, machine …; z₂ 1 × 4: …, …; concat, head 1: …, …; concat, head 2: …, …."',
  ],
  output_projection: [
    'heading "Wᴼ mixes the heads into one vector" [level=2]',
    'math "concat times W O equals z 1 times its rows of W O, and so on to z h"',
    'img "Wᴼ mixes the heads into one vector. Wo 8 × 8: … to …; Wo, rows of head 2: … to …; z: …, …; z₁: …, …; head 1: …, …; z₂: …, …; head 2: …, …; output: …, …."',
  ],
  output: [
    'heading "What “like” gathered is added to its input" [level=2]',
    'math "output equals concat of z 1 to z h, times W O"',
    'img "What “like” gathered is added to its input. what each token contributed, all heads together: … to …; = output: …, …; + input: …, …; = input + output: …, …."',
  ],
};

/** Roles and names, a line each; not the numbers of the explanation, which are buttons. @param {Page} page */
async function snapshot(page) {
  const yaml = await page.locator('attention-walk').ariaSnapshot();
  const lines = yaml.split('\n').map((line) =>
    line
      .trim()
      .replace(/^- /, '')
      .replace(/^'(.*)'$/, '$1')
      .replace(/^'(.*)':.*$/, '$1')
      .replace(/("|\]|^[a-z]+):.*$/, '$1'),
  );
  const kept = /^(button|group|list|heading|img|math|status|region|radiogroup)\b/;
  return lines
    .filter((line) => kept.test(line) && !/^button "\(?−?\d/.test(line))
    .map((line) => line.replace(/−?\d+\.\d+/g, '…').replace(/…(, …)+/g, '…, …'));
}

test('every step: what there is, in its order, and the picture in words', async () => {
  await open(`${filePage}#example=simple&weights=seeded&query=1`, async (page) => {
    await ready(page);
    /** @type {Record<string, string[]>} */
    const found = {};
    for (const [step] of STEPS) {
      await goTo(page, { step, head: 0 });
      await drawn(page);
      const lines = await snapshot(page);
      assert.deepEqual(lines.slice(0, ABOVE.length), ABOVE, `${step}: above the picture`);
      const below = lines.slice(-BELOW.length);
      assert.deepEqual(
        below,
        BELOW.map((line, at) => (step === 'input' && at === 0 ? `${line} [disabled]` : line)),
        `${step}: below it`,
      );
      const current = page.locator('[aria-current=step]');
      assert.equal(await current.count(), 1);
      assert.equal(await current.getAttribute('data-step'), step);
      found[step] = lines.slice(ABOVE.length, -BELOW.length);
    }
    assert.deepEqual(found, STAGE);
  });
});

test('another Query is announced with its result at every step', async () => {
  await open(`${filePage}#example=pronoun`, async (page) => {
    await ready(page);
    const tokens = page.getByRole('group', { name: 'Tokens' }).getByRole('button');
    const status = page.locator('[role=status].sr-only');
    for (const [step, name] of STEPS) {
      await chooseStep(page, name);
      for (const [place, token] of /** @type {[number, string][]} */ ([
        [8, 'was'],
        [5, 'street'],
      ])) {
        await tokens.nth(place).click();
        await drawn(page);
        const said = String(await status.textContent());
        assert.ok(said.startsWith(name), `${step}: ${said}`);
        assert.ok(said.includes(`“${token}”`), `${step}: ${said} names “${token}”`);
        assert.match(said, /: −?\d+\.\d{3}\b/, `${step}: ${said} has a result`);
        const result = await page.locator('.explain .result').textContent();
        assert.ok(
          said.includes(String(result)),
          `${step}: ${said} is what is explained: ${result}`,
        );
      }
    }
  });
});

test('a step and a head are announced where they come, and a number that is locked', async () => {
  await open(`${filePage}#example=pronoun`, async (page) => {
    await ready(page);
    const status = page.locator('[role=status].sr-only');
    const next = page.getByRole('button', { name: 'Next step' });
    /** @type {string[]} */
    const heard = [];
    for (let stop = 1; stop < 15; stop += 1) {
      await next.click();
      await drawn(page);
      heard.push(String(await status.textContent()));
    }
    assert.equal(new Set(heard).size, 14, 'every stop is told apart');
    for (const text of heard) assert.match(text, /: −?\d+\.\d{3}\b/);
    assert.equal(heard.filter((text) => text.includes('head 2 of 2')).length, 5);
    await page.locator('.explain .operand').first().click();
    await drawn(page);
    const result = await page.locator('.explain .result').textContent();
    assert.ok(String(await status.textContent()).endsWith(`: ${result}`));
  });
});
