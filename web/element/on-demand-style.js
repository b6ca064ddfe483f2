// How that looks which comes with the part of the script that is loaded on demand.
import changes from './changes/changes.css';
import taken from './export/taken.css';
import models from './models/models.css';
import nextWord from './models/next-word.css';
import side from './models/side.css';
import numbersTable from './parts/numbers-table.css';
import ownInput from './parts/own-input.css';
import outputShares from './parts/output-shares.css';
import reading from './parts/reading.css';
import { sheetOf } from './style.js';

/** What depends on the width is last, and wins. */
const text = [
  models,
  nextWord,
  ownInput,
  numbersTable,
  reading,
  changes,
  taken,
  outputShares,
  side,
].join('\n');

/** @param {ShadowRoot} root */
export function dress(root) {
  const sheet = sheetOf(text);
  if (!root.adoptedStyleSheets.includes(sheet)) {
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }
}
