// What is said and drawn of layers with other parts than the first Transformers: leads, formulas and names of numbers,
// and that every number of every picture is the one that its explanation has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STEPS, exampleRef, sceneOf, tabsOf } from '../../web/steps/index.js';
import { formulaOfParts } from '../../web/steps/model-formulas.js';
import { leadOfParts } from '../../web/steps/model-leads.js';
import { largeScene } from '../../web/steps/large-scenes.js';
import { onDemand as ofSteps } from '../../web/steps/on-demand.js';
import { formulaOf, leadOf, nameOf, titleOf } from '../../web/steps/wording.js';
import { EN_ON_DEMAND } from '../../web/text/en-on-demand.js';
import { wordsOf } from '../../web/text/index.js';
import { onDemand as ofText } from '../../web/text/on-demand.js';
import { RunOfModel } from '../../web/walk/run-of-model.js';
import { Walk } from '../../web/walk/walk.js';
import { createEngine } from '../helpers/attention-walk.mjs';
import { matrix, vector } from '../helpers/requests.mjs';
import { smallModels } from '../helpers/small-models.mjs';

/** @typedef {import('../../web/walk/steps.js').StepId} StepId */

const engine = await createEngine();
ofText.texts = EN_ON_DEMAND;
Object.assign(ofSteps, { formulaOfParts, largeScene, leadOfParts });
const words = wordsOf();
const measure = (/** @type {string} */ text) => 7 * text.length;
const IDS = /** @type {StepId[]} */ (Object.keys(STEPS));

/** A layer of a small model, as the page walks it. @param {string} name @param {number} [layer] */
function walkOf(name, layer = 0) {
  const { bytes, config, input } = smallModels[name]();
  const model = engine.model(bytes, config);
  /** @type {RunOfModel} */
  const modelRun = new RunOfModel(model, model.run(input), name, () => modelRun);
  const run = /** @type {import('../../web/engine/engine.js').Run} */ (modelRun.layer(layer));
  const walk = new Walk(engine);
  const embedded = layer === 0 && run.has('position');
  const origin = { layer, numLayers: 2, normed: run.has('normWeight'), embedded };
  walk.loadLayer(run, { query: 4, grid: modelRun.grid, origin });
  return walk;
}

/** @param {Walk} walk @param {StepId} step */
const lead = (walk, step) => leadOf(words, step, walk.source);

/** @param {Walk} walk @param {StepId} step */
const reading = (walk, step) => formulaOf(words, step, walk.source).reading;

/** @param {Walk} walk @param {string} tensor @param {...number} index */
const name = (walk, tensor, ...index) => nameOf(words, { tensor, head: 0, index }, walk.source);

test('an RMS norm is no layer norm', () => {
  const walk = walkOf('gemma', 1);
  assert.match(
    lead(walk, 'input'),
    /^Layer 2 of 2 receives .* An RMS norm divides each row by the root of its mean square/,
  );
  assert.doesNotMatch(lead(walk, 'input'), /mean 0/);
  assert.equal(reading(walk, 'input'), 'X equals the RMS norm of H, what the layer before left');
  assert.match(name(walk, 'normDeviation', 0), /^root of the mean square of/);
  assert.match(lead(walkOf('dinov2', 1), 'input'), /mean 0 and standard deviation 1/);
  assert.match(name(walkOf('dinov2', 1), 'normDeviation', 0), /^standard deviation of/);
});

test('first layers say where order comes from, and which tokens are no patches', () => {
  assert.match(lead(walkOf('gemma'), 'input'), /is its trained vector.*next step, which turns/);
  assert.match(lead(walkOf('t5'), 'input'), /Order comes in later, at Scale Scores/);
  assert.match(lead(walkOf('dinov2'), 'input'), /first 3 tokens are no patches/);
  assert.match(lead(walkOf('clip'), 'input'), /brought to scale by a norm of its own/);
  assert.match(lead(walkOf('normedQueries'), 'input'), /a layer norm makes X of the sum/);
});

test('norms of queries and keys, and turns on a grid', () => {
  const walk = walkOf('normedQueries');
  assert.match(lead(walk, 'project'), /then pass a layer norm of their own/);
  assert.equal(
    reading(walk, 'project'),
    'Q equals the layer norm of x i times W Q plus the bias b Q, K equals the layer norm of x j ' +
      'times W K plus the bias b K, V equals X times W V plus the bias b V',
  );
  assert.deepEqual(exampleRef('project', walk.source).tensor, 'qProjected');
  assert.match(lead(walkOf('dinov3'), 'project'), /by the row of the patch, half by its column/);
  assert.match(lead(walkOf('gemma'), 'project'), /only the distance counts in a score/);
});

