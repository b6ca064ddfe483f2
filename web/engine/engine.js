// The JavaScript API: an engine makes attention layers and models, these make runs, a run hands out
// numbers.
import { Attention } from './attention.js';
import { Core } from './core.js';
import { loadModelsPart } from './models-part.js';
import { refusal } from './refusal.js';
import { toRequest } from './request.js';
import { walkWasm } from './wasm/walk-wasm.js';

export { Attention } from './attention.js';
export { AttentionError } from './attention-error.js';
export { Run } from './run.js';

/**
 * @typedef {import('./spec-types.js').AttentionSpec} AttentionSpec
 * @typedef {import('./spec-types.js').AttentionWeights} AttentionWeights
 * @typedef {import('./spec-types.js').Mask} Mask
 * @typedef {import('./spec-types.js').Position} Position
 * @typedef {import('./spec-types.js').WalkInput} WalkInput
 * @typedef {import('./spec-types.js').RunInput} RunInput
 * @typedef {import('./spec-types.js').Change} Change
 * @typedef {import('./spec-types.js').ModelChange} ModelChange
 * @typedef {import('./spec-types.js').MaskCell} MaskCell
 * @typedef {import('./spec-types.js').Example} Example
 * @typedef {import('./trace-types.js').TraceOptions} TraceOptions
 * @typedef {import('./trace-types.js').Trace} Trace
 * @typedef {import('./trace-types.js').Step} Step
 * @typedef {import('./trace-types.js').StepId} StepId
 * @typedef {import('./trace-types.js').Tensor} Tensor
 * @typedef {import('./tensor-types.js').TensorName} TensorName
 * @typedef {import('./model.js').Model} Model
 * @typedef {import('./model-run.js').ModelRun} ModelRun
 * @typedef {import('./model-host.js').HostedModel} HostedModel
 * @typedef {import('./model-host.js').HostedRun} HostedRun
 * @typedef {import('./model-types.js').ModelFile} ModelFile
 * @typedef {import('./model-types.js').ModelFiles} ModelFiles
 * @typedef {import('./model-types.js').ModelInput} ModelInput
 * @typedef {import('./model-types.js').ImageLike} ImageLike
 * @typedef {import('./model-types.js').RolloutOptions} RolloutOptions
 * @typedef {import('./model-types.js').LogitContributions} LogitContributions
 * @typedef {import('./model-types.js').ModelImage} ModelImage
 * @typedef {import('./model-types.js').PatchGrid} PatchGrid
 * @typedef {import('./model-types.js').HeadFacts} HeadFacts
 * @typedef {import('./model-types.js').NearWord} NearWord
 * @typedef {import('./model-types.js').NextToken} NextToken
 * @typedef {import('./model-types.js').SamplingOptions} SamplingOptions
 * @typedef {import('./model-types.js').GenerateOptions} GenerateOptions
 * @typedef {import('./model-types.js').LayerWindows} LayerWindows
 * @typedef {import('./tensor-types.js').ValueRef} ValueRef
 * @typedef {import('./explain-types.js').Explanation} Explanation
 * @typedef {import('./spec-types.js').MatrixLike} MatrixLike
 * @typedef {import('./spec-types.js').VectorLike} VectorLike
 * @typedef {import('./spec-types.js').MaskParts} MaskParts
 * @typedef {import('./spec-types.js').SinusoidalPosition} SinusoidalPosition
 * @typedef {import('./spec-types.js').LearnedPosition} LearnedPosition
 * @typedef {import('./spec-types.js').RopePosition} RopePosition
 * @typedef {import('./spec-types.js').AlibiPosition} AlibiPosition
 * @typedef {import('./spec-types.js').RelativePosition} RelativePosition
 * @typedef {import('./spec-types.js').InputOrigin} InputOrigin
 * @typedef {import('./spec-types.js').NormWeights} NormWeights
 * @typedef {import('./spec-types.js').GridSteps} GridSteps
 * @typedef {import('./spec-types.js').ContextInput} ContextInput
 * @typedef {import('./trace-types.js').TraceConfig} TraceConfig
 * @typedef {import('./trace-types.js').InputStep} InputStep
 * @typedef {import('./trace-types.js').ProjectedHead} ProjectedHead
 * @typedef {import('./trace-types.js').ProjectStep} ProjectStep
 * @typedef {import('./trace-types.js').ScoresStep} ScoresStep
 * @typedef {import('./trace-types.js').ScaleStep} ScaleStep
 * @typedef {import('./trace-types.js').SoftmaxStep} SoftmaxStep
 * @typedef {import('./trace-types.js').WeightStep} WeightStep
 * @typedef {import('./trace-types.js').SumStep} SumStep
 * @typedef {import('./trace-types.js').ConcatStep} ConcatStep
 * @typedef {import('./trace-types.js').OutputProjectionStep} OutputProjectionStep
 * @typedef {import('./trace-types.js').OutputStep} OutputStep
 * @typedef {import('./trace-types.js').TraceWeights} TraceWeights
 * @typedef {import('./explain-types.js').Operand} Operand
 * @typedef {import('./explain-types.js').Operation} Operation
 * @typedef {import('./model-types.js').LongCall} LongCall
 * @typedef {import('./attention-error.js').AttentionErrorCode} AttentionErrorCode
 */

