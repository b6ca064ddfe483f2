// The picture on the stage as a file: PNG and SVG.
import { highlightOf } from '../../draw/highlight.js';
import { paint } from '../../draw/paint.js';
import { SvgContext } from '../../draw/svg-context.js';
import { readsCanvas } from '../../draw/reads-canvas.js';
import { failure, refusal } from '../../engine/refusal.js';

const MARGIN = 16;
const PNG_SCALE = 2;

/**
 * @typedef {{ scene: import('../../steps/kit/layout.js').Scene, theme: import('../../draw/theme.js').Theme, title: string, words: import('../../text/index.js').Words }} Drawing
 */

/** @param {Drawing} shown @returns {import('../../draw/paint.js').Look} */
const still = ({ theme, words }) => ({
  theme,
  words,
  highlight: highlightOf(null, []),
  progress: 1,
  snap: (/** @type {number} */ pixels) => pixels,
});

/** @param {Drawing} shown @returns {Promise<Blob>} twice the size on screen @throws {AttentionError} code `unsupported` where it would be noise */
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

/** @param {Drawing} shown @returns {string} */
export function toSvg(shown) {
  const ruler = /** @type {CanvasRenderingContext2D} */ (
    document.createElement('canvas').getContext('2d')
  );
  const context = new SvgContext((text, font) => {
    ruler.font = font;
    return ruler.measureText(text);
  });
  paint(context, shown.scene, still(shown));
  return context.finish(shown.scene.width, shown.scene.height, shown.theme.paper, shown.title);
}
