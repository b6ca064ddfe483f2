// Small helpers for building DOM. Text is always set as text, never parsed as HTML.
import { raisedParts } from '../text/numbers.js';

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [properties]  `class`, `part`, `role`, `aria-*` and `data-*` are attributes, `on*` listeners, others properties
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (/^(class|part|role|for|aria-|data-)/.test(name)) element.setAttribute(name, value);
    else Object.assign(element, { [name]: value });
  }
  element.append(...children);
  return element;
}

/** Writes an attribute only when it differs, so that observers and screen readers stay quiet. @param {Element} element @param {string} name @param {string | null} value */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** @param {Node} node @param {string} text */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Like setText(), with what is marked as raised. @param {Element} element @param {string} text */
export function setRaised(element, text) {
  if (element.textContent === text) return;
  const part = (/** @type {string} */ one, /** @type {number} */ at) =>
    at % 2 ? h('sup', {}, `\u200b${one}`) : one;
  element.replaceChildren(...raisedParts(text).map(part));
}

/** What has the focus in the tree that a node stands in. @param {Node} node */
export const focusedIn = (node) =>
  /** @type {HTMLElement | null} */ (
    /** @type {Document | ShadowRoot} */ (node.getRootNode()).activeElement ?? null
  );

/**
 * Device pixels of a CSS pixel: more of them where a slide or a zoomed page makes an element larger. While something
 * grows from nothing it may be measured small, so it counts as its own size at least.
 * @param {HTMLElement} [element]
 */
export function ratioOf(element) {
  const scale = element?.offsetWidth
    ? element.getBoundingClientRect().width / element.offsetWidth
    : 1;
  return Math.min(4, (window.devicePixelRatio || 1) * Math.max(1, scale));
}

/** The whole of it, where the window has room for it: else its top. @param {Element} element */
export function bringIntoView(element) {
  const { top, bottom, height } = element.getBoundingClientRect();
  const room = window.innerHeight;
  if (top >= 0 && bottom <= room) return;
  if (top >= 0 && height > room && top < room / 3) return;
  element.scrollIntoView({ block: height > room ? 'start' : 'nearest' });
}

/** Scrolls a row that is longer than its box so that an item of it stands in the middle, and scrolls nothing else. @param {Element} row @param {Element | undefined} item */
export function centreInRow(row, item) {
  if (!item || row.scrollWidth <= row.clientWidth) return;
  const [box, part] = [row.getBoundingClientRect(), item.getBoundingClientRect()];
  row.scrollLeft += part.left + part.width / 2 - (box.left + box.width / 2);
}

/**
 * Makes the backing store of a canvas match its size on screen. It may be higher, for a new one costs more time than
 * all that is drawn: what is below is not seen where the style has object-fit.
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height CSS pixels
 * @param {number} [ratio]  device pixels of one
 * @returns {{ context: CanvasRenderingContext2D, snap: (pixels: number) => number }} snap: to whole device pixels
 */
export function sharpContext(canvas, width, height, ratio = ratioOf()) {
  const [deviceWidth, deviceHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== deviceWidth || canvas.height < deviceHeight) {
    canvas.width = deviceWidth;
    canvas.height = deviceHeight;
  }
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  canvas.style.aspectRatio = `${width} / ${height}`;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, snap: (pixels) => Math.round(pixels * ratio) / ratio };
}

/**
 * The language of what stands around an element: its own `lang`, else that of the nearest ancestor, also
 * outside of the shadow tree it is in, the document's last; empty where nobody says one.
 * @param {Element} element
 * @returns {string}  BCP 47
 */
export function languageOf(element) {
  for (let at = /** @type {Element | null} */ (element); at;) {
    const near = at.closest('[lang]');
    const language = near?.getAttribute('lang');
    if (language) return language;
    const root = at.getRootNode();
    at = near?.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
  return '';
}