/** @type {WeakMap<import('./core.js').WasmModule, Engine>} */
const engines = new WeakMap();

/**
 * Compiles the wasm once per page, whoever calls: every call gives the same engine.
 * Works in pages, workers and Node.
 * @param {{ models?: boolean }} [options]  models: false leaves whole models, which are in a file of
 *   their own (`attention-walk-models`), until `openModel` or `hostModel` asks for them. Where that
 *   file cannot be loaded there is an engine all the same, and what needs it says so
 * @returns {Promise<Engine>}  rejects with an AttentionError (`unsupported`, `out_of_memory`) that
 *   says what is in the way; a later call tries again
 * @example
 * ```js
 * import { createEngine } from 'attention-walk';
 *
 * const engine = await createEngine({ models: false });
 * console.log(engine === (await createEngine())); // true
 * ```
 */
export async function createEngine({ models = true } = {}) {
  const parts = models ? loadModelsPart().catch(() => {}) : undefined;
  const module = await walkWasm.load();
  const engine = engines.get(module) ?? new Engine(new Core(module));
  engines.set(module, engine);
  await parts;
  if (models) await engine.loadModels().catch(() => {});
  return engine;
}

/**
 * What {@link createEngine} gives.
 * @hideconstructor
 */
export class Engine {
  #core;
  #version;
  /** @type {import('./models.js').Models | undefined} */
  #models;
  /** Why there are none. @type {unknown} */
  #reason = refusal('unsupported', 'error.models.notLoaded');

  /**
   * @internal
   * @param {Core} core
   */
  constructor(core) {
    this.#core = core;
    this.#version = core.call('engineVersion');
  }

  /** Of the compiled core, e.g. `0.1.0`. */
  get version() {
    return this.#version;
  }

  /**
   * One multi-head attention layer. Weights are copied; without any they are made from `seed`.
   * @param {AttentionSpec} spec
   * @returns {Attention}
   * @example
   * ```js
   * import { createEngine } from 'attention-walk';
   *
   * const engine = await createEngine();
   * const layer = engine.attention({
   *   dModel: 2,
   *   numHeads: 1,
   *   weights: {
   *     wq: [[1, 0], [0, 1]],
   *     wk: [[2, 0], [0, 2]],
   *     wv: new Float32Array([1, 1, 0, 1]), // row by row
   *     wo: [[1, 0], [0, 1]],
   *     bo: [0.5, -0.5],
   *   },
   * });
   * const run = layer.run({ x: [[1, 0], [0, 1]] });
   * console.log(run.tensor('scores', 0).data); // Float32Array(4) [ 2, 0, 0, 2 ]
   * ```
   */
  attention(spec) {
    const { json, blobs } = toRequest('spec', spec);
    // The wasm with models computes every layer; the first one refuses parts that only models have.
    const core = this.#models?.core ?? this.#core;
    return new Attention(core, core.call('createAttention', json, blobs));
  }

