// One style sheet for all widgets of a page; adopted, so no style source has to be allowed by a CSP.
import text from './style.css';

/** @type {CSSStyleSheet | undefined} */
let shared;

export function sheet() {
  if (!shared) {
    shared = new CSSStyleSheet();
    shared.replaceSync(text);
  }
  return shared;
}
