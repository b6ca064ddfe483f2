// What paints many tokens comes with the part of the script that is loaded on demand; before, nothing stands here.

/**
 * @type {{ paintFine?: typeof import('./paint-fine.js').paintFine,
 *   paintOverview?: typeof import('./paint-overview.js').paintOverview,
 *   paintPatchMap?: typeof import('./paint-patch-map.js').paintPatchMap,
 *   refIn?: typeof import('./large-hit.js').refIn }}
 */
export const onDemand = {};
