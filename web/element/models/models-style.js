// How whole models and their patches look.
import text from './models.css';
import { sheetOf } from '../style.js';

/** @param {ShadowRoot} root */
export function dressForModels(root) {
  const sheet = sheetOf(text);
  if (!root.adoptedStyleSheets.includes(sheet)) {
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }
}
