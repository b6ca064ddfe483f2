// What TypeDoc describes: all that the package exports, each from the file that explains it.
export { createEngine, Engine } from '../../engine/engine.js';
export { Attention } from '../../engine/attention.js';
export { Run } from '../../engine/run.js';
export { AttentionError } from '../../engine/attention-error.js';
export type { AttentionErrorCode } from '../../engine/attention-error.js';
export { Model } from '../../engine/model.js';
export { ModelRun } from '../../engine/model-run.js';
export { HostedModel, HostedRun } from '../../engine/model-host.js';
export { AttentionWalkElement } from '../../element/attention-walk.js';
export type * from '../../engine/spec-types.js';
export type * from '../../engine/trace-types.js';
export type * from '../../engine/explain-types.js';
export type * from '../../engine/tensor-types.js';
export type {
  GenerateOptions,
  GoingOn,
  HeadFacts,
  ImageLike,
  LayerWindows,
  LogitContributions,
  LongCall,
  ModelFile,
  ModelFiles,
  ModelImage,
  ModelInput,
  NearWord,
  NextToken,
  PatchGrid,
  RolloutOptions,
  SamplingOptions,
} from '../../engine/model-types.js';
export type { Target } from '../../walk/walk.js';
