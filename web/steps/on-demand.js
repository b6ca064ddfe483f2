// What draws many tokens comes with the part of the script that is loaded on demand; before, nothing stands here.

/**
 * @type {{ largeScene?: typeof import('./large-scenes.js').largeScene,
 *   listedKeys?: typeof import('./kit/large-keys.js').listedKeys }}
 */
export const onDemand = {};
