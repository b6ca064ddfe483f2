// The panel of a model that is loaded on demand: the way to load it, and then what it reads.
import { h, setText } from '../dom.js';
import { told } from '../told.js';

const TYPING_PAUSE_MS = 350;

export class ReadingPanel {
  #timer = 0;
  #error = h('p', { class: 'own-error', role: 'alert' });
  #name = h('span', {});
  #hint = h('p', { class: 'pad-hint' });

  /** @param {import('../../text/index.js').Words} words @param {{ load: () => void, text: (text: string) => void, files: (files: File[]) => void }} on */
  constructor(words, on) {
    const text = (/** @type {string} */ key) => words.say(key);
    this.words = words;
    const file = h('input', {
      type: 'file',
      accept: '.safetensors,.bin,.pt,.pth,.ckpt,.json,.txt',
      multiple: true,
      hidden: true,
      onchange: () => on.files([...(file.files ?? [])]),
    });
    const load = h(
      'button',
      { type: 'button', class: 'button primary', onclick: on.load },
      text('reading.load'),
    );
    const open = h(
      'button',
      { type: 'button', class: 'button', onclick: () => file.click() },
      text('reading.open'),
    );
    this.need = h(
      'div',
      { class: 'reading-need' },
      h('p', {}, text('reading.need')),
      h('div', { class: 'nav-buttons' }, load, open, file),
    );
    this.input = h('input', {
      type: 'text',
      class: 'own-text',
      autocomplete: 'off',
      spellcheck: false,
      maxLength: 600,
      oninput: () => {
        clearTimeout(this.#timer);
        this.#timer = window.setTimeout(() => on.text(this.input.value), TYPING_PAUSE_MS);
      },
    });
    this.reading = h(
      'div',
      {},
      h('label', { class: 'reading-label' }, this.#name, this.input),
      this.#hint,
    );
    this.element = h(
      'section',
      { class: 'own', 'aria-label': text('reading.title'), hidden: true },
      this.need,
      this.reading,
      this.#error,
    );
  }

  get isAsking() {
    return !this.element.hidden && !this.need.hidden;
  }

  /** The model is not there yet. */
  ask() {
    this.#show(false);
  }

  /** @param {string} value @param {{ readsText: boolean, noTokenizer?: string }} model  of words, or of numbers of tokens */
  showText(value, { readsText, noTokenizer = '' }) {
    this.#show(true);
    setText(this.#name, this.words.say(readsText ? 'reading.text' : 'reading.ids'));
    const numbers = noTokenizer ? 'reading.noTokenizer' : 'reading.idsHint';
    const hint = readsText ? 'reading.textHint' : numbers;
    setText(this.#hint, this.words.say(hint, { reason: noTokenizer }));
    if (this.input.value !== value) this.input.value = value;
  }

  /** @param {unknown} error  null: nothing is wrong */
  showError(error) {
    this.#error.replaceChildren(...(error === null ? [] : told(this.words, error)));
  }

  /** @param {boolean} isThere */
  #show(isThere) {
    this.element.hidden = false;
    this.need.hidden = isThere;
    this.reading.hidden = !isThere;
    this.showError(null);
  }
}
