// What the element shows of whole models comes with the part of the script that is loaded on demand; before, nothing
// stands here.

/**
 * @type {{ ModelSide?: typeof import('./models/models-of-widget.js').ModelSide,
 *   dressForModels?: typeof import('./models/models-style.js').dressForModels,
 *   patchButtons?: typeof import('./models/patch-choice.js').patchButtons }}
 */
export const onDemand = {};
