// Style sheets that all widgets of a page share; adopted, so no style source has to be allowed by a CSP.
import text from './style.css';

/** @type {Map<string, CSSStyleSheet>} */
const sheets = new Map();

/** @param {string} css */
export function sheetOf(css) {
  const made = sheets.get(css);
  if (made) return made;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  sheets.set(css, sheet);
  return sheet;
}

export const sheet = () => sheetOf(text);
