// A sheet that lies over the picture, for what is read now and then: numbers, concepts, the end of a walk.
import { focusedIn, h } from '../dom.js';

export class Sheet {
  /** @type {HTMLElement | null} what had the focus before */
  #before = null;

  /**
   * @param {import('../../text/index.js').Words} words @param {string} title @param {HTMLElement} content
   * @param {() => void} [onClose]  closes it, where more than the sheet must know; absent: it closes itself
   */
  constructor(words, title, content, onClose = () => this.close()) {
    this.content = content;
    this.leave = onClose;
    this.closer = h('button', { type: 'button', class: 'button close', onclick: onClose }, '×');
    this.closer.setAttribute('aria-label', words.say('close'));
    this.element = h(
      'section',
      { class: 'sheet', 'aria-label': title, hidden: true },
      h('div', { class: 'sheet-head' }, h('strong', {}, title), this.closer),
      content,
    );
  }

  get isOpen() {
    return !this.element.hidden;
  }

  open() {
    // An item of a menu is hidden again with it.
    const before = focusedIn(this.element);
    this.#before = before?.closest('details')?.querySelector('summary') ?? before;
    this.element.hidden = false;
    // A link that opens it takes no focus from the page.
    if (before) this.closer.focus({ preventScroll: true });
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.#before?.focus({ preventScroll: true });
  }
}
