// Types of what goes in. No code: the core checks every member and says what is wrong.

/**
 * A matrix as a list of rows, or all of its values in row-major order.
 * @typedef {readonly (readonly number[] | Float32Array | Float64Array)[] | Float32Array | Float64Array} MatrixLike
 */

/**
 * A row of numbers.
 * @typedef {readonly number[] | Float32Array | Float64Array} VectorLike
 */

/**
 * y = x · W + b, with W as [in, out]. Heads stand beside each other in the columns.
 * @typedef {object} AttentionWeights
 * @property {MatrixLike} wq  [dModel, numHeads · headDim]
 * @property {MatrixLike} wk  [dModel, numKvHeads · headDim]
 * @property {MatrixLike} wv  [dModel, numKvHeads · valueDim]
 * @property {MatrixLike} wo  [numHeads · valueDim, outDim]
 * @property {VectorLike} [bq]  [numHeads · headDim]
 * @property {VectorLike} [bk]  [numKvHeads · headDim]
 * @property {VectorLike} [bv]  [numKvHeads · valueDim]
 * @property {VectorLike} [bo]  [outDim]
 * @property {NormWeights} [qNorm]  of the queries behind their projection, before they are turned: [headDim],
 *   each head by itself, or [numHeads · headDim], all together
 * @property {NormWeights} [kNorm]  of the keys: [headDim] or [numKvHeads · headDim]
 * @property {HeadMix} [scoreMix]  of the scores × factor, before soft cap, bias and mask; not with windows
 * @property {HeadMix} [weightMix]  of the weights behind the softmax; not with windows
 * @property {string} [label]  where they come from, for readers; "given" when left out
 * @property {boolean} [trained]  true: they were trained, and the trace says so
 */

/**
 * Of rows of numbers: (row − mean) / √(variance + epsilon) · weight + bias, or row / √(mean of the squares + epsilon)
 * · weight + bias.
 * @typedef {object} NormWeights
 * @property {'layer' | 'rms'} [kind]  layer norm (Ba, Kiros & Hinton 2016), the default, or RMS norm (Zhang &
 *   Sennrich 2019)
 * @property {VectorLike} weight
 * @property {VectorLike} [bias]
 * @property {number} epsilon
 */

/**
 * Talking heads (Shazeer et al. 2020): of one query and key, head a becomes Σ_b weight[a][b] · head b + bias[a].
 * @typedef {object} HeadMix
 * @property {MatrixLike} weight  [numHeads, numHeads]
 * @property {VectorLike} [bias]  [numHeads]
 */

/**
 * One value for each query and key, the same for every head; or the same for each head.
 * @template T
 * @typedef {readonly (readonly T[])[] | readonly (readonly (readonly T[])[])[]} PairTable
 */

/**
 * Parts that may stand together: a key is masked when any of them says so.
 * @typedef {object} MaskParts
 * @property {boolean} [causal]  query i sees the keys up to i + offset
 * @property {number} [offset]  0 when left out; with causal only
 * @property {number} [reach]  a sliding window: only keys at most so many places away
 * @property {PairTable<boolean>} [allow]  false = masked
 * @property {PairTable<number | null>} [bias]  added to the scaled score; null = masked
 */

/**
 * Which keys a query may see; by default all.
 * @typedef {'none' | 'causal' | MaskParts} Mask
 */

/**
 * @typedef {object} SinusoidalPosition  added to x
 * @property {'sinusoidal'} type
 * @property {'interleaved' | 'halves'} [layout]  sine and cosine side by side (Vaswani et al. 2017; the
 *   default), or all sines before all cosines (tensor2tensor's timing signal)
 * @property {number} [base]  10000 when left out
 */

/**
 * @typedef {object} LearnedPosition  added to x
 * @property {'learned'} type
 * @property {MatrixLike} table  [at least as many rows as tokens, dModel]
 */

