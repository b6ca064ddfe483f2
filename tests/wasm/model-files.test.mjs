// The files of a model as people have them: in parts, as torch.save() writes them, in any order, with what
// else stands beside them.
import assert from 'node:assert/strict';
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { AttentionError, createEngine } from '../helpers/attention-walk.mjs';
import { inParts, named, torchZip } from '../helpers/model-parts.mjs';
import { modelFile } from '../helpers/models.mjs';
import { numbersFrom } from '../helpers/requests.mjs';

const engine = await createEngine();
const digits = modelFile('digit-vit');
const parts = inParts(digits);
const [config, ...weights] = parts;
const zip = torchZip(digits);
const pixels = Float32Array.from({ length: 784 }, (_, i) => Math.sin(i));

/** @param {import('../../web/engine/engine.js').Model} model */
const logitsOf = (model) => model.run({ pixels }).logits;
const expected = logitsOf(engine.model(digits));

/** @param {{ name: string, data: Uint8Array }} file */
const asFile = ({ name, data }) => new File([new Uint8Array(data)], name);

test('parts are one model, in any order, with or without their index', () => {
  assert.deepEqual(logitsOf(engine.model(parts)), expected);
  assert.deepEqual(logitsOf(engine.model([...parts].reverse())), expected);
  assert.deepEqual(logitsOf(engine.model([weights[1], config, weights[0]])), expected);
});

test('a file of torch.save is the model that it was saved from', () => {
  const saved = { name: 'checkpoint.pth', data: zip };
  assert.deepEqual(logitsOf(engine.model([config, saved])), expected);
  const own = JSON.parse(new TextDecoder().decode(config.data));
  assert.deepEqual(logitsOf(engine.model(zip, own)), expected);
  assert.deepEqual(logitsOf(engine.model(saved, own)), expected);
  assert.deepEqual(logitsOf(engine.model(zip.buffer, own)), expected);
});

test('Files and Blobs of them give the same, bit for bit', async () => {
  assert.deepEqual(logitsOf(await engine.openModel(parts.map(asFile))), expected);
  assert.deepEqual(
    logitsOf(await engine.openModel([asFile({ name: 'a.pt', data: zip }), asFile(config)])),
    expected,
  );
  const mixed = parts.map(({ name, data }, at) => ({
    name,
    data: at % 2 ? new Blob([new Uint8Array(data)]) : data,
  }));
  assert.deepEqual(logitsOf(await engine.openModel(mixed)), expected);
});

test('files on disk are read where they lie', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'attention-walk-'));
  try {
    const given = [];
    for (const { name, data } of [config, { name: 'm.pt', data: zip }]) {
      writeFileSync(join(folder, name), data);
      given.push({ name, data: await openAsBlob(join(folder, name)) });
    }
    assert.deepEqual(logitsOf(await engine.openModel(given)), expected);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a hosted model takes several files, and tells how far it is up to the whole', async () => {
  /** @type {number[]} */
  const done = [];
  const model = await engine.hostModel(
    [asFile({ name: 'a.pt', data: zip }), asFile(config)],
    {},
    { onProgress: (share) => done.push(share) },
  );
  assert.deepEqual((await model.run({ pixels })).logits, expected);
  assert.equal(done.at(-1), 1);
  assert.deepEqual(
    done,
    [...done].sort((a, b) => a - b),
  );
  model.dispose();
});

test('what stands beside the weights is read, and what is given wins', () => {
  const encode = (/** @type {unknown} */ json) => new TextEncoder().encode(JSON.stringify(json));
  const beside = [
    { name: 'preprocessor_config.json', data: encode({ image_mean: [0.25], image_std: [0.75] }) },
    { name: 'tokenizer.json', data: encode({ model: { vocab: { a: 0 } } }) },
    { name: 'special_tokens_map.json', data: new Uint8Array(0) },
    { name: 'README.md', data: new Uint8Array(3) },
    { name: 'training_args.bin', data: new Uint8Array(3) },
  ];
  const bare = { name: 'config.json', data: encode({ num_heads: 2 }) };
  const model = engine.model([...beside, ...weights, bare], { image_std: [0.5] });
  assert.equal(model.numHeads, 2);
  assert.deepEqual(model.config.image_mean, [0.25]);
  assert.deepEqual(model.config.image_std, [0.5]);
  assert.equal(model.config.tokenizer_json, undefined);
});

test('refusals name the file that they are about', async () => {
  const code = concat(named('os', 'system'), 'X\x05\0\0\0rm -f\x85R');
  const evil = { name: 'evil.bin', data: torchZip(digits, code) };
  const told = /^evil\.bin: its pickle asks for os\.system; only tensors, /;
  assert.throws(() => engine.model([evil, config]), { code: 'unsupported', message: told });
  await assert.rejects(engine.openModel([asFile(evil), asFile(config)]), {
    code: 'unsupported',
    message: told,
  });
  assert.throws(() => engine.model(weights.slice(1)), {
    code: 'shape',
    message: /^model-00001-of-00002\.safetensors: model\.safetensors\.index\.json names this part /,
  });
  assert.throws(() => engine.model([config]), {
    code: 'unsupported',
    message: /^files: expected one of weights .*, got only config\.json$/,
  });
  assert.throws(() => engine.model([config, parts[3]]), { message: /^model-00001-of-00002/ });
});

/** @param {Uint8Array} first @param {string} second */
const concat = (first, second) =>
  new Uint8Array(Buffer.concat([first, Buffer.from(second, 'latin1')]));

test('500 spoiled files of torch.save are refused with a sentence or make a model, and crash nothing', () => {
  const next = numbersFrom(9);
  const below = (/** @type {number} */ end) => Math.floor(((next() + 1) / 2) * end) % end;
  const small = torchZip(modelFile('text-tiny'));
  const counts = { refused: 0, accepted: 0 };
  const pickle = 49; // behind the header of its entry
  for (let count = 0; count < 500; count += 1) {
    const spoiled = small.slice();
    for (let change = 1 + below(3); change > 0; change -= 1) {
      // The pickle and the list of entries say what there is.
      const at = count % 2 ? pickle + below(1500) : spoiled.length - 1 - below(600);
      spoiled[at] = below(256);
    }
    try {
      engine.model(spoiled, { num_heads: 2 }).dispose();
      counts.accepted += 1;
    } catch (error) {
      if (!(error instanceof AttentionError)) throw error;
      assert.ok(error.message.length > 10 && error.message.length < 1000, error.message);
      counts.refused += 1;
    }
  }
  assert.ok(counts.refused > 200, JSON.stringify(counts));
});
