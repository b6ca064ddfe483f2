// Links of the page's own prose: `data-aw-goto="step=softmax&head=1"` moves a walk on the same page.
import { AttentionError } from '../engine/attention-error.js';
import { readFragment } from '../walk/permalink.js';

/**
 * One listener for the whole page: prose may come later than the element, and go before it. The address
 * stays as it is, so a link's `href` only says which element is meant: `#id`; without one, the page's first.
 * @param {Document} page
 */
export function listenToProse(page) {
  page.addEventListener('click', (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    const link = /** @type {Element} */ (event.target).closest?.('[data-aw-goto]');
    if (!link || !isPlain || event.defaultPrevented) return;
    const id = link.getAttribute('href')?.split('#')[1];
    const named = id ? page.getElementById(decodeURIComponent(id)) : null;
    const walk = named ?? page.querySelector('attention-walk');
    if (walk?.localName !== 'attention-walk') return;
    event.preventDefault();
    go(/** @type {any} */ (walk), link.getAttribute('data-aw-goto') ?? '');
  });
}

/** @param {import('./attention-walk.js').AttentionWalkElement} walk @param {string} target */
function go(walk, target) {
  const { step, head, query, layer } = readFragment(target);
  const place = /** @type {import('../walk/walk.js').Target} */ ({ step, head, query, layer });
  walk.scrollIntoView({ block: 'nearest' });
  try {
    walk.goTo(place);
  } catch (error) {
    if (!(error instanceof AttentionError)) throw error;
    if (error.code !== 'unsupported') return console.warn(`<attention-walk> ${error.message}`);
    // Not open yet: coming into view opens it, at its attributes.
    for (const [name, value] of Object.entries(place)) {
      if (value !== undefined) walk.setAttribute(name, String(value));
    }
  }
}
