// What a reader asks for and comes with the part of the script that is loaded on demand: at once where the part is here,
// else a sentence stands in its place until it is, or says why it cannot be had.
import { loadModelsPart } from '../engine/models-part.js';
import { h } from './dom.js';
import { onDemand } from './on-demand.js';
import { told } from './told.js';

/** @typedef {Required<typeof onDemand>} Part */

/**
 * @param {{ words: import('../text/index.js').Words, on: { failed: (error: unknown) => void } }} card
 * @param {HTMLElement} place  what is asked for replaces what stands in it
 * @param {(part: Part) => void} fill  may be called late, and more than once
 */
export async function ask({ words, on }, place, fill) {
  const said = (/** @type {(Node | string)[]} */ ...text) =>
    place.replaceChildren(h('p', { class: 'progress', role: 'status' }, ...text));
  if (!onDemand.dress) {
    said(words.say('panel.loading'));
    try {
      await loadModelsPart();
    } catch (error) {
      said(...told(words, error));
      on.failed(error);
      return;
    }
    place.replaceChildren();
  }
  fillDressed(place, fill);
}

/** Once the part is here. @param {HTMLElement} place @param {(part: Part) => void} fill */
export function fillDressed(place, fill) {
  const part = /** @type {Part} */ (onDemand);
  const root = place.getRootNode();
  if (root instanceof ShadowRoot) part.dress(root);
  fill(part);
}

/**
 * The part, and then show. Until it is here what was shown stays, and a line above it says what is awaited.
 * @param {import('./card.js').Card} card
 * @param {() => void} show
 * @param {{ said?: string, isStill?: () => boolean, lack?: () => void }} [more]
 *   said: key of what is told meanwhile; isStill: whether that is still about what is shown; lack: where it cannot be had
 */
export async function fetched(card, show, { said = 'panel.loading', isStill, lack } = {}) {
  card.showProgress(card.words.say(said));
  try {
    await loadModelsPart();
    if (isStill?.() ?? true) card.showProgress(null);
    show();
  } catch (error) {
    lack?.();
    card.showProgress(told(card.words, error));
    card.on.failed(error);
  }
}
