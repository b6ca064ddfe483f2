// Step 3, scale, for many keys.
import { largePerKey } from '../kit/large-per-key.js';
import { scaleOf } from './step.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout */
export function largeScaleScene(source, layout) {
  const shown = scaleOf(source, layout, true);
  layout.legend(layout.say('scene.scores'), 'signed', shown.limit);
  largePerKey(source, layout, shown, {
    map: layout.say('scene.scaled.map'),
    table: layout.say('scene.scaled.table'),
  });
}
