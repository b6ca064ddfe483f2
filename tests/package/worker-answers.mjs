// What the workers of tests/pages/package have to post: the numbers that Node computes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../web/tools/machine/process.mjs';
import { createEngine } from '../helpers/attention-walk.mjs';
import { answer } from '../pages/package/worker-answer.js';

/** @param {import('playwright-core').Page} page */
export async function assertAnswers(page) {
  const model = new Blob([
    readFileSync(join(root, 'web', 'models', 'digit-vit', 'model.safetensors')),
  ]);
  const expected = await answer(await createEngine(), model);
  const answers = await page.evaluate(() => /** @type {any} */ (globalThis).answers);
  assert.ok(answers.length > 0);
  for (const one of answers) assert.deepEqual(one, expected);
}