/**
 * @typedef {object} RopePosition  turns queries and keys
 * @property {'rope'} type
 * @property {'interleaved' | 'half' | 'across'} [layout]  which columns turn together: 2i with 2i + 1 (the
 *   default), or i with i + rotaryDim / 2. With a grid each axis does so in its own half of the columns; "across", for
 *   grids only, is as "half" over all columns, the first quarter of them by the row, the second by the column (DINOv3)
 * @property {number} [base]  10000 when left out
 * @property {number} [rotaryDim]  leading columns of each head that turn; headDim when left out
 * @property {readonly [rows: number, columns: number]} [grid]  2-D: half of the columns turn by the
 *   row, the others by the column
 * @property {number} [prefix]  leading tokens without a place in the grid, such as [CLS]
 * @property {VectorLike} [frequencies]  angles of one place, [rotaryDim / 2], with a grid [rotaryDim / 4] for each
 *   axis; base^(−2i / dims) when left out
 * @property {GridSteps} [rowSteps]  with a grid: where its rows stand; 0, 1, 2 … when left out
 * @property {GridSteps} [colSteps]  where its columns stand
 */

/**
 * Where the rows or columns of a grid stand: row r at first + r · step.
 * @typedef {{ first: number, step: number }} GridSteps
 */

/**
 * @typedef {object} AlibiPosition  a bias on the scores that falls with the distance
 * @property {'alibi'} type
 * @property {VectorLike} [slopes]  [numHeads]; the paper's when left out
 */

/**
 * @typedef {object} RelativePosition  a trained bias on the scores for each relative place
 * @property {'relative'} type
 * @property {MatrixLike} table  [1 or numHeads, 2L − 1], at key − query + L − 1; with a grid
 *   [1 or numHeads, (2 · rows − 1) · (2 · columns − 1)], at (rows down from query to key + rows − 1) ·
 *   (2 · columns − 1) + (columns right from query to key + columns − 1)
 * @property {'keyQuery' | 'queryKey'} [order]  of what the table counts: key − query, the default, or query − key, as
 *   the files of Swin and BEiT have it. Theirs stand on their side, too, [places, numHeads]: turn the rows into
 *   columns first
 * @property {readonly [rows: number, columns: number]} [grid]
 * @property {number} [prefix]  leading tokens without a place in the grid: their bias is 0
 * @property {MatrixLike} [prefixTable]  with prefix: [as many rows as table, 3], their bias: of a leading query, of a
 *   leading key, of both (the last three rows of BEiT's table)
 * @property {boolean} [clamped]  true, without grid and prefix: places further apart than the table tells have its
 *   outermost values (T5)
 * @property {string} [origin]  who made the table, in a word or two for readers
 */

/**
 * How a layer knows the order of its tokens; by default it does not.
 * @typedef {'none' | 'sinusoidal' | SinusoidalPosition | LearnedPosition | RopePosition
 *   | AlibiPosition | RelativePosition} Position
 */

/**
 * One multi-head attention layer. `scales`, `window` and `cosine`, norms of queries and keys, `scoreMix`, `weightMix`, a mask's `reach`,
 * `frequencies`, `rowSteps` and `colSteps` of "rope", `prefixTable` and `clamped` of "relative" and an input's `origin`
 * are parts of models' layers: with `createEngine({ models: false })` they are refused until a model was opened.
 * @typedef {object} AttentionSpec
 * @property {number} dModel
 * @property {number} numHeads
 * @property {number} [numKvHeads]  numHeads when left out; fewer = grouped-query attention
 * @property {number} [headDim]  dModel / numHeads when left out
 * @property {number} [valueDim]  per head; headDim when left out
 * @property {number} [outDim]  dModel when left out
 * @property {number} [scale]  1 / √headDim when left out
 * @property {VectorLike} [scales]  [numHeads], in place of scale
 * @property {number} [window]  tokens that see only each other, one group after the other (Swin's windows, Liu et al.
 *   2021); the length is a multiple of it, and mask and position count within a group
 * @property {boolean} [cosine]  true: queries and keys are brought to length 1 before they meet (Liu et al. 2022); not
 *   with position "rope"
 * @property {number} [softcap]  score becomes softcap · tanh(score / softcap), before the mask
 * @property {Mask} [mask]
 * @property {Position} [position]
 * @property {AttentionWeights} [weights]  Xavier-uniform from the seed when left out
 * @property {number} [seed]  the same seed gives the same numbers on every platform; 0 when left out
 */

