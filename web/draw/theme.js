// What the painter takes from the page: fonts and the colours that follow light and dark.
import { DARK, LIGHT, luminance } from './colors.js';

/**
 * @typedef {{ ink: string, muted: string, line: string, track: string, query: string, queryEdge: string,
 *   paper: string, palette: import('./colors.js').Palette, sans: string, mono: string }} Theme
 */

const MONO =
  'ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", "DejaVu Sans Mono", Menlo, monospace';

/**
 * Read at every draw, so that a theme changed by the host is followed. A custom property would give
 * the text `light-dark(…)`, so one hidden element wears every painted colour as a real one.
 * @param {Element} probe  the element of class `probe`
 * @returns {Theme}
 */
export function themeOf(probe) {
  const style = getComputedStyle(probe);
  return {
    ink: style.color,
    paper: style.backgroundColor,
    muted: style.borderTopColor,
    line: style.borderRightColor,
    query: style.borderBottomColor,
    queryEdge: style.borderLeftColor,
    track: style.outlineColor,
    palette: isLight(style.textDecorationColor) ? DARK : LIGHT,
    sans: style.fontFamily,
    mono: MONO,
  };
}

/**
 * Ink is light where paper is dark, and never transparent as paper may be.
 * @param {string} color  `rgb(…)` of 0..255 or `color(srgb …)` of 0..1
 */
function isLight(color) {
  const scale = color.startsWith('color') ? 255 : 1;
  const channels = color.match(/[\d.]+(e-\d+)?/g)?.slice(0, 3) ?? [];
  return luminance(channels.map((channel) => Number(channel) * scale)) > 0.179;
}
