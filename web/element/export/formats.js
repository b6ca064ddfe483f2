// The formats in which a reader can take away what is shown. A new one is a row here, the function that makes it
// and its name in the menu, the text `export<ID>`: the menu, the file and exportAs() follow.
import { loadModelsPart } from '../../engine/models-part.js';
import { refusal } from '../../engine/refusal.js';
import { onDemand } from '../on-demand.js';
import { toSvg } from './drawing.js';

/**
 * @typedef {object} Shown
 * @property {() => import('./drawing.js').Drawing} drawing
 * @property {() => import('../../engine/engine.js').Trace} trace  of the Query, with the weights
 *
 * @typedef {{ type: string, make: (shown: Shown) => string | Promise<Blob> }} Format  type: as the browser calls it
 */

/** By id, which is also the ending of the file's name. */
export const FORMATS = {
  PNG: { type: 'image/png', make: (/** @type {Shown} */ { drawing }) => png(drawing()) },
  SVG: { type: 'image/svg+xml', make: (/** @type {Shown} */ { drawing }) => toSvg(drawing()) },
  JSON: {
    type: 'application/json',
    make: (/** @type {Shown} */ { trace }) => JSON.stringify(trace(), null, 2),
  },
};

/** By what comes with the part of the script that is loaded on demand. @param {import('./drawing.js').Drawing} shown */
async function png(shown) {
  await loadModelsPart();
  return /** @type {Required<typeof onDemand>} */ (onDemand).toPng(shown);
}

/** @typedef {keyof typeof FORMATS} FormatId */

/**
 * @param {string} id  of a format, in capitals or not
 * @param {Shown} shown
 * @returns {Promise<Blob>}
 * @throws {AttentionError} code `range`
 */
export async function exported(id, shown) {
  const format = FORMATS[/** @type {FormatId} */ (id.toUpperCase())];
  if (!format) {
    const known = Object.keys(FORMATS).join(', ');
    throw refusal('range', 'error.export.format', { known, got: id });
  }
  const content = await format.make(shown);
  return typeof content === 'string' ? new Blob([content], { type: format.type }) : content;
}

/** Hands a file to the reader. @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
