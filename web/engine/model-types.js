// Types of whole models: what goes in and what comes out.

/**
 * A file of a model. Where there are several, their names say which is which: a File has one.
 * @typedef {Blob | ArrayBuffer | Uint8Array | { name: string, data: Blob | ArrayBuffer | Uint8Array }} ModelFile
 */

/**
 * The files of a model, in any order: weights (`.safetensors`, or `.bin`, `.pt`, `.pth` of torch.save
 * since PyTorch 1.6), in one file or in parts with or without their `*.index.json`, beside
 * `config.json`, `preprocessor_config.json` and the files of a tokenizer. What else a folder holds is
 * left out.
 * @typedef {ModelFile | readonly ModelFile[]} ModelFiles
 */

/**
 * One of: an image (cropped to its middle, resized and normalised as the model expects), pixels
 * `[channels, height, width]` that are normalised already (of the size that the model was trained for,
 * or of the height and width that stand beside them, where the model can serve other sizes), token numbers, or a text where the
 * model brings its vocabulary.
 * @typedef {({ image: ImageLike } | { pixels: Float32Array, height?: number, width?: number } | { tokenIds: readonly number[], tokens?: readonly string[] }
 *   | { text: string }) & { positions?: boolean, changes?: readonly import('./spec-types.js').ModelChange[] }} ModelInput  tokens: names for the token numbers;
 *   positions: false is short for that change
 */

/**
 * An ImageData, or anything shaped like one.
 * @typedef {{ readonly width: number, readonly height: number, readonly data: Uint8ClampedArray | Uint8Array }} ImageLike  RGBA, row by row
 */

/**
 * heads: [layer][head]; attentionBiases (of the output projections) and mlps: [layer]; embedding: of the rows that enter
 * the first layer; constant: biases of the final norms and the classifier.
 * @typedef {{ heads: number[][], attentionBiases: number[], mlps: number[], embedding: number, constant: number, logit: number }} LogitContributions
 */

/**
 * heads: how the heads of a layer become one matrix, by their mean (the default), largest or smallest weights.
 * discard: the share of the smallest of those that count as 0, but for those on the first token; 0 to below 1
 * (Gildenblat 2020, "Explainability for Vision Transformers").
 * @typedef {{ heads?: 'mean' | 'max' | 'min', discard?: number }} RolloutOptions
 */

/**
 * What a model expects of an image: the size that it was trained for, in pixels. size is its width, from when
 * all images were square.
 * @typedef {{ size: number, height: number, width: number, patchSize: number, channels: number }} ModelImage
 */

/**
 * Where the patches of an image stand; `prefix` tokens (such as [CLS]) come before them.
 * @typedef {{ rows: number, columns: number, prefix: number }} PatchGrid
 */

/**
 * Where a head looks, measured.
 * @typedef {object} HeadFacts
 * @property {number} entropy  of the weights, in bits: 0 = one key only, log₂ n = all keys alike
 * @property {number} distance  mean distance of what is looked at, in patches (or in tokens)
 * @property {number} onPrefix  weight on [CLS]; 0 without one
 */

/**
 * A word and how near it is, −1 to 1.
 * @typedef {{ token: string, cosine: number, id: number }} NearWord  id: its row in the word embedding, [1] of wordVector
 */

/**
 * A token that may come next: its number, its piece of the vocabulary (its number as text where the model brings none), its
 * probability among those that may come, and its logit as the model gives it.
 * @typedef {{ id: number, token: string, probability: number, logit: number }} NextToken
 */

/**
 * What is made of the logits before a token is drawn.
 * @typedef {object} SamplingOptions
 * @property {number} [temperature]  the logits are divided by it: below 1 the likeliest tokens get more, above 1 less; 0 leaves
 *   the likeliest alone (greedy)
 * @property {number} [topK]  only so many of the likeliest count; all when left out, or 0
 */

/**
 * How a text goes on.
 * @typedef {object} GoingOn
 * @property {number} [count]  tokens to add; 20 when left out
 * @property {number} [seed]  the same one gives the same text
 * @property {number | readonly number[]} [stopAt]  tokens that end it, which are still added; `eos_token_id` of the
 *   config when left out
 * @property {AbortSignal} [signal]
 * @property {(token: NextToken) => void} [onToken]  told of each one
 */

/**
 * Temperature 0 when left out: greedy.
 * @typedef {SamplingOptions & GoingOn} GenerateOptions
 */

/**
 * The patches of a layer in the order of its rows, window by window, each of `size` tokens.
 * @typedef {{ rows: number, columns: number, size: number, numHeads: number, order: number[] }} LayerWindows  order: patches of the grid of rows and
 *   columns, which is smaller behind merged patches
 */

/**
 * To follow and to end what takes long.
 * @typedef {object} LongCall
 * @property {AbortSignal} [signal]  ends the work; the promise rejects with the signal's reason
 * @property {(done: number) => void} [onProgress]  0 to 1
 */

/**
 * @typedef {object} ModelInfo
 * @property {Record<string, any>} config
 * @property {number} numLayers
 * @property {number} numHeads
 * @property {number} dModel
 * @property {ModelImage} [image]
 * @property {boolean} hasNextToken
 * @property {boolean} [readsText]  it brings a vocabulary
 * @property {string} [normalization]  the form in which its tokenizer wants a text
 * @property {string} [noTokenizer]  why the files of a tokenizer are not read
 */

/**
 * @typedef {object} ModelRunInfo
 * @property {number} length
 * @property {number} numLayers
 * @property {number} numHeads
 * @property {string[]} tokens
 * @property {number[]} [tokenIds]
 * @property {PatchGrid} [grid]
 * @property {LayerWindows[]} [windows]
 * @property {number} [classLayers]
 */

/**
 * What a hosted run knows without asking its worker.
 * @typedef {ModelRunInfo & { logits: Float32Array, probabilities: Float32Array, pixels: Float32Array }} HostedRunInfo
 */

/**
 * What holds a model: the page, or a worker. Its calls are those of ModelCalls.
 * @typedef {object} ModelHolder
 * @property {boolean} isWorker
 * @property {(name: string, args: unknown[], call?: LongCall) => Promise<any>} call
 * @property {(id: number, index: number, window?: number) => Promise<import('./run.js').Run>} layer
 * @property {() => void} close
 */

export {};