  /**
   * A whole encoder from the bytes of its files, with the tensor names of timm's VisionTransformer, of
   * Hugging Face's ViT, BERT and GPT-2, or of this project's text packs.
   * @param {ModelFiles} files  copied: a .safetensors file, a file of torch.save, or a list of
   *   `{ name, data }` with the parts of the weights and their JSON files
   * @param {object} [config]  keys of Hugging Face's config.json; they win over those in the files
   * @returns {Model}
   * @throws {AttentionError} code `unsupported` where models are not loaded, and whatever the core
   *   refuses
   * @example
   * ```js
   * import { readFile } from 'node:fs/promises';
   * import { createEngine } from 'attention-walk';
   *
   * const engine = await createEngine();
   * const model = engine.model(await readFile('digit-vit.safetensors'));
   * const { height, width, channels } = model.image;
   * const run = model.run({ pixels: new Float32Array(channels * height * width) });
   * console.log(run.probabilities.length, run.layer(0).trace({ query: 0 }).tokens[0]); // 10 [CLS]
   * ```
   */
  model(files, config = {}) {
    if (!this.#models) throw this.#reason;
    return this.#models.model(files, config);
  }

  /**
   * The same from Files or Blobs, read in pieces: a large file is never in memory twice.
   * @param {ModelFiles} files
   * @param {object} [config]
   * @param {import('./model-types.js').LongCall} [call]
   * @returns {Promise<Model>}
   * @example
   * ```js
   * import { openAsBlob } from 'node:fs'; // on a page: the File of an <input type="file">
   * import { createEngine } from 'attention-walk';
   *
   * const engine = await createEngine({ models: false });
   * const model = await engine.openModel(await openAsBlob('text-tiny.safetensors'));
   * const run = model.run({ text: 'The animal crossed the bridge' });
   * console.log(run.tokens.slice(0, 3)); // [ 'the', 'animal', 'crossed' ]
   * ```
   */
  async openModel(files, config = {}, call = {}) {
    return (await this.loadModels()).openModel(files, config, call);
  }

  /**
   * The same behind an interface that leaves the page responsive: a large model lives in a worker,
   * where one can be had, and a small one here.
   * @param {ModelFiles} files
   * @param {object} [config]
   * @param {import('./model-types.js').LongCall} [call]
   * @returns {Promise<import('./model-host.js').HostedModel>}
   * @example
   * ```js
   * import { openAsBlob } from 'node:fs';
   * import { createEngine } from 'attention-walk';
   *
   * const engine = await createEngine({ models: false });
   * const onProgress = (done) => process.stderr.write(`${Math.round(100 * done)} % `);
   * const file = await openAsBlob('text-tiny.safetensors');
   * const model = await engine.hostModel(file, {}, { onProgress });
   * const run = await model.run({ text: 'the animal' });
   * console.log((await run.attention(0)).length); // 4
   * model.dispose();
   * ```
   */
  async hostModel(files, config = {}, call = {}) {
    return (await loadModelsPart()).openHostedModel(this, files, config, call);
  }

  /** @internal What model() and the parts of models' layers need, unless it is there. */
  async loadModels() {
    try {
      this.#models ??= await (await loadModelsPart()).startModels();
      return this.#models;
    } catch (error) {
      this.#reason = error;
      throw error;
    }
  }

  /**
   * The built-in examples; the members besides id, title, description, query and tokens are the
   * layer's. Every call gives a fresh copy.
   * @returns {Example[]}
   * @example
   * ```js
   * import { createEngine } from 'attention-walk';
   *
   * const engine = await createEngine();
   * const [{ id, title, description, query, tokens, ...layer }] = engine.examples();
   * const trace = engine.attention(layer).run({ tokens }).trace({ query });
   * console.log(id, trace.tokens); // simple [ 'I', 'like', 'machine', 'learning' ]
   * ```
   */
  examples() {
    return JSON.parse(this.#core.callForJson('examplesJson'));
  }
}
