// Strokes of a pen to pixels, computed here: what a canvas would give back is noise in some browsers.

/** @typedef {[number, number]} Point */

/**
 * White on black, with round ends; every pixel is as light as the pen covers it.
 * @param {Point[][]} strokes  in pixels
 * @param {number} pen  its width
 * @param {number} side  of the picture
 */
export function rastered(strokes, pen, side) {
  const picture = new ImageData(side, side);
  const { data } = picture;
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  const reach = pen / 2 + 0.5;
  const first = (/** @type {number} */ place) => Math.max(0, Math.floor(place - reach));
  const last = (/** @type {number} */ place) => Math.min(side - 1, Math.ceil(place + reach));
  for (const stroke of strokes) {
    stroke.forEach(([toX, toY], index) => {
      const [fromX, fromY] = stroke[Math.max(0, index - 1)];
      const [alongX, alongY] = [toX - fromX, toY - fromY];
      const square = alongX ** 2 + alongY ** 2 || 1;
      for (let y = first(Math.min(fromY, toY)); y <= last(Math.max(fromY, toY)); y += 1) {
        for (let x = first(Math.min(fromX, toX)); x <= last(Math.max(fromX, toX)); x += 1) {
          const [offX, offY] = [x + 0.5 - fromX, y + 0.5 - fromY];
          const share = Math.max(0, Math.min(1, (offX * alongX + offY * alongY) / square));
          const distance = Math.hypot(offX - share * alongX, offY - share * alongY);
          const light = Math.round(255 * Math.max(0, Math.min(1, reach - distance)));
          const at = 4 * (y * side + x);
          if (light > data[at]) data.fill(light, at, at + 3);
        }
      }
    });
  }
  return picture;
}
