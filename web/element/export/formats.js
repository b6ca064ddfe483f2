// The formats in which a reader can take away what is shown. A new one is an id here, a row of makers.js and its name
// in the menu, the text `export<ID>`: the menu, the file and exportAs() follow.
import { loadModelsPart } from '../../engine/models-part.js';
import { refusal } from '../../engine/refusal.js';
import { onDemand } from '../on-demand.js';

/**
 * @typedef {object} Shown
 * @property {() => import('./drawing.js').Drawing} drawing
 * @property {() => import('../../engine/engine.js').Trace} trace  of the Query, with the weights
 * @property {import('../../walk/walk.js').Walk} walk
 * @property {import('../view.js').View} view
 */

/** In the order of the menu. */
export const FORMATS = ['PNG', 'SVG', 'JSON', 'CSV', 'NUMPY', 'PYTORCH', 'JAVASCRIPT', 'QUESTION'];

/** @param {Shown} shown @returns {string} */
export const toJson = ({ trace }) => JSON.stringify(trace(), null, 2);

/**
 * @param {string} name  of a format, in capitals or not
 * @param {Shown} shown
 * @returns {Promise<Blob>}
 * @throws {AttentionError} code `range`
 */
export async function exported(name, shown) {
  const id = name.toUpperCase();
  if (!FORMATS.includes(id)) {
    throw refusal('range', 'error.export.format', { known: FORMATS.join(', '), got: name });
  }
  // The numbers can be had without what comes on demand.
  if (id === 'JSON') return new Blob([toJson(shown)], { type: 'application/json' });
  await loadModelsPart();
  return /** @type {Required<typeof onDemand>} */ (onDemand).made(id, shown);
}

/** Hands a file to the reader. @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
