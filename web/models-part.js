// The part that is loaded on demand: everything about whole models, and what draws many tokens.
// The wasm comes first here too; see index.js.
import 'attention-walk-models/gzipped';

export { paintFine } from './draw/paint-fine.js';
export { paintOverview } from './draw/paint-overview.js';
export { paintPatchMap } from './draw/paint-patch-map.js';
export { refIn } from './draw/large-hit.js';
export { ModelSide } from './element/models/models-of-widget.js';
export { dressForModels } from './element/models/models-style.js';
export { patchButtons, stopAtQuery } from './element/models/patch-choice.js';
export { openHostedModel } from './engine/model-host.js';
export { modelService } from './engine/worker/model-worker.js';
export { startModels } from './engine/models.js';
export { listedKeys } from './steps/kit/large-keys.js';
export { largeScene } from './steps/large-scenes.js';
