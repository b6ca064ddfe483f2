// What is printed is light and whole: before a page is printed, its walks are dressed and painted for paper.
import css from './print.css';
import { sheetOf } from './style.js';

export class Printing {
  #media = window.matchMedia('print');
  #events = /** @type {[EventTarget, string][]} */ ([
    [window, 'beforeprint'],
    [window, 'afterprint'],
    [this.#media, 'change'],
  ]);
  #listen = (/** @type {Event} */ { type }) =>
    this.#dress(type === 'beforeprint' || this.#media.matches);

  /** @param {ShadowRoot} root @param {() => void} onDressed  the last moment to paint */
  constructor(root, onDressed) {
    this.root = root;
    this.onDressed = onDressed;
  }

  get isForPaper() {
    return this.root.adoptedStyleSheets.includes(sheetOf(css));
  }

  connect() {
    for (const [target, type] of this.#events) target.addEventListener(type, this.#listen);
  }

  disconnect() {
    for (const [target, type] of this.#events) target.removeEventListener(type, this.#listen);
  }

  /** @param {boolean} isForPaper */
  #dress(isForPaper) {
    if (this.isForPaper === isForPaper) return;
    const sheet = sheetOf(css);
    const others = this.root.adoptedStyleSheets.filter((one) => one !== sheet);
    this.root.adoptedStyleSheets = isForPaper ? [...others, sheet] : others;
    this.onDressed();
  }
}
