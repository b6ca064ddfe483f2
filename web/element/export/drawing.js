// The picture on the stage as a file: how it is painted without pointing and motion, and as SVG.
import { highlightOf } from '../../draw/highlight.js';
import { paint } from '../../draw/paint.js';
import { SvgContext } from '../../draw/svg-context.js';

/**
 * @typedef {{ scene: import('../../steps/kit/layout.js').Scene, theme: import('../../draw/theme.js').Theme, title: string, words: import('../../text/index.js').Words }} Drawing
 */

/** @param {Drawing} shown @returns {import('../../draw/paint.js').Look} */
export const still = ({ theme, words }) => ({
  theme,
  words,
  highlight: highlightOf(null, []),
  progress: 1,
  snap: (/** @type {number} */ pixels) => pixels,
});

/** What writes down a picture. */
export function svgContext() {
  const ruler = /** @type {CanvasRenderingContext2D} */ (
    document.createElement('canvas').getContext('2d')
  );
  return new SvgContext((text, font) => {
    ruler.font = font;
    return ruler.measureText(text);
  });
}

/** The picture alone. @param {Drawing} shown @returns {string} */
export function toSvg(shown) {
  const context = svgContext();
  paint(context, shown.scene, still(shown));
  return context.finish(shown.scene.width, shown.scene.height, shown.theme.paper, shown.title);
}
