// Model files: as bytes, as a Blob in pieces, with another configuration, and spoiled.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AttentionError, createEngine } from '../helpers/attention-walk.mjs';
import { joined, modelFile, parted } from '../helpers/models.mjs';
import { numbersFrom } from '../helpers/requests.mjs';

const engine = await createEngine();
const fashion = modelFile('fashion-vit');
const text = modelFile('text-tiny');
const pixels = Float32Array.from({ length: 784 }, (_, i) => Math.sin(i));

/** @param {import('../../web/engine/engine.js').Model} model */
const logitsOf = (model) => model.run({ pixels }).logits;

test('an ArrayBuffer and a view into a larger one are the same file', () => {
  const shifted = new Uint8Array(fashion.length + 10);
  shifted.set(fashion, 3);
  const expected = logitsOf(engine.model(fashion));
  assert.deepEqual(logitsOf(engine.model(shifted.subarray(3, 3 + fashion.length))), expected);
  assert.deepEqual(logitsOf(engine.model(Uint8Array.from(fashion).buffer)), expected);
});

test('the bytes are copied', () => {
  const bytes = Uint8Array.from(fashion);
  const model = engine.model(bytes);
  bytes.fill(0);
  assert.deepEqual(logitsOf(model), logitsOf(engine.model(fashion)));
});

test('a configuration that is given wins over the one in the file', () => {
  const own = engine.model(fashion);
  const model = engine.model(fashion, { num_attention_heads: 2, image_mean: [0.5], colour: 'red' });
  assert.equal(own.numHeads, 4);
  assert.equal(model.numHeads, 2);
  assert.deepEqual(model.config.image_mean, [0.5]);
  assert.deepEqual(model.config.image_std, own.config.image_std);
  assert.equal(model.config.colour, 'red');
  assert.notDeepEqual(logitsOf(model), logitsOf(own));
});

test('a Blob gives the model that its bytes give, bit for bit', async () => {
  const fromBlob = await engine.openModel(new Blob([fashion]));
  assert.deepEqual(logitsOf(fromBlob), logitsOf(engine.model(fashion)));
  assert.deepEqual(fromBlob.config, engine.model(fashion).config);
  const halved = await engine.openModel(new Blob([fashion]), { num_attention_heads: 2 });
  assert.equal(halved.numHeads, 2);
});

test('opening a Blob tells how far it is, up to the whole', async () => {
  /** @type {number[]} */
  const done = [];
  await engine.openModel(new Blob([fashion]), {}, { onProgress: (share) => done.push(share) });
  assert.ok(done.length > 10);
  assert.equal(done.at(-1), 1);
  assert.deepEqual(
    done,
    [...done].sort((a, b) => a - b),
  );
});

test('opening a Blob ends when it is told to, before and in between', async () => {
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  await assert.rejects(engine.openModel(new Blob([fashion]), {}, { signal }), reason);
  const stop = new AbortController();
  const onProgress = () => stop.abort(reason);
  const opening = engine.openModel(new Blob([fashion]), {}, { signal: stop.signal, onProgress });
  await assert.rejects(opening, reason);
});

test('two Blobs that are opened at once do not get into each other’s way', async () => {
  const [vit, words] = await Promise.all([
    engine.openModel(new Blob([fashion])),
    engine.openModel(new Blob([text])),
  ]);
  assert.deepEqual(logitsOf(vit), logitsOf(engine.model(fashion)));
  const expected = engine.model(text).run({ text: 'the dog' }).layer(0).tensor('output').data;
  assert.deepEqual(words.run({ text: 'the dog' }).layer(0).tensor('output').data, expected);
});

test('a Blob that is no model is refused as its bytes are', async () => {
  for (const bytes of [new Uint8Array(3), fashion.subarray(0, 5000), new Uint8Array(100)]) {
    /** @type {any} */
    let refusal;
    assert.throws(
      () => engine.model(bytes),
      (error) => (refusal = error) instanceof AttentionError,
    );
    await assert.rejects(engine.openModel(new Blob([bytes])), {
      code: refusal.code,
      message: refusal.message,
    });
  }
});

test('300 spoiled headers are refused with a sentence or make a model, and crash nothing', () => {
  const next = numbersFrom(7);
  const below = (/** @type {number} */ end) => Math.floor(((next() + 1) / 2) * end) % end;
  const { header, data } = parted(text);
  const scraps = ['0', '-1', '9', '1e9', '"', ',', '{', '}', '[', ']', ':', '\0', 'é', 'null', ' '];
  const counts = { refused: 0, accepted: 0 };
  const witness = engine.model(text).run({ text: 'the dog' });
  const before = witness.layer(0).traceJson({ query: 1, weights: true });
  for (let count = 0; count < 300; count += 1) {
    let spoiled = header;
    for (let change = 1 + below(3); change > 0; change -= 1) {
      const at = below(spoiled.length);
      const removed = [0, 1, 1, 1, 20][below(5)];
      spoiled = spoiled.slice(0, at) + scraps[below(scraps.length)] + spoiled.slice(at + removed);
    }
    try {
      engine
        .model(joined(spoiled, data))
        .run({ tokenIds: [0, 1] })
        .dispose();
      counts.accepted += 1;
    } catch (error) {
      if (!(error instanceof AttentionError)) throw error;
      assert.ok(error.message.length > 10 && error.message.length < 1000, error.message);
      counts.refused += 1;
    }
  }
  assert.ok(counts.refused > 100, JSON.stringify(counts));
  assert.equal(witness.layer(0).traceJson({ query: 1, weights: true }), before);
});

test('300 spoiled sizes and offsets are refused with a sentence, and crash nothing', () => {
  const next = numbersFrom(8);
  const pick = (/** @type {any[]} */ list) =>
    list[Math.floor(((next() + 1) / 2) * list.length) % list.length];
  const sizes = [0, 1, 2, 7, 8, 65536, 2 ** 31 - 1, 2 ** 31, 2 ** 53, 1e300, -1, 0.5, null, '8'];
  const { header, data } = parted(text);
  let refused = 0;
  for (let count = 0; count < 300; count += 1) {
    const tensors = JSON.parse(header);
    const { shape, data_offsets: offsets } =
      tensors[pick(Object.keys(tensors).filter((name) => name !== '__metadata__'))];
    const list = pick([shape, shape, offsets]);
    list[pick([...list.keys(), list.length])] = pick(sizes);
    try {
      engine.model(joined(JSON.stringify(tensors), data)).dispose();
    } catch (error) {
      if (!(error instanceof AttentionError)) throw error;
      assert.ok(error.message.length > 10 && error.message.length < 1000, error.message);
      refused += 1;
    }
  }
  assert.ok(refused > 200, `${refused}`);
});
