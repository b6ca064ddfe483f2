// Types of what comes out: the trace of one query token, and whole tensors.

/**
 * Which token, and which part of its walk.
 * @typedef {object} TraceOptions
 * @property {number} query  index of the token whose walk it is
 * @property {readonly number[]} [heads]  every head when left out
 * @property {readonly StepId[]} [steps]  every step when left out
 * @property {boolean} [weights]  true: the trace also carries the layer's weights
 */

/**
 * How the layer knows the order of its tokens. `adds` is also true for a first layer of a model which adds the
 * positions before it.
 * @typedef {object} PositionInfo
 * @property {'none' | 'sinusoidal' | 'learned' | 'rope' | 'alibi' | 'relative'} type  of the layer itself
 * @property {boolean} adds  embedding + position are known: they add up to x, or to what the layer norm reads
 * @property {boolean} rotates  q and k are turned
 * @property {boolean} biases  something is added to the scores
 * @property {boolean} byOffset  the turn or the bias depends on key − query alone: no grid, no prefix
 * @property {'interleaved' | 'half' | 'across' | 'halves'} [layout]  of rope ("half", "across") and sinusoidal ("halves")
 * @property {1 | 2} [axes]  of rope and relative: 2 = places on a grid
 * @property {number} [prefix]  of rope and relative: leading tokens without a place
 * @property {string} [origin]  who made the table of a relative position, when the input says so
 */

/**
 * Which keys are hidden from a query, or count for more or less.
 * @typedef {object} MaskInfo
 * @property {'none' | 'causal' | 'window' | 'allow' | 'bias' | 'combined'} type  "combined": of several parts
 * @property {('causal' | 'window' | 'allow' | 'bias')[]} parts
 * @property {number} [offset]  of a causal mask: query i sees the keys up to i + offset
 * @property {number} [reach]  of a window: a query sees the keys at most so many places away
 */

/**
 * Where the weights come from.
 * @typedef {object} WeightsInfo
 * @property {'seeded' | 'given' | 'trained'} type  "seeded": drawn at random, untrained; "trained": of a model, or given
 *   as trained
 * @property {number} [seed]  of seeded weights
 * @property {string} [label]  for readers: "trained on …", or what the caller says of weights that were given
 */

/**
 * The layer and the run in short.
 * @typedef {object} TraceConfig
 * @property {number} dModel
 * @property {number} numHeads
 * @property {number} numKvHeads
 * @property {number} headDim
 * @property {number} valueDim
 * @property {number} outDim
 * @property {number} length  number of tokens
 * @property {number} contextLength  number of keys
 * @property {number} query
 * @property {number} scale
 * @property {number[]} [scales]  one for each head, in place of scale
 * @property {boolean} [cosine]  true: queries and keys have length 1
 * @property {number} [window]  tokens of a window, where the layer has windows: only those are a query's keys
 * @property {string} mask  in short: "none", "causal", "allow + bias" …
 * @property {MaskInfo} maskInfo
 * @property {string} position  in short: "none", "sinusoidal", "rope interleaved 2-D" …
 * @property {PositionInfo} positionInfo
 * @property {number} [positionPrefix]  leading tokens without a place, when there are any
 * @property {string} [positionOrigin]  who made the table of a relative position, when the input says so
 * @property {string} weights  where they come from: "given", "seed 7" …
 * @property {WeightsInfo} weightsInfo
 * @property {number} [softcap]  when the layer has one
 * @property {number[]} [heads]  the heads in the trace, when only some were asked for
 * @property {('q' | 'k' | 'v' | 'output')[]} [biases]  which projections add one
 */

/**
 * The token vectors, x.
 * @typedef {object} InputStep
 * @property {'input'} id
 * @property {number[][]} values  [length, dModel]
 * @property {number[][]} [embedding]  before positions were added: values = embedding + position
 * @property {number[][]} [position]
 * @property {number[][]} [hidden]  of a model's layer: what the layer norm made values of
 */

/**
 * What the scores and the weighted sum use. With RoPE also q and k before they were turned, and behind their norm where
 * there is one.
 * @typedef {object} ProjectedHead
 * @property {number[][]} q  [length, headDim]
 * @property {number[][]} k  [contextLength, headDim]
 * @property {number[][]} v  [contextLength, valueDim]
 * @property {number[][]} [qProjected]
 * @property {number[][]} [kProjected]
 * @property {number[][]} [qNormalized]
 * @property {number[][]} [kNormalized]
 */

