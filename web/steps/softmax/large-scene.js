// Step 3, softmax, for many keys.
import { largePerKey } from '../kit/large-per-key.js';
import { softmaxOf } from './step.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout */
export function largeSoftmaxScene(source, layout) {
  const shown = softmaxOf(source, layout);
  const most = Math.max(...source.row('weights', source.head));
  layout.legend(layout.say('scene.attentionWeight'), 'weight', most, source.head);
  layout.legend(layout.say('scene.softmax.scaled'), 'signed', shown.scoreLimit);
  largePerKey(source, layout, shown, {
    map: layout.say('scene.weights.map'),
    table: layout.say('scene.softmax.table'),
  });
}
