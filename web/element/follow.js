// What is opened by a press follows the walk: it is about what is shown, or it is closed.
import { dropText } from './export/text-sheet.js';
import { OutputShares } from './parts/output-shares.js';

/** @type {WeakMap<import('./view.js').View, OutputShares>} */
const shares = new WeakMap();

/** @param {import('./view.js').View} view @param {import('../walk/walk.js').Walk} walk @param {boolean} keeps  whether the same is shown */
export function follow(view, walk, keeps) {
  if (!keeps) dropText(view);
  const table = shares.get(view) ?? new OutputShares(view);
  shares.set(view, table);
  table.update(walk);
}
