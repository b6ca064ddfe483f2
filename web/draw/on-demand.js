// What paints many tokens, and charts of what is asked for, comes with the part of the script that is loaded on demand; before, nothing stands here.

/**
 * @type {{ paintBefore?: typeof import('./paint-before.js').paintBefore,
 *   paintColumns?: typeof import('./paint-columns.js').paintColumns,
 *   paintFine?: typeof import('./paint-fine.js').paintFine,
 *   paintOverview?: typeof import('./paint-overview.js').paintOverview,
 *   paintPatchMap?: typeof import('./paint-patch-map.js').paintPatchMap,
 *   refIn?: typeof import('./large-hit.js').refIn }}
 */
export const onDemand = {};
