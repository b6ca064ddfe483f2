// Own words through the tokenizer of an own model, as its files have it; the ids are held to Hugging Face's library in
// tests/core/text/tokenizers, here they come through the wasm and the worker's calls.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { smallModels } from '../helpers/small-models.mjs';

const engine = await createEngine();
const { bytes, config } = smallModels.gemma();

/** @param {string} name @returns {any} */
const golden = (name) =>
  JSON.parse(
    readFileSync(new URL(`../core/text/tokenizers/${name}.json`, import.meta.url), 'utf8'),
  );

const { texts } = golden('texts');

/** @param {unknown} json */
const asJson = (json) => new TextEncoder().encode(JSON.stringify(json));

/** @param {object} tokenizer */
const withTokenizer = (tokenizer) =>
  engine.model([
    { name: 'model.safetensors', data: bytes },
    { name: 'config.json', data: asJson(config) },
    { name: 'tokenizer.json', data: asJson(tokenizer) },
  ]);

test('texts are cut as the library of the file cuts them, and not normalized before', () => {
  for (const name of ['bert', 'gpt2', 'llama-2', 'unigram-xlm-r']) {
    const { tokenizer, ids, decoded } = golden(name);
    const model = withTokenizer(tokenizer);
    assert.equal(model.readsText, true);
    texts.forEach((/** @type {string} */ text, /** @type {number} */ i) => {
      const { tokenIds, tokens } = model.tokenize(text);
      assert.deepEqual(tokenIds, ids[i], `${name}: ${text}`);
      assert.equal(tokens.length, tokenIds.length);
      assert.equal(model.decode(tokenIds), decoded[i]);
    });
    model.dispose();
  }
});

test('a model runs on a text, and a hosted one does', async () => {
  const vocab = { a: 0, b: 1, ab: 2, Ġ: 3 };
  const files = [
    { name: 'model.safetensors', data: bytes },
    { name: 'config.json', data: asJson({ ...config, model_type: 'gemma2' }) },
    {
      name: 'tokenizer.json',
      data: asJson({
        pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
        decoder: { type: 'ByteLevel' },
        model: { type: 'BPE', vocab, merges: ['a b'] },
      }),
    },
  ];
  const model = engine.model(files);
  assert.deepEqual(model.run({ text: 'ab a' }).tokens, ['ab', '▁', 'a']);
  assert.deepEqual(model.run({ tokenIds: [6, 2] }).tokens, ['6', 'ab']);
  const hosted = await engine.hostModel(files.map(({ name, data }) => new File([data], name)));
  assert.equal(hosted.readsText, true);
  assert.deepEqual(await hosted.tokenize('ab a'), {
    tokenIds: [2, 3, 0],
    tokens: ['ab', '▁', 'a'],
  });
  assert.equal(await hosted.decode([2, 3, 0]), 'ab a');
  hosted.dispose();
});

test('a tokenizer that is not understood is told when a text comes; numbers are walked', () => {
  const model = withTokenizer({ model: { type: 'Magic' } });
  assert.equal(model.readsText, false);
  assert.match(model.noTokenizer ?? '', /^tokenizer_json\.model: the type "Magic" is not known; /);
  assert.equal(model.run({ tokenIds: [1, 2] }).length, 2);
  assert.throws(() => model.tokenize('a'), {
    code: 'unsupported',
    message: /"Magic" is not known/,
  });
});

test('the vocabularies of this project are read as before', () => {
  const file = readFileSync(
    new URL('../../web/models/text-tiny/model.safetensors', import.meta.url),
  );
  const model = engine.model(new Uint8Array(file));
  assert.equal(model.readsText, true);
  assert.equal(model.normalized('ﬁ'), 'fi');
  const { tokenIds } = model.tokenize('the animal');
  assert.equal(model.decode(tokenIds), 'the animal');
});
