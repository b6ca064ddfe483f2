// Style sheets that all widgets of a page share; adopted, so no style source has to be allowed by a CSP.
import base from './base.css';
import top from './parts/top.css';
import menu from './parts/menu.css';
import own from './parts/own.css';
import stepRail from './parts/step-rail.css';
import choices from './parts/choices.css';
import whatIf from './parts/what-if.css';
import stage from './parts/stage.css';
import explainLine from './parts/explain-line.css';
import nav from './parts/nav.css';
import sheetOver from './parts/sheet.css';

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

/** In this order: what stands later wins, and what is narrow or printed is last. */
const text = [
  base,
  top,
  menu,
  own,
  stepRail,
  choices,
  whatIf,
  stage,
  explainLine,
  nav,
  sheetOver,
].join('\n');

export const sheet = () => sheetOf(text);
