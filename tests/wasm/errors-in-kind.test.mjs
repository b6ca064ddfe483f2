// Refused calls that are no data, ask for what is not there, do not fit in memory or come too late.
import { test } from 'node:test';
import { assertRefused, testRefusals } from '../helpers/refused.mjs';
import { asAny, engine, layer, make, run, spec, weights } from '../helpers/refusing-layer.mjs';

testRefusals([
  [
    'no spec',
    () => engine.attention(asAny(undefined)),
    'parse',
    'spec: expected an object, got null',
  ],
  [
    'a list for a spec',
    () => engine.attention(asAny([])),
    'parse',
    'spec: expected an object, got a list of 0',
  ],
  [
    'text for a number',
    () => make({ dModel: '8' }),
    'parse',
    'dModel: expected a whole number from 1 to 65536, got "8"',
  ],
  [
    'text for weights',
    () => make({ weights: { ...weights, wk: 'zeros' } }),
    'parse',
    'weights.wk: expected rows of numbers, got "zeros"',
  ],
  [
    'a number for a token',
    () => layer.run({ tokens: asAny([1]) }),
    'parse',
    'tokens[0]: expected a string, got 1',
  ],
  [
    'one head where a list is wanted',
    () => run.trace({ query: 0, heads: asAny(1) }),
    'parse',
    'heads: expected a list of whole numbers, got 1',
  ],
  [
    'a function',
    () => engine.attention(asAny(() => 1)),
    'parse',
    'spec: expected numbers, strings, lists, Float32Arrays or plain objects, got function',
  ],
  [
    'a BigInt',
    () => make({ weights: { ...weights, wk: [[1n]] } }),
    'parse',
    'weights.wk[0][0]: expected numbers, strings, lists, Float32Arrays or plain objects, got bigint',
  ],
  [
    'a symbol',
    () => make({ seed: Symbol('seed') }),
    'parse',
    'seed: expected numbers, strings, lists, Float32Arrays or plain objects, got symbol',
  ],
  [
    'a Map',
    () => make({ weights: new Map() }),
    'parse',
    'weights: expected numbers, strings, lists, Float32Arrays or plain objects, got Map',
  ],
  [
    'integers in a typed array',
    () => make({ weights: { ...weights, wk: new Int32Array(64) } }),
    'parse',
    'weights.wk: expected numbers, strings, lists, Float32Arrays or plain objects, got Int32Array',
  ],
  [
    'a hole in a list',
    () => layer.run({ x: asAny([[, 1]]) }),
    'parse',
    'x[0][0]: expected numbers, strings, lists, Float32Arrays or plain objects, got undefined',
  ],
  [
    'an object that contains itself',
    () => make({ mask: cyclic() }),
    'parse',
    'spec: nested deeper than 32 levels, or contains itself',
  ],

  [
    'a member that is not known',
    () => make({ heads: 3 }),
    'unsupported',
    'spec: "heads" is not a known key; known are dModel, numHeads, numKvHeads, headDim, valueDim, outDim, scale, scales, cosine, softcap, window, mask, position, weights, seed',
  ],
  [
    'a member called __proto__',
    () => engine.attention(JSON.parse('{"__proto__": {"dModel": 8}, "numHeads": 2}')),
    'unsupported',
    'spec: "__proto__" is not a known key; known are dModel, numHeads, numKvHeads, headDim, valueDim, outDim, scale, scales, cosine, softcap, window, mask, position, weights, seed',
  ],
  [
    'a mask that is not known',
    () => make({ mask: 'future' }),
    'unsupported',
    'mask: "future" is not known; known are none, causal, or an object with causal, offset, reach, allow, bias',
  ],
  [
    'a position that is not known',
    () => make({ position: 'rotary' }),
    'unsupported',
    'position: "rotary" is not known; known are none, sinusoidal, learned, rope, alibi, relative',
  ],
  [
    'an input that is not known',
    () => layer.run(asAny({ words: ['a'] })),
    'unsupported',
    'input: "words" is not a known key; known are x, origin, tokens, context, changes',
  ],
  [
    'a step that is not known',
    () => run.trace({ query: 0, steps: asAny(['attention']) }),
    'unsupported',
    'steps[0]: "attention" is not known; known are input, project, scores, scale, softmax, weight, sum, concat, output_projection, output',
  ],
  [
    'a tensor that is not known',
    () => run.tensor(asAny('attn')),
    'unsupported',
    'tensor: "attn" is not known; known are patches, patchWeight, patchBias, projected, patchNormWeight, patchNormBias, embedding, position, embedded, embeddingNormWeight, embeddingNormBias, hidden, normWeight, normBias, x, contextHidden, contextNormWeight, contextNormBias, context, wq, wk, wv, wo, bq, bk, bv, bo, scoreMix, scoreMixBias, weightMix, weightMixBias, qProjected, kProjected, qNormWeight, qNormBias, qNormalized, kNormWeight, kNormBias, kNormalized, q, k, v, scores, scaled, unmixedWeights, weights, z, concat, output, outputNormWeight, outputNormBias, outputNormalized, layerScale, outputScaled, residual, embeddingSimilarity, positionSimilarity, xSimilarity, offsetBias, offsetScores',
  ],
  [
    'a tensor that this layer does not have',
    () => run.tensor('qProjected'),
    'unsupported',
    'qProjected: q and k are not rotated in this layer',
  ],
  [
    'an option that is not known',
    () => run.trace(asAny({ query: 0, head: 1 })),
    'unsupported',
    'options: "head" is not a known key; known are query, heads, steps, weights, indent',
  ],

  [
    'scores that do not fit in memory',
    () => engine.attention({ dModel: 1, numHeads: 1 }).run({ x: new Float32Array(30000) }),
    'out_of_memory',
    'scores: 1 × 30000 × 30000 values would not fit in memory (at most 268435456)',
  ],
  [
    'weights that do not fit in memory',
    () => make({ dModel: 65536 }),
    'out_of_memory',
    'wq: 65536 × 65536 values would not fit in memory (at most 268435456)',
  ],
]);

test('a disposed layer and a disposed run are refused with disposed', () => {
  const ownLayer = engine.attention(spec);
  const ownRun = ownLayer.run({ tokens: ['a'] });
  ownLayer.dispose();
  assertRefused(
    () => ownLayer.run({ tokens: ['a'] }),
    'disposed',
    'attention: it was disposed before',
  );
  ownRun.dispose();
  const calls = [
    () => ownRun.trace({ query: 0 }),
    () => ownRun.traceJson({ query: 0 }),
    () => ownRun.tensor('x'),
    () => ownRun.explain({ tensor: 'x', index: [0, 0] }),
  ];
  for (const call of calls) assertRefused(call, 'disposed', 'run: it was disposed before');
});

test('disposing twice does nothing', () => {
  const ownRun = layer.run({ tokens: ['a'] });
  ownRun.dispose();
  ownRun.dispose();
  const other = layer.run({ tokens: ['a'] });
  ownRun.dispose();
  other.tensor('x');
});

function cyclic() {
  /** @type {{ allow?: unknown }} */
  const mask = {};
  mask.allow = [mask];
  return mask;
}
