// Own numbers that a page gives: set by its script, or as a JSON child, which may come after the element. What says
// the same as before is no news.
import { jsonOf } from '../walk/inputs.js';
import { copyOf, isSame } from '../walk/same.js';

/** In Markdown a paragraph may have been put around it. */
const CHILD = ':is(:scope, :scope > p) > script[type="application/json" i]';

export class GivenData {
  /** As it was when it was set: a page may change its arrays, and set them again. @type {unknown} */
  #copy = null;
  /** @type {string | null} */
  #json = null;
  #children = new MutationObserver(() => this.#look());

  /**
   * @param {Element} element
   * @param {import('../walk/inputs.js').Inputs} inputs
   * @param {() => void} onNews  the inputs have other numbers, or know why there are none
   */
  constructor(element, inputs, onNews) {
    this.element = element;
    this.inputs = inputs;
    this.onNews = onNews;
  }

  /** @param {any} value */
  set(value) {
    if (isSame(this.#copy, value ?? null)) return;
    this.#copy = copyOf(value ?? null);
    if (!value) return void (this.inputs.numbers = null);
    this.inputs.takePage(() => value);
    this.onNews();
  }

  get hasChild() {
    return this.element.querySelector(CHILD) !== null;
  }

  /** From now on a child is taken when it comes, and again when its text changes. */
  watch() {
    this.#children.observe(this.element, { childList: true, subtree: true, characterData: true });
    this.#look();
  }

  stop() {
    this.#children.disconnect();
  }

  #look() {
    const json = this.element.querySelector(CHILD)?.textContent ?? null;
    if (json === null || json === this.#json || this.#copy) return; // what a script set wins
    this.#json = json;
    this.inputs.takePage(() => jsonOf(json));
    this.onNews();
  }
}

/** When the parser is behind an element: all children that its page was written with are there. @param {Node} element @returns {Promise<void>} */
export function parsed(element) {
  const isBehind = () => document.readyState !== 'loading' || hasNext(element);
  return new Promise((resolve) => {
    const check = () => {
      if (!isBehind()) return;
      observer.disconnect();
      document.removeEventListener('readystatechange', check);
      resolve();
    };
    const observer = new MutationObserver(check);
    observer.observe(document, { childList: true, subtree: true });
    document.addEventListener('readystatechange', check);
    check();
  });
}

/** Whether anything stands after a node. @param {Node | null} node @returns {boolean} */
const hasNext = (node) => node !== null && (node.nextSibling !== null || hasNext(node.parentNode));
