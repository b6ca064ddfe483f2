// What the element shows of whole models, and what is opened by a press, comes with the part of the script that is loaded
// on demand; before, nothing stands here.

/**
 * @type {{ ModelSide?: typeof import('./models/models-of-widget.js').ModelSide,
 *   OwnInput?: typeof import('./parts/own-input.js').OwnInput,
 *   Changer?: typeof import('./changes/changer.js').Changer,
 *   concepts?: typeof import('./parts/concepts.js').concepts,
 *   dress?: typeof import('./on-demand-style.js').dress,
 *   Panes?: typeof import('./models/panes.js').Panes,
 *   patchButtons?: typeof import('./models/patch-choice.js').patchButtons,
 *   showLink?: typeof import('./parts/link-to-copy.js').showLink,
 *   showTables?: typeof import('./parts/numbers-table.js').showTables,
 *   made?: typeof import('./export/makers.js').made,
 *   showText?: typeof import('./export/text-sheet.js').showText,
 *   follow?: typeof import('./follow.js').follow,
 *   walkLayer?: typeof import('../walk/walk-layer.js').walkLayer,
 *   recapOf?: typeof import('./parts/recap.js').recapOf,
 *   tellUnknown?: typeof import('./unknown-texts.js').tellUnknown }}
 */
export const onDemand = {};
