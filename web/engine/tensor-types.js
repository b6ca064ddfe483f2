// Names of tensors: those that are handed out whole, and all of whose numbers can be explained.

/**
 * A tensor is known to the type checker by the text that readers are told it by, `ref.<name>`.
 * @template Key
 * @typedef {Key extends `ref.${infer Name}` ? Name : never} Told
 */

/**
 * Keys of all texts.
 * @typedef {keyof typeof import('../text/en.js').EN | keyof typeof import('../text/en-on-demand.js').EN_ON_DEMAND} Texts
 */

/**
 * hidden exists in layers of a model, normWeight and normBias where a layer norm stands before one,
 * patches, patchWeight and patchBias in the first layer of an image model, embedding, position
 * and their similarities with positions that are added to x, qProjected, kProjected and offsetScores with RoPE,
 * offsetBias with a bias for each distance, scoreMix, scoresMixed, weightMix and unmixedWeights where heads are mixed, a bias (bq, bk, bv, bo) where the layer has it. tensor() refuses those
 * that no run hands out whole, with the list of those that it does.
 * @typedef {Exclude<Told<Texts>, 'weight' | 'bias' | 'biasOf'> | 'wq' | 'wk' | 'wv' | 'wo' | 'bq' | 'bk' | 'bv' | 'bo'} TensorName
 */

/**
 * Indexes count from 0. A key/value head is named by the query head that reads it.
 *
 * | tensor | index |
 * |---|---|
 * | embedding, position, hidden, x, contextHidden, context | [token, column] |
 * | patches | [patch, column] |
 * | patchWeight | [row, column]; patchBias, normWeight, normBias, contextNormWeight, contextNormBias: [column] |
 * | normMean, normDeviation, contextNormMean, contextNormDeviation | [token] |
 * | projected, patchNormMean, patchNormDeviation | [patch, column], [patch] |
 * | embedded, embeddingNormMean, embeddingNormDeviation | [token, column], [token] |
 * | patchNormWeight, patchNormBias, embeddingNormWeight, embeddingNormBias | [column] |
 * | wq, wk, wv, wo | [row, column] of the whole matrix |
 * | bq, bk, bv, bo | [column] |
 * | q, k, v, qProjected, kProjected | [token, column], with head |
 * | products, weighted | [query, key, column], with head |
 * | scores, multiplied, capped, scaled, exponentials, weights | [query, key], with head |
 * | scoresMixed, unmixedWeights | [query, key], with head |
 * | scoreMix, weightMix | [head, other head]; scoreMixBias, weightMixBias: [head] |
 * | bias, positionBias, maskBias | [query, key], with head |
 * | max, total | [query], with head |
 * | z, headOutput | [query, column], with head |
 * | concat, output, outputByToken | [query, column] |
 * | residual: output + what came in | [query, column] |
 * | wordVector | [word, column]; the words of a model that was trained to end near one |
 * | xWordSimilarity, residualWordSimilarity | [query, word] |
 * | contributions | [query, key, column] |
 * | headContributions | [query, key, column], with head |
 * | embeddingSimilarity, positionSimilarity, xSimilarity | [token, token] |
 * | offsetBias | [place], with head; offset = key − query = place − (number of queries − 1) |
 * | offsetScores | [query, key, place], with head |
 * | kTurned | [key, place, column], with head |
 * @typedef {object} ValueRef
 * @property {string} tensor
 * @property {number} [head]
 * @property {number[]} index
 */

export {};
