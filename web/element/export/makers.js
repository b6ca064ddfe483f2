// What makes the formats that come with the part of the script that is loaded on demand, by their ids.
import { layerFacts } from '../../walk/layer-facts.js';
import { javascriptCode } from './code/javascript.js';
import { numpyCode, torchCode } from './code/python.js';
import { csv } from './csv.js';
import { framedPng, framedSvg } from './framed.js';
import { question } from './question.js';

/** @typedef {import('./formats.js').Shown} Shown */

/** @param {(facts: import('../../walk/layer-facts.js').LayerFacts, words: import('../../text/index.js').Words) => string} write @returns {(shown: Shown) => string} */
const code =
  (write) =>
  ({ walk, view }) =>
    write(
      layerFacts(walk.source, (ref) => walk.explain(ref)),
      view.words,
    );

/** @type {Record<string, { type: string, copies?: boolean, make: (shown: Shown) => string | Promise<Blob> }>} copies: a text that is copied, no file that is saved */
const MAKERS = {
  PNG: { type: 'image/png', make: framedPng },
  SVG: { type: 'image/svg+xml', make: framedSvg },
  CSV: { type: 'text/csv', make: csv },
  NUMPY: { type: 'text/x-python', copies: true, make: code(numpyCode) },
  PYTORCH: { type: 'text/x-python', copies: true, make: code(torchCode) },
  JAVASCRIPT: { type: 'text/javascript', copies: true, make: code(javascriptCode) },
  QUESTION: { type: 'text/plain', copies: true, make: question },
};

/** Whether a format is a text to be copied. @param {string} id */
export const isCopied = (id) => Boolean(MAKERS[id]?.copies);

/** @param {string} id @param {Shown} shown @returns {Promise<Blob>} */
export async function made(id, shown) {
  const { type, make } = MAKERS[id];
  const content = await make(shown);
  return typeof content === 'string' ? new Blob([content], { type }) : content;
}
