// How whole models and their patches look.
import models from './models.css';
import side from './side.css';
import { sheetOf } from '../style.js';

/** What depends on the width is last, and wins. */
const text = [models, side].join('\n');

/** @param {ShadowRoot} root */
export function dressForModels(root) {
  const sheet = sheetOf(text);
  if (!root.adoptedStyleSheets.includes(sheet)) {
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }
}