test('factors of scores: none, learned ones, and windows', () => {
  assert.match(lead(walkOf('t5'), 'scale'), /^This model leaves its scores as they are/);
  assert.match(lead(walkOf('gemma'), 'scale'), /sees itself and what is at most 2 before it/);
  assert.match(lead(walkOf('modernBert', 1), 'scale'), /sees what is at most 1 away/);
  const walk = new Walk(engine);
  walk.load({
    ...{ dModel: 8, numHeads: 2, cosine: true, scales: [10, 0.5], x: matrix(4, 8, 8) },
    weights: {
      ...{ wq: matrix(8, 8, 1), wk: matrix(8, 8, 2), wv: matrix(8, 8, 3), wo: matrix(8, 8, 4) },
      qNorm: { kind: 'rms', weight: vector(4, 5), epsilon: 1e-6 },
    },
  });
  assert.match(lead(walk, 'scale'), /^Cosines lie between −1 and 1\. Multiplying by 10, a number/);
  assert.match(reading(walk, 'scale'), /equals 10 times s i j$/);
  assert.match(lead(walk, 'project'), /RMS norm.*brought to length 1/);
  assert.match(
    reading(walk, 'project'),
    /^Q equals the RMS norm of x i times W Q, brought to length 1, K equals x j times W K, brought/,
  );
  walk.goTo({ head: 1 });
  assert.match(lead(walk, 'scale'), /Dividing by 2, a number/);
  assert.match(reading(walk, 'scale'), /equals s i j divided by 2$/);
  assertDrawn(walk);
});

test('what is done to an output before it is added', () => {
  assert.match(
    lead(walkOf('gemma'), 'output'),
    /brought to scale by an RMS norm\. That is added to/,
  );
  assert.match(lead(walkOf('dinov2'), 'output'), /multiplied by a trained factor \(layer scale/);
  assert.match(
    reading(walkOf('dinov2'), 'output'),
    /^input plus λ, the layer scale, times concat of z 1 to z h, times W O plus the bias b O$/,
  );
  assert.match(reading(walkOf('gemma'), 'output'), /^input plus the RMS norm of concat/);
  assert.match(reading(walkOf('normedQueries'), 'output'), /^output equals concat/);
});

for (const model of Object.keys(smallModels)) {
  test(`${model}: everything drawn is what its explanation says`, () => {
    for (const layer of [0, 1]) assertDrawn(walkOf(model, layer));
  });
}

/** @param {Walk} walk */
function assertDrawn(walk) {
  for (const id of IDS) {
    walk.goTo({ step: id });
    const { source } = walk;
    for (const said of [titleOf(words, id, source), lead(walk, id), reading(walk, id)]) {
      assert.doesNotMatch(said, /\{\w+\}|^(lead|part|formula)\.|undefined|NaN/, said);
    }
    const example = walk.explain(exampleRef(id, source));
    assert.doesNotMatch(nameOf(words, example.ref, source), /^(ref|rms)\./);
    for (const width of [360, 1000]) {
      for (const tab of [undefined, ...tabsOf(id, source, width)]) {
        assertShown(walk, sceneOf(id, { source, width, tab, measure, words }));
      }
    }
  }
}

/** The last number of its first rows, and of its last ones. @param {Walk} walk @param {any} scene */
function assertShown(walk, scene) {
  for (const { values, ref: refOf } of scene.blocks) {
    if (!refOf || !Array.isArray(values)) continue;
    for (const row of [0, values.length - 1]) {
      const numbers = values[row];
      if (typeof numbers !== 'object' || numbers === null) continue;
      /** @type {import('../../web/walk/source.js').Ref | null} */
      const ref = refOf(row, numbers.length - 1);
      if (!ref) continue;
      const [shown, { value }] = [numbers[numbers.length - 1], walk.explain(ref)];
      // The output is drawn as it is, and explained as the sum of what the tokens gave.
      const isSame = value === null ? shown === value : Math.abs(shown - value) < 1e-5;
      assert.ok(isSame, `${shown} for ${value} of ${JSON.stringify(ref)}`);
      assert.doesNotMatch(nameOf(words, ref, walk.source), /^(ref|rms)\.|\{/);
    }
  }
}

test('a picture that is no square is shown as it went in', () => {
  const { grid } = walkOf('dinov2').source;
  assert.deepEqual([grid?.image?.width, grid?.image?.height], [6, 4]);
  assert.deepEqual([grid?.rows, grid?.columns], [2, 3]);
});
