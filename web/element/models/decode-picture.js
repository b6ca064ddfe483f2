// A picture file to pixels, made small enough that no model needs more.
import { readsCanvas } from '../../draw/reads-canvas.js';
import { refusal } from '../../engine/refusal.js';
import { h } from '../dom.js';

const MOST = 1024;

/** @param {Blob} file @returns {Promise<ImageData>} @throws {AttentionError} code `parse`; `unsupported` where the browser gives noise */
export async function decodePicture(file) {
  if (!readsCanvas()) throw refusal('unsupported', 'error.canvas');
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch (error) {
    throw refusal('parse', 'error.picture', {}, { cause: error });
  }
  const scale = Math.min(1, MOST / Math.min(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = h('canvas', { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}
