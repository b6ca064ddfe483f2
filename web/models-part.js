// The part that is loaded on demand: everything about whole models, and what draws many tokens.
export { paintOverview } from './draw/paint-overview.js';
export { paintPatchMap } from './draw/paint-patch-map.js';
export { refIn } from './draw/large-hit.js';
export { decodePicture } from './element/decode-picture.js';
export { ModelControls } from './element/model-controls.js';
export { dressForModels } from './element/models-style.js';
export { patchButtons, stopAtQuery } from './element/patch-choice.js';
export { openHostedModel } from './engine/model-host.js';
export { modelService } from './engine/model-worker.js';
export { startModels } from './engine/models.js';
export { listedKeys } from './scene/large-keys.js';
export { largeScene } from './scene/large-scene.js';
export { Passages, readsText } from './walk/passages.js';
export { fetchEnglish } from './walk/shelf.js';
