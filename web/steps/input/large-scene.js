// Step 1 for many tokens: X as a picture, and the Query's vector in readable cells.
import { CAPTION, largest } from '../kit/layout.js';
import { ref } from '../../walk/source.js';

/** @param {import('../../walk/source.js').Source} source @param {import('../kit/large-layout.js').LargeLayout} layout */
export function largeInputScene(source, layout) {
  const { query } = source;
  const { values, embedding, position, hidden } = source.step('input');
  const limit = largest(values, embedding, position, hidden);
  const name = source.tokens[query];
  layout.legend('vector values', 'signed', limit);
  const grid = position ? source.grid : null;
  const beside = grid && !layout.narrow ? 250 : 0;
  const map = layout.overview({
    name: 'X',
    x: 0,
    y: CAPTION,
    width: layout.width - beside,
    values,
    tensor: 'x',
    limit,
    queryRow: query,
  });
  let y = map.y + map.height + CAPTION + 16;
  if (grid) {
    const at = layout.narrow ? { x: 0, y } : { x: map.x + map.width + 24, y: CAPTION };
    const alike = layout.patchMap({
      name: `position of ${name}: how alike each is`,
      ...at,
      width: layout.narrow ? 230 : beside - 24,
      grid,
      values: Array.from(source.rows('positionSimilarity')[query]),
      ref: (key) => ref('positionSimilarity', query, key),
      ramp: 'signed',
      limit: 1,
    });
    layout.legend('cosine of two positions', 'signed', 1);
    y = Math.max(y, alike.bottom + CAPTION + 16);
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
      }) +
      CAPTION +
      10;
  };
  if (embedding && position && source.grid && query >= source.grid.prefix && source.origin) {
    const patch = query - source.grid.prefix;
    const pixels = source.rows('patches');
    y =
      layout.strip({
        name: `pixels of ${name}, normalised`,
        x: 0,
        y,
        width: layout.width,
        numbers: pixels[patch],
        ref: (column) => ref('patches', patch, column),
        limit: largest(pixels[patch]),
      }) +
      CAPTION +
      10;
    strip('embedding', `pixels × projection → vector of ${name}`, embedding);
    strip('position', '+ vector of its position', position);
    if (hidden) strip('hidden', '= their sum', hidden);
    strip('x', hidden ? `layer norm → x of ${name}` : `= x of ${name}`, values, true);
  } else if (embedding && position) {
    strip('embedding', `vector of ${name}`, embedding);
    strip('position', '+ vector of its position', position);
    if (hidden) strip('hidden', '= their sum', hidden);
    strip('x', hidden ? `layer norm → x of ${name}` : `= x of ${name}`, values, true);
  } else if (hidden) {
    const isFirst = source.origin?.layer === 0;
    const what = isFirst ? `${name}, without its position` : `${name}, as the layer before left it`;
    strip('hidden', what, hidden);
    strip('x', `layer norm → x of ${name}`, values, true);
  } else {
    strip('x', `x of ${name}, the framed row`, values, true);
  }
  return layout.finish();
}
