// How wide a text is on a canvas: names of a long input are measured at every scene of its walk, so widths are kept.

const MOST = 4000;

/** @param {HTMLCanvasElement} canvas @returns {(sans: string) => import('../../steps/kit/layout.js').Measure}  sans: the font */
export function textWidths(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  /** @type {Map<string, number>} */
  const widths = new Map();
  return (sans) => (text, size) => {
    const key = `${size} ${sans} ${text}`;
    let width = widths.get(key);
    if (width === undefined) {
      context.font = `600 ${size}px ${sans}`;
      width = context.measureText(text).width;
      if (widths.size >= MOST) widths.clear();
      widths.set(key, width);
    }
    return width;
  };
}
