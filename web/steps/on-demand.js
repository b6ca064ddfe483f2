// What draws many tokens, and the tabs that stand behind the first one and are seldom asked for, come with the part of the
// script that is loaded on demand; before, nothing stands here.

/**
 * @type {{ largeScene?: typeof import('./large-scenes.js').largeScene,
 *   listedKeys?: typeof import('./kit/large-keys.js').listedKeys,
 *   offsetBiasCharts?: typeof import('./kit/offset-map.js').offsetBiasCharts,
 *   formulaOfParts?: typeof import('./model-formulas.js').formulaOfParts,
 *   leadOfParts?: typeof import('./model-leads.js').leadOfParts,
 *   offsetScoreMap?: typeof import('./kit/offset-map.js').offsetScoreMap,
 *   similarityMaps?: typeof import('./kit/similarity-maps.js').similarityMaps }}
 */
export const onDemand = {};

/** Tabs that are drawn by what stands above. */
const TABS = ['alike', 'distance'];

/** Whether a tab cannot be drawn yet. @param {string} tab */
export const isAwaited = (tab) => TABS.includes(tab) && !onDemand.largeScene;
