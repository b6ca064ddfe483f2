// Step 1 for many tokens: X as a picture, and the Query's vector in readable cells.
import { CAPTION, largest } from '../kit/layout.js';
import { ref } from '../../walk/source.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout */
export function largeInputScene(source, layout) {
  const { query } = source;
  const { values, embedding, position, hidden } = source.step('input');
  const limit = largest(values, embedding, position, hidden);
  const token = source.tokens[query];
  layout.legend(layout.say('scene.vectors'), 'signed', limit);
  let y = CAPTION;
  if (layout.shows('x')) {
    const map = layout.overview({
      name: 'X',
      x: 0,
      y,
      width: layout.width,
      height: layout.narrow ? 170 : 300,
      values,
      tensor: 'x',
      limit,
      queryRow: query,
    });
    y = map.y + map.height + CAPTION + 10;
  }
  const grid = position ? source.grid : null;
  if (grid && layout.shows('alike')) {
    const alike = layout.patchMap({
      name: layout.say('scene.input.alike', { token }),
      x: 0,
      y,
      width: layout.width,
      grid,
      values: Array.from(source.rows('positionSimilarity')[query]),
      ref: (key) => ref('positionSimilarity', query, key),
      ramp: 'signed',
      limit: 1,
    });
    layout.legend(layout.say('scene.input.cosine'), 'signed', 1);
    y = alike.bottom + CAPTION + 16;
  }
  const strip = (
    /** @type {string} */ tensor,
    /** @type {string} */ caption,
    /** @type {import('../../walk/source.js').Rows} */ rows,
    isX = false,
  ) => {
    y =
      layout.strip({
        name: caption,
        x: 0,
        y,
        width: layout.width,
        numbers: rows[query],
        ref: (column) => ref(tensor, query, column),
        limit,
        query: isX,
        reveals: isX,
        ...(layout.tab === 'x' ? {} : layout.coloured(isX)),
      }) +
      CAPTION +
      4;
  };
  if (layout.tab === 'x')
    return strip('x', layout.say('scene.input.framed', { token }), values, true);
  if (!layout.shows('made')) return;
  const normed = source.has('normMean') ? 'scene.input.normed' : 'scene.input.rms';
  const isPatch = source.origin && grid && query >= grid.prefix;
  if (embedding && position) {
    if (isPatch && source.has('patches')) {
      const patch = query - grid.prefix;
      const pixels = source.rows('patches');
      y =
        layout.strip({
          name: layout.say('scene.input.pixels', { token }),
          x: 0,
          y,
          width: layout.width,
          numbers: pixels[patch],
          ref: (column) => ref('patches', patch, column),
          limit: largest(pixels[patch]),
          ...layout.coloured(),
        }) +
        CAPTION +
        10;
    }
    const key = isPatch ? 'scene.input.patch' : 'scene.input.vector';
    strip('embedding', layout.say(key, { token }), embedding);
    strip('position', layout.say('scene.input.place'), position);
    if (hidden) strip('hidden', layout.say('scene.input.hidden'), hidden);
    const sum = hidden ? normed : 'scene.input.x';
    strip('x', layout.say(sum, { token }), values, true);
  } else if (hidden) {
    strip('hidden', layout.say(enters(source), { token }), hidden);
    strip('x', layout.say(normed, { token }), values, true);
  } else {
    strip('x', layout.say('scene.input.framed', { token }), values, true);
  }
}

/** What the rows are that a norm makes x of, where they are no sum. @param {import('../../walk/source.js').Source} source */
function enters(source) {
  if (source.origin?.layer) return 'scene.input.before';
  if (!source.grid) return 'scene.input.vector';
  if (!source.has('embedding')) return 'scene.input.made';
  const hasOrder = source.rotates || source.config.positionInfo.biases;
  return hasOrder ? 'scene.input.vector' : 'scene.input.bare';
}
