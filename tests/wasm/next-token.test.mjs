// What a causal model says comes next: probabilities, draws, and texts that grow; wherever the model lives.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../web/tools/machine/process.mjs';
import { createEngine } from '../helpers/attention-walk.mjs';
import { smallModels } from '../helpers/small-models.mjs';

const engine = await createEngine();
const small = smallModels.gemma();
const model = engine.model(small.bytes, small.config);
const tokenIds = [3, 1, 4, 1, 5, 2];
const run = model.run({ tokenIds });

/** In float64, by the definition. @param {ArrayLike<number>} logits @param {number} temperature */
function softmax(logits, temperature) {
  const exponentials = Array.from(logits, (one) => Math.exp(one / temperature));
  const total = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((one) => one / total);
}

test('next tokens are the softmax of logit / temperature, likeliest first', () => {
  assert.equal(model.hasNextToken, true);
  assert.deepEqual(run.tokenIds, tokenIds);
  for (const temperature of [0.5, 1, 2]) {
    const expected = softmax(run.logits, temperature);
    const next = run.nextTokens({ temperature });
    assert.equal(next.length, 7, 'as many as there are words');
    next.forEach(({ id, token, probability, logit }, at) => {
      assert.equal(token, String(id), 'no vocabulary: numbers');
      assert.ok(Math.abs(probability - expected[id]) < 1e-6);
      assert.equal(Math.fround(logit), run.logits[id]);
      assert.ok(at === 0 || probability <= next[at - 1].probability);
    });
  }
  assert.equal(run.nextTokens({ count: 2 }).length, 2);
  assert.equal(run.nextTokens({ topK: 3 }).length, 3);
  const [only, ...others] = run.nextTokens({ temperature: 0 });
  assert.deepEqual([only.id, only.probability, others], [run.nextTokens()[0].id, 1, []]);
});

test('the last soft cap of Gemma 2 is in the logits', () => {
  const uncapped = engine.model(small.bytes, { ...small.config, final_logit_softcapping: null });
  const capped = engine.model(small.bytes, { ...small.config, final_logit_softcapping: 0.5 });
  const plain = uncapped.run({ tokenIds }).logits;
  capped.run({ tokenIds }).logits.forEach((logit, id) => {
    assert.ok(Math.abs(logit - 0.5 * Math.tanh(plain[id] / 0.5)) < 1e-5);
  });
});

test('the same seed draws the same token; greedy draws the likeliest', () => {
  const [likeliest] = run.nextTokens({ count: 1 });
  assert.deepEqual(run.pickNext(), { ...likeliest, probability: 1 });
  const draw = (/** @type {number} */ seed) => run.pickNext({ temperature: 1.5, seed }).id;
  const ids = Array.from({ length: 60 }, (_, seed) => draw(seed));
  assert.deepEqual(
    ids,
    Array.from(ids, (_, seed) => draw(seed)),
  );
  assert.ok(new Set(ids).size > 2, 'not always the same one');
  const top = new Set(run.nextTokens({ count: 2 }).map(({ id }) => id));
  ids.forEach((_, seed) =>
    assert.ok(top.has(run.pickNext({ temperature: 1.5, topK: 2, seed }).id)),
  );
});

test('a text grows by what is picked, the same for the same seed, and ends where it is told', async () => {
  const told = /** @type {number[]} */ ([]);
  const options = {
    count: 5,
    temperature: 1,
    seed: 8,
    onToken: (/** @type {any} */ { id }) => told.push(id),
  };
  const grown = await model.generate({ tokenIds }, options);
  assert.deepEqual(grown.tokenIds, [...tokenIds, ...told]);
  assert.equal(told.length, 5);
  let current = tokenIds;
  for (const id of told) {
    assert.equal(model.run({ tokenIds: current }).pickNext({ temperature: 1, seed: 8 }).id, id);
    current = [...current, id];
  }
  const again = await model.generate({ tokenIds }, { count: 5, temperature: 1, seed: 8 });
  assert.deepEqual(again.tokenIds, grown.tokenIds);
  const ended = await model.generate({ tokenIds }, { ...options, stopAt: told[1] });
  assert.equal(ended.length, tokenIds.length + told.indexOf(told[1]) + 1);
  const named = await model.generate({ tokenIds: [1, 2], tokens: ['a', 'b'] }, { count: 1 });
  assert.deepEqual(named.tokens.slice(0, 2), ['a', 'b']);
});

test('a hosted model says the same', async () => {
  const hosted = await engine.hostModel(new Blob([small.bytes]), small.config);
  const hostedRun = await hosted.run({ tokenIds });
  assert.deepEqual(await hostedRun.nextTokens({ count: 3 }), run.nextTokens({ count: 3 }));
  const sampling = { temperature: 2, seed: 5 };
  assert.deepEqual(await hostedRun.pickNext(sampling), run.pickNext(sampling));
  const texts = [model, hosted].map((one) => one.generate({ tokenIds }, { ...sampling, count: 4 }));
  const [own, other] = await Promise.all(texts);
  assert.deepEqual(other.tokenIds, own.tokenIds);
});

test('an encoder says what it is instead, and so does what cannot be asked', async () => {
  const bert = smallModels.modernBert();
  const encoder = engine.model(bert.bytes, bert.config);
  assert.equal(encoder.hasNextToken, false);
  const said = {
    code: 'unsupported',
    message: /^next token: only a causal language model .*ModernBERT/,
  };
  assert.throws(() => encoder.run(bert.input).nextTokens(), said);
  assert.throws(() => encoder.run(bert.input).pickNext(), said);
  await assert.rejects(encoder.generate(bert.input), said);
  const range = { code: 'range' };
  assert.throws(() => run.nextTokens({ count: 0 }), range);
  assert.throws(() => run.nextTokens({ temperature: -1 }), range);
  assert.throws(() => run.pickNext({ temperature: NaN }), range);
  assert.throws(() => run.pickNext({ seed: 0.5 }), range);
  assert.throws(() => run.pickNext({ topK: -1 }), range);
});

test('next tokens of files of each family are the softmax of their library’s logits', (t) => {
  const folder = process.env.ATTENTION_WALK_GOLDEN ?? join(root, '..', 'shared', 'golden');
  const read = (/** @type {string} */ name) => readFileSync(join(folder, 'families', name));
  if (!existsSync(join(folder, 'families'))) return t.skip('no golden files here');
  for (const name of [
    'text-gpt2-prefixed',
    'text-llama-smollm',
    'text-llama3-rope',
    'text-qwen2',
    'text-gemma2',
  ]) {
    const expected = JSON.parse(String(read(`${name}.expected.json`)));
    const bytes = Uint8Array.from(Buffer.from(expected.logits.data, 'base64'));
    const probabilities = softmax(new Float32Array(bytes.buffer), 1);
    const config = JSON.parse(String(read(`${name}.config.json`)));
    const golden = engine.model(new Uint8Array(read(`${name}.safetensors`)), config);
    const next = golden.run({ tokenIds: expected.token_ids }).nextTokens({ count: 100 });
    assert.equal(next.length, probabilities.length);
    for (const { id, probability } of next)
      assert.ok(Math.abs(probability - probabilities[id]) < 1e-5, name);
  }
});
