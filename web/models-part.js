// The part that is loaded on demand: everything about whole models, and what draws many tokens. The engine takes what
// is exported here; every other room finds its own in its file on-demand.js.
// The wasm comes first here too; see index.js.
import 'attention-walk-models/gzipped';
import { refIn } from './draw/large-hit.js';
import { onDemand as ofDraw } from './draw/on-demand.js';
import { paintFine } from './draw/paint-fine.js';
import { paintOverview } from './draw/paint-overview.js';
import { paintPatchMap } from './draw/paint-patch-map.js';
import { ModelSide } from './element/models/models-of-widget.js';
import { dressForModels } from './element/models/models-style.js';
import { patchButtons } from './element/models/patch-choice.js';
import { onDemand as ofElement } from './element/on-demand.js';
import { listedKeys } from './steps/kit/large-keys.js';
import { largeScene } from './steps/large-scenes.js';
import { onDemand as ofSteps } from './steps/on-demand.js';

export { openHostedModel } from './engine/model-host.js';
export { startModels } from './engine/models.js';
export { modelService } from './engine/worker/model-worker.js';

Object.assign(ofSteps, { largeScene, listedKeys });
Object.assign(ofDraw, { paintFine, paintOverview, paintPatchMap, refIn });
Object.assign(ofElement, { ModelSide, dressForModels, patchButtons });
