// Swin's windows: patches of a picture that see only each other. A walk shows one of them as a picture of its own, and says
// where it lies.

/**
 * @typedef {import('../engine/engine.js').LayerWindows} LayerWindows
 * @typedef {import('./patch-grid.js').Picture} Picture
 * @typedef {{ rows: number, columns: number, size: number, window: number, count: number, order: number[], patches: number[],
 *   image: Picture }} Whole  the picture that a window lies in. size: tokens of a window; window: which one is walked, of count;
 *   order: the patch of each row, window by window; patches: those of the walked window
 */

/**
 * Where a patch of one layer lies in another, which may have merged patches: its window and the row there.
 * @param {LayerWindows} to @param {number} patch  of `from` @param {LayerWindows} from
 * @returns {{ window: number, query: number }}
 */
export function windowAt(to, patch, from = to) {
  const row = Math.floor((Math.floor(patch / from.columns) * to.rows) / from.rows);
  const column = Math.floor(((patch % from.columns) * to.columns) / from.columns);
  const place = to.order.indexOf(row * to.columns + column);
  return { window: Math.floor(place / to.size), query: place % to.size };
}

/**
 * The walked window as a grid of its own: its patches in the order of the layer, which the shift may have taken from
 * opposite edges of the picture.
 * @param {LayerWindows} layer @param {number} window @param {Picture} image  of the whole
 * @returns {import('./patch-grid.js').Grid}
 */
export function gridOfWindow({ rows, columns, size, order }, window, image) {
  const side = Math.round(Math.sqrt(size));
  const patches = order.slice(window * size, (window + 1) * size);
  const [width, height] = [image.width / columns, image.height / rows];
  const data = new Uint8ClampedArray(4 * width * height * size);
  patches.forEach((patch, at) => {
    const from = { x: (patch % columns) * width, y: Math.floor(patch / columns) * height };
    const to = { x: (at % side) * width, y: Math.floor(at / side) * height };
    for (let line = 0; line < height; line += 1) {
      const start = 4 * ((from.y + line) * image.width + from.x);
      const row = Array.prototype.slice.call(image.data, start, start + 4 * width);
      data.set(row, 4 * ((to.y + line) * side * width + to.x));
    }
  });
  const count = order.length / size;
  const whole = { rows, columns, size, window, count, order, patches, image };
  const own = { width: side * width, height: side * height, data };
  return { rows: side, columns: side, prefix: 0, image: own, whole };
}
