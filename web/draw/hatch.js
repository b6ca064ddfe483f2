// Diagonal lines where there is no number: the key is masked.

/**
 * @param {import('./paint.js').Context} context
 * @param {{ left: number, top: number, width: number, height: number }} box
 * @param {string} color
 */
export function hatch(context, { left, top, width, height }, color) {
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.beginPath();
  for (let offset = 4; offset < width + height; offset += 6) {
    context.moveTo(left + Math.max(0, offset - height), top + Math.min(offset, height));
    context.lineTo(left + Math.min(offset, width), top + Math.max(0, offset - width));
  }
  context.stroke();
  context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);
}
