// Links of the page's own prose: `data-aw-goto="step=softmax&head=1"` moves a walk on the same page.
import { AttentionError } from '../engine/attention-error.js';
import { readFragment } from '../walk/permalink.js';

/**
 * @typedef {import('./attention-walk.js').AttentionWalkElement} AttentionWalkElement
 * @typedef {Document | ShadowRoot} Root
 */

/** @type {WeakSet<Node>} */
const heard = new WeakSet();

/**
 * One listener for the whole page, and one for every shadow tree with a walk in it, which may be closed: prose may come
 * later than the element, and go before it. The address stays as it is, so a link's `href` only says which element is
 * meant: `#id`; without one, the first beside it, else the page's first.
 * @param {Node} root
 */
export function listenToProse(root) {
  if (heard.has(root)) return;
  heard.add(root);
  root.addEventListener('click', (event) => {
    const { altKey, ctrlKey, metaKey, shiftKey } = /** @type {MouseEvent} */ (event);
    const path = event.composedPath();
    const link = path.find((one) => one instanceof Element && one.hasAttribute('data-aw-goto'));
    const isPlain = !ctrlKey && !metaKey && !shiftKey && !altKey;
    if (!(link instanceof Element) || !isPlain || event.defaultPrevented) return;
    const walk = walkOf(link, /** @type {Root[]} */ (path.filter(isRoot)));
    if (walk?.localName !== 'attention-walk') return;
    event.preventDefault();
    go(/** @type {any} */ (walk), link.getAttribute('data-aw-goto') ?? '');
  });
}

/** @param {EventTarget} one */
const isRoot = (one) => one instanceof Document || one instanceof ShadowRoot;

/** @param {Element} link @param {Root[]} roots  the trees around it, the innermost first @returns {Element | null | undefined} */
function walkOf(link, roots) {
  const id = link.getAttribute('href')?.split('#')[1];
  const find = (/** @type {(root: Root) => Element | null} */ look) =>
    roots.map(look).find(Boolean);
  const named = id && find((root) => root.getElementById(decodeURIComponent(id)));
  return named || find((root) => root.querySelector('attention-walk'));
}

/** @param {AttentionWalkElement} walk @param {string} target */
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