/**
 * Queries, keys and values of every head.
 * @typedef {object} ProjectStep
 * @property {'project'} id
 * @property {ProjectedHead[]} heads
 */

/**
 * The query against every key: q · k.
 * @typedef {object} ScoresStep
 * @property {'scores'} id
 * @property {number} head
 * @property {number[][]} products  [contextLength, headDim], each q · k
 * @property {number[]} values  [contextLength], their sums
 */

/**
 * The scores × factor, then the mix of the heads, soft cap, positions and mask, where there are any.
 * @typedef {object} ScaleStep
 * @property {'scale'} id
 * @property {number} head
 * @property {number} factor
 * @property {(number | null)[]} values  [contextLength]; null = masked
 * @property {number[]} [multiplied]  score × factor, when more follows
 * @property {number[]} [mixed]  after the mix over the heads
 * @property {number} [softcap]
 * @property {number[]} [capped]  after the soft cap
 * @property {(number | null)[]} [bias]  of positions and mask together
 */

/**
 * From scaled scores to weights.
 * @typedef {object} SoftmaxStep
 * @property {'softmax'} id
 * @property {number} head
 * @property {number | null} max  null when every key is masked
 * @property {number[]} exponentials  [contextLength], of value − max
 * @property {number} total
 * @property {number[]} [unmixed]  [contextLength], summing to 1, when values are these mixed over the heads
 * @property {number[]} values  [contextLength], summing to 1 unless they are mixed
 */

/**
 * Each value × its weight.
 * @typedef {object} WeightStep
 * @property {'weight'} id
 * @property {number} head
 * @property {number[][]} values  [contextLength, valueDim]
 */

/**
 * Their sum, z.
 * @typedef {object} SumStep
 * @property {'sum'} id
 * @property {number} head
 * @property {number[]} values  [valueDim]
 */

/**
 * The z of all heads side by side.
 * @typedef {object} ConcatStep
 * @property {'concat'} id
 * @property {number[]} values  [numHeads · valueDim]
 */

/**
 * concat · wo + bo, also split by head.
 * @typedef {object} OutputProjectionStep
 * @property {'output_projection'} id
 * @property {number[][]} heads  [numHeads, outDim], each head's z · its rows of wo
 * @property {number[]} bias  [outDim]; zeros when there is none
 * @property {number[]} values  [outDim]
 */

/**
 * The result, and what each token contributed.
 * @typedef {object} OutputStep
 * @property {'output'} id
 * @property {number[]} input  [dModel], the query token's own
 * @property {number[]} values  [outDim]
 * @property {number[][]} contributions  [contextLength, outDim]; with the output bias they sum to values
 */

/**
 * One stop of a walk; `id` tells which.
 * @typedef {InputStep | ProjectStep | ScoresStep | ScaleStep | SoftmaxStep | WeightStep | SumStep
 *   | ConcatStep | OutputProjectionStep | OutputStep} Step
 */

/**
 * The stops in the order in which they are taught; five of them once for every head.
 * @typedef {Step['id']} StepId
 */

/**
 * The layer's weights, row by row.
 * @typedef {object} TraceWeights
 * @property {number[][]} wq
 * @property {number[][]} wk
 * @property {number[][]} wv
 * @property {number[][]} wo
 * @property {number[]} [bq]
 * @property {number[]} [bk]
 * @property {number[]} [bv]
 * @property {number[]} [bo]
 */

/**
 * One query token's walk, in the order in which it is taught.
 * @typedef {object} Trace
 * @property {'attention-walk/trace/1'} schema
 * @property {TraceConfig} config
 * @property {string[]} tokens
 * @property {string[]} [contextTokens]  for cross-attention
 * @property {Step[]} steps
 * @property {TraceWeights} [weights]  when they were asked for
 */

/**
 * A whole tensor; as everywhere, the last extent is innermost.
 * @typedef {object} Tensor
 * @property {number[]} shape
 * @property {Float32Array} data  row-major; a masked scaled score is −Infinity
 */

export {};
