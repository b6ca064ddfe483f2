// Every key's weight in one head, as a map of the patches or cells in a row.
import { headRef } from '../../walk/source.js';

/**
 * @param {import('../../walk/source.js').Source} source @param {import('./large-layout.js').LargeLayout} layout
 * @param {{ x: number, y: number, width: number, head?: number, caption?: string, most?: number }} place
 */
export function weightMap(source, layout, { head = source.head, caption, ...place }) {
  const values = source.row('weights', head);
  return layout.keyMap({
    ...place,
    grid: source.grid,
    name: layout.say('scene.weights.head', { head: head + 1 }),
    caption: caption ?? layout.say('scene.weights.map'),
    values,
    ref: (key) => headRef('weights', head, source.query, key),
    ramp: 'weight',
    limit: Math.max(...values),
    head,
    reveals: caption === undefined,
  });
}
