// What the painter takes from the page: fonts and the colours that follow light and dark.

/**
 * @typedef {{ ink: string, muted: string, line: string, track: string, query: string, queryEdge: string,
 *   paper: string, sans: string, mono: string }} Theme
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
    sans: style.fontFamily,
    mono: MONO,
  };
}
