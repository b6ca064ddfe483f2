// The part that is loaded on demand: everything about whole models, and what draws many tokens.
// The wasm comes first here too; see index.js.
import 'attention-walk-models/gzipped';
import { MODEL_STRINGS } from './walk/model-strings.js';
import { STRINGS } from './walk/strings.js';

export { paintFine } from './draw/paint-fine.js';
export { paintOverview } from './draw/paint-overview.js';
export { paintPatchMap } from './draw/paint-patch-map.js';
export { refIn } from './draw/large-hit.js';
export { ModelSide } from './element/model-side.js';
export { dressForModels } from './element/models-style.js';
export { patchButtons, stopAtQuery } from './element/patch-choice.js';
export { openHostedModel } from './engine/model-host.js';
export { modelService } from './engine/worker/model-worker.js';
export { startModels } from './engine/models.js';
export { listedKeys } from './scene/large-keys.js';
export { largeScene } from './scene/large-scene.js';

Object.assign(STRINGS, MODEL_STRINGS);
