// The script of the page for iframes: it takes options from the fragment, and talks with the page
// around it in messages. What it says is public, so it need not know who listens.
import css from './base.css';

/** @typedef {import('../element/attention-walk.js').AttentionWalkElement} AttentionWalkElement */

/** Options that the element reads from its attributes; its link has the others. */
const ATTRIBUTES = ['controls', 'heading-level', 'lang'];

/** What a message may ask goTo() for. @type {Record<string, string>} */
const TARGET = { step: 'string', head: 'number', query: 'number', layer: 'number' };

const element = /** @type {AttentionWalkElement} */ (document.querySelector('attention-walk'));

// A frame that follows the height of the walk is no measure for it.
const HEIGHTS = `
attention-walk { --aw-height: 600px; }
@media (max-width: 620px) { attention-walk { --aw-height: 620px; } }
`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(css + HEIGHTS);
document.adoptedStyleSheets = [sheet];

takeOptions();
window.addEventListener('hashchange', takeOptions);
new ResizeObserver(postHeight).observe(element);
element.addEventListener('aw-ready', () => post('ready'));
element.addEventListener('aw-change', (event) => post('change', detailOf(event)));
element.addEventListener('aw-error', (event) => postError(detailOf(event).error));
window.addEventListener('message', ({ source, data }) => {
  if (source !== window.parent || data?.type !== 'attention-walk:goTo') return;
  try {
    element.goTo(targetOf(data));
  } catch (error) {
    postError(error);
  }
});

function takeOptions() {
  const options = new URLSearchParams(location.hash.slice(1));
  for (const name of ATTRIBUTES) {
    const value = options.get(name);
    if (value !== null) element.setAttribute(name, value);
  }
}

function postHeight() {
  post('height', { height: Math.ceil(element.getBoundingClientRect().height) });
}

/** Told to the programmers of the page around, in English. @param {Record<string, unknown>} message @throws {TypeError} for what is not of the documented shape */
function targetOf({ type, ...target }) {
  for (const [name, value] of Object.entries(target)) {
    if (typeof value === TARGET[name]) continue;
    const expected = Object.hasOwn(TARGET, name)
      ? TARGET[name]
      : `one of ${Object.keys(TARGET).join(', ')}`;
    throw new TypeError(`${type}: ${name}: expected ${expected}, got ${JSON.stringify(value)}`);
  }
  return target;
}

/** @param {unknown} error */
function postError(error) {
  post('error', { message: error instanceof Error ? error.message : String(error) });
}

/** @param {Event} event */
const detailOf = (event) => /** @type {CustomEvent} */ (event).detail;

/** @param {string} name @param {object} [content] */
function post(name, content) {
  if (window.parent === window) return;
  window.parent.postMessage({ type: `attention-walk:${name}`, ...content }, '*');
}
