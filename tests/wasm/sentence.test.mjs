// What the page reads of the text model itself is what the core reads of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../web/tools/machine/process.mjs';
import { sentenceInput } from '../../web/walk/trained-sentence.js';
import { createEngine } from '../helpers/attention-walk.mjs';

const engine = await createEngine();
const file = readFileSync(join(root, 'web', 'models', 'text-tiny', 'model.safetensors'));
const pack = { weights: file.toString('base64') };
const model = engine.model(file);

for (const example of engine.examples().slice(0, 4)) {
  test(`"${example.title}" has the trained numbers of its words`, () => {
    const { tokens = [], query } = example;
    const { tokenIds } = model.tokenize(tokens.join(' '));
    const run = model.run({ tokenIds, tokens }).layer(0);
    const {
      tokens: names,
      x,
      position,
      weights,
      query: asked,
      trainedOn,
      ...rest
    } = plain(sentenceInput(pack, { tokens, query }));
    const expected = givenTo(run);
    assert.deepEqual(names, expected.tokens);
    assert.deepEqual(x, expected.x);
    assert.deepEqual(position, expected.position);
    assert.equal(trainedOn, expected.trainedOn);
    assert.equal(asked, query);
    const { label, trained, ...matrices } = weights;
    assert.equal(label, trainedOn);
    assert.equal(trained, true);
    assert.deepEqual(matrices, weightsOf(run));

    const lists = Object.entries(matrices).map(([name, list]) => [name, Float32Array.from(list)]);
    const spec = /** @type {any} */ ({
      ...rest,
      position,
      weights: { ...Object.fromEntries(lists), label, trained: true },
    });
    const again = engine.attention(spec).run({ x, tokens: names });
    assert.deepEqual(again.tensor('output').data, run.tensor('output').data);
    assert.equal(
      again.traceJson({ query: 0, weights: true }),
      run.traceJson({ query: 0, weights: true }),
    );
  });
}

/** What the layer of the model was given. @param {import('../../web/engine/engine.js').Run} run */
function givenTo(run) {
  const { tokens, config, steps } = run.trace({ query: 0, heads: [], steps: ['input'] });
  const { embedding, position } = /** @type {any} */ (steps[0]);
  return plain({
    tokens,
    x: embedding,
    position: { type: 'learned', table: position },
    trainedOn: config.weightsInfo.label,
  });
}

/** Numbers as they are to the core, whatever list they stand in. @param {any} value @returns {any} */
function plain(value) {
  if (typeof value === 'number') return Math.fround(value);
  if (value instanceof Float32Array || Array.isArray(value)) return Array.from(value, plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}

/** @param {import('../../web/engine/engine.js').Run} run */
function weightsOf(run) {
  const names = /** @type {const} */ (['wq', 'wk', 'wv', 'wo', 'bq', 'bk', 'bv', 'bo']);
  return Object.fromEntries(names.map((name) => [name, plain(run.tensor(name).data)]));
}
