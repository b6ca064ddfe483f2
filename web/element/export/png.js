// The picture on the stage as PNG.
import { paint } from '../../draw/paint.js';
import { readsCanvas } from '../../draw/reads-canvas.js';
import { failure, refusal } from '../../engine/refusal.js';
import { still } from './drawing.js';

const MARGIN = 16;
const PNG_SCALE = 2;

/** @param {import('./drawing.js').Drawing} shown @returns {Promise<Blob>} twice the size on screen @throws {AttentionError} code `unsupported` where it would be noise */
export async function toPng(shown) {
  if (!readsCanvas()) throw refusal('unsupported', 'error.canvas');
  const { scene, theme } = shown;
  const canvas = document.createElement('canvas');
  canvas.width = (scene.width + 2 * MARGIN) * PNG_SCALE;
  canvas.height = (scene.height + 2 * MARGIN) * PNG_SCALE;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.fillStyle = theme.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.setTransform(PNG_SCALE, 0, 0, PNG_SCALE, MARGIN * PNG_SCALE, MARGIN * PNG_SCALE);
  paint(context, scene, still(shown));
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(failure('error.export.large'))),
      'image/png',
    );
  });
}
