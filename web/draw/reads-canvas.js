// Some browsers give noise to a page that reads a canvas, as protection from fingerprinting, and say nothing of it.
const SIDE = 32;

/** A last bit more or less, which some change, harms no picture. */
const MOST_OFF = 2;

/** Whether what is painted is what is read: asked each time, because a reader may have allowed it meanwhile. */
export function readsCanvas() {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const painted = context.createImageData(SIDE, SIDE);
  painted.data.forEach((_, at, data) => (data[at] = at % 4 === 3 ? 255 : (at * 37) % 256));
  context.putImageData(painted, 0, 0);
  try {
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    return painted.data.every((value, at) => Math.abs(value - data[at]) <= MOST_OFF);
  } catch {
    return false;
  }
}
