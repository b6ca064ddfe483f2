// Refused files and inputs of whole models: the code, and a message that names what is wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../helpers/attention-walk.mjs';
import { joined, modelFile, parted } from '../helpers/models.mjs';
import { assertRefused, testRefusals } from '../helpers/refused.mjs';

const engine = await createEngine();
const fashion = modelFile('fashion-vit');
const text = modelFile('text-tiny');
const vit = engine.model(fashion);
const words = engine.model(text);
const run = vit.run({ pixels: new Float32Array(784) });
const spoken = words.run({ text: 'the dog' });

/** @param {any} bytes  @param {any} [config] */
const open = (bytes, config) => () => engine.model(bytes, config);
/** @param {any} input */
const runVit = (input) => () => vit.run(input);
/** @param {any} input */
const runWords = (input) => () => words.run(input);

const expectedBytes = 'bytes: expected an ArrayBuffer or a Uint8Array, got';

testRefusals([
  ['a file that is a string', open('abc'), 'parse', `${expectedBytes} String`],
  ['no file', open(undefined), 'parse', `${expectedBytes} Undefined`],
  ['files that are numbers', open([1, 2]), 'parse', `${expectedBytes} Number`],
  ['a file without its bytes', open({ name: 'a' }), 'parse', `${expectedBytes} Undefined`],
  ['a file of floats', open(new Float32Array(9)), 'parse', `${expectedBytes} Float32Array`],
  [
    'an empty file',
    open(new Uint8Array(0)),
    'parse',
    'file: expected a .safetensors file, got only 0 bytes',
  ],
  ['a config that is null', open(text, null), 'parse', 'config: expected an object'],
  [
    'heads that do not divide',
    open(fashion, { num_attention_heads: 5 }),
    'range',
    'config.num_attention_heads: expected a divisor of 48, got 5',
  ],
  [
    'too few pixels',
    runVit({ pixels: new Float32Array(783) }),
    'shape',
    'pixels: expected 1 × 28 × 28 = 784 values, got 783',
  ],
  [
    'pixels of the right number in another order of sides',
    runVit({ pixels: new Float32Array(28 * 29) }),
    'shape',
    'pixels: expected 1 × 28 × 28 = 784 values, got 812',
  ],
  [
    'a pixel that is NaN',
    runVit({ pixels: new Float32Array(784).fill(NaN, 30) }),
    'not_finite',
    'pixels[1][2]: expected a finite number, got NaN',
  ],
  ['pixels that are a list', runVit({ pixels: [1] }), 'parse', 'pixels: expected a Float32Array'],
  [
    'an image without bytes',
    runVit({ image: { width: 1, height: 1 } }),
    'parse',
    'image: expected an ImageData: { data, width, height }',
  ],
  [
    'an image whose bytes do not fit',
    runVit({ image: { data: new Uint8ClampedArray(8), width: 2, height: 2 } }),
    'shape',
    'image: expected width × height × 4 bytes, got 2 × 2 and 8 bytes',
  ],
  [
    'words for a model of images',
    runVit({ tokenIds: [1] }),
    'unsupported',
    'tokenIds: this model reads images; give image or pixels',
  ],
  [
    'pixels for a model of words',
    runWords({ pixels: new Float32Array(4) }),
    'unsupported',
    'pixels: this model reads words; give tokenIds or text',
  ],
  ['no input', runWords(undefined), 'shape', 'tokenIds: expected a list of numbers, got nothing'],
  [
    'a text without words',
    runWords({ text: ' ' }),
    'shape',
    'tokenIds: expected at least one, got none',
  ],
  ['a layer that is not there', () => run.layer(4), 'range', 'layer: expected 0 to 3, got 4'],
  ['a negative layer', () => run.layer(-1), 'range', 'layer: expected 0 to 3, got -1'],
  [
    'a query that is not there',
    () => run.attention(50),
    'range',
    'query: expected 0 to 49, got 50',
  ],
  [
    'a readout of a model of images',
    () => run.readout(0),
    'unsupported',
    "readout: this model was not trained to end near a word's embedding",
  ],
  [
    'a readout of a token that is not there',
    () => spoken.readout(2),
    'range',
    'token: expected 0 to 1, got 2',
  ],
  [
    'a readout of no words',
    () => spoken.readout(0, 0),
    'range',
    'count: expected at least 1, got 0',
  ],
]);

test('what is no whole number is not taken for the nearest one', () => {
  const calls = [
    (/** @type {any} */ value) => run.layer(value),
    (/** @type {any} */ value) => run.attention(value),
    (/** @type {any} */ value) => run.facts(value),
    (/** @type {any} */ value) => spoken.readout(value),
    (/** @type {any} */ value) => spoken.readout(0, value),
  ];
  for (const call of calls) {
    for (const value of [NaN, 0.5, '0', null, {}]) {
      assertRefused(() => call(value), 'range', /^\w+: expected a whole number, got /);
    }
  }
  for (const call of calls.slice(0, 4)) {
    for (const value of [2 ** 32, 1e300, -(2 ** 32)]) {
      assertRefused(() => call(value), 'range', /^\w+: expected 0 to /);
    }
  }
  assert.equal(spoken.readout(0, 2 ** 40).before.length, 93);
});

test('token numbers outside the vocabulary are refused with their place', () => {
  assertRefused(() => words.run({ tokenIds: [0, 1e6] }), 'range', /^tokenIds\[1\]: expected 0 to /);
});

test('what is disposed answers nothing any more', () => {
  const model = engine.model(text);
  const run = model.run({ text: 'the dog' });
  model.dispose();
  run.dispose();
  model.dispose();
  assertRefused(() => model.run({ text: 'dog' }), 'disposed', 'model: it was disposed before');
  assertRefused(() => model.tokenize('dog'), 'disposed', 'model: it was disposed before');
  assertRefused(() => run.layer(0), 'disposed', 'model run: it was disposed before');
  assertRefused(() => run.logits, 'disposed', 'model run: it was disposed before');
});

test('a tensor that is missing is named', () => {
  const { header, data } = parted(text);
  const tensors = JSON.parse(header);
  delete tensors['attention.wv'];
  assertRefused(
    () => engine.model(joined(JSON.stringify(tensors), data)),
    'shape',
    'tensor "attention.wv": the model needs it, and the file has none',
  );
});

test('a control character in a header is quoted by its number, without the help of printf', () => {
  assertRefused(
    () => engine.model(joined('{"a":"\x1f"}', new Uint8Array(0))),
    'parse',
    'JSON: parse error at line 1, column 7: syntax error while parsing value - invalid string: ' +
      "control character U+001F (US) must be escaped to \\u001F; last read: '\"<U+001F>'",
  );
});

test('refused calls leave the model and its runs as they were', () => {
  const { logits } = run;
  assert.throws(runVit({ pixels: new Float32Array(3) }));
  assert.throws(() => run.layer(9));
  assert.deepEqual(vit.run({ pixels: new Float32Array(784) }).logits, logits);
});
