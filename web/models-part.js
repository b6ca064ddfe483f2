// The part that is loaded on demand: everything about whole models, what draws many tokens, and what is opened by a press.
// The engine takes what is exported here; every other room finds its own in its file on-demand.js.
// The wasm comes first here too; see index.js.
import 'attention-walk-models/gzipped';
import { refIn } from './draw/large-hit.js';
import { onDemand as ofDraw } from './draw/on-demand.js';
import { paintBefore } from './draw/paint-before.js';
import { paintColumns } from './draw/paint-columns.js';
import { paintFine } from './draw/paint-fine.js';
import { paintOverview } from './draw/paint-overview.js';
import { paintPatchMap } from './draw/paint-patch-map.js';
import { Changer } from './element/changes/changer.js';
import { ModelSide } from './element/models/models-of-widget.js';
import { Panes } from './element/models/panes.js';
import { patchButtons } from './element/models/patch-choice.js';
import { made } from './element/export/makers.js';
import { showText } from './element/export/text-sheet.js';
import { follow } from './element/follow.js';
import { dress } from './element/on-demand-style.js';
import { onDemand as ofElement } from './element/on-demand.js';
import { concepts } from './element/parts/concepts.js';
import { showLink } from './element/parts/link-to-copy.js';
import { showTables } from './element/parts/numbers-table.js';
import { OwnInput } from './element/parts/own-input.js';
import { recapOf } from './element/parts/recap.js';
import { tellUnknown } from './element/unknown-texts.js';
import { listedKeys } from './steps/kit/large-keys.js';
import { offsetBiasCharts, offsetScoreMap } from './steps/kit/offset-map.js';
import { similarityMaps } from './steps/kit/similarity-maps.js';
import { largeScene } from './steps/large-scenes.js';
import { formulaOfParts } from './steps/model-formulas.js';
import { leadOfParts } from './steps/model-leads.js';
import { onDemand as ofSteps } from './steps/on-demand.js';
import { nearestWords } from './steps/output/nearest-words.js';
import { EN_ON_DEMAND } from './text/en-on-demand.js';
import { onDemand as ofText } from './text/on-demand.js';
import { walkLayer } from './walk/walk-layer.js';

export { openHostedModel } from './engine/model-host.js';
export { startModels } from './engine/models.js';
export { modelService } from './engine/worker/model-worker.js';

Object.assign(ofText, { texts: EN_ON_DEMAND });
Object.assign(ofSteps, { formulaOfParts, largeScene, leadOfParts, listedKeys, nearestWords });
Object.assign(ofSteps, { offsetBiasCharts, offsetScoreMap, similarityMaps });
Object.assign(ofDraw, {
  paintBefore,
  paintColumns,
  paintFine,
  paintOverview,
  paintPatchMap,
  refIn,
});
Object.assign(ofElement, { ModelSide, Panes, dress, patchButtons });
Object.assign(ofElement, { Changer, OwnInput, concepts, recapOf });
Object.assign(ofElement, {
  tellUnknown,
  showLink,
  showTables,
  made,
  showText,
  follow,
  walkLayer,
});