/**
 * How a model made a layer's x, so that a walk can show it: x = norm(hidden), or hidden itself
 * without a norm.
 * @typedef {object} InputOrigin
 * @property {number} [layer]  which of the model's; 0, the default, stands behind no other
 * @property {MatrixLike} [hidden]  [tokens, dModel]; left out where embedding and position are given
 * @property {MatrixLike} [embedding]  of a model's first layer: hidden = embedding + position
 * @property {MatrixLike} [position]  with embedding; left out where nothing is added to it
 * @property {'learned' | 'sinusoidal'} [positionType]  of position; learned when left out
 * @property {NormWeights} [norm]  [dModel]
 * @property {boolean} [addsHidden]  with norm: whether the block adds its output to the row before the norm, the
 *   default, or to the one behind it
 * @property {MatrixLike} [patches]  with embedding: the pixels that its last rows were made of
 * @property {{ weight: MatrixLike, bias?: VectorLike }} [projection]  with patches: what made them
 *   vectors; weight is [pixels of a patch, dModel]
 * @property {readonly [rows: number, columns: number]} [grid]  of a model of images: its last rows are patches
 * @property {NormWeights} [postNorm]  [outDim]: of the output, before the block adds it
 * @property {VectorLike} [layerScale]  [outDim]: factors of the output's columns, behind postNorm
 */

/**
 * What a layer is run on. Without x and origin the core makes one vector for each different word of
 * the tokens.
 * @typedef {object} RunInput
 * @property {MatrixLike} [x]  [tokens, dModel]
 * @property {InputOrigin} [origin]  in place of x
 * @property {readonly string[]} [tokens]
 * @property {ContextInput} [context]  cross-attention: keys and values come from here
 * @property {readonly Change[]} [changes]  "what if": applied one after the other, before anything is computed
 */

/**
 * One key of one query, of every head when `head` is left out.
 * @typedef {{ query: number, key: number, head?: number, allowed: boolean }} MaskCell
 */

/**
 * An intervention. A run with changes is, to the bit, a run that was given the changed numbers from the start. What
 * needs models loaded: with `createEngine({ models: false })` changes are refused until a model was opened.
 *
 * - `ref`, `value`: a given number gets another value: embedding, position, hidden, x, context, wq, wk, wv, wo, bq, bk,
 *   bv, bo, weights and biases of norms before the layer and of queries and keys, and maskBias, which is added to a
 *   scaled score (null: masked)
 * - `scale`: the factor of the scores, 1 / √headDim as given; 1 leaves it out
 * - `temperature`: scores are divided by it
 * - `mask`: another mask, or one of its cells
 * - `head`, `gate`: a factor of what the head adds to the output; 0 mutes it
 * - `tokens`: which of the tokens comes at each place: swapped, doubled, left out
 * - `positions: false`: left out, of whatever kind
 * @typedef {{ ref: import('./tensor-types.js').ValueRef, value: number | null } | { scale: number } | { temperature: number }
 *   | { mask: Mask | MaskCell } | { head: number, gate: number } | { tokens: readonly number[] }
 *   | { positions: false }} Change
 */

/**
 * The same of a whole model. Each names its layer, from 0, but for `tokens`, which is the order of the input, and
 * `positions`, which are left out everywhere without one. Later layers, logits and probabilities follow.
 * @typedef {Change & { layer?: number }} ModelChange
 */

/**
 * The sequence that is looked at.
 * @typedef {object} ContextInput
 * @property {MatrixLike} [x]
 * @property {InputOrigin} [origin]  in place of x
 * @property {readonly string[]} [tokens]
 */

/**
 * A layer and its input in one flat object, as people paste it and as attn_trace reads it.
 * @typedef {AttentionSpec & RunInput & { id?: string, title?: string, description?: string,
 *   query?: number }} WalkInput
 */

/**
 * A built-in example; query is the token to begin with.
 * @typedef {AttentionSpec & RunInput & { id: string, title: string, description: string,
 *   query: number, tokens: string[] }} Example
 */

export {};
