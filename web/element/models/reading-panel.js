// The panel of a model that is loaded on demand: the way to load it, and then what it reads.
import { phrase } from '../../text/en.js';
import { h, setText } from '../dom.js';

const TYPING_PAUSE_MS = 350;

export class GuestPanel {
  #timer = 0;
  #error = h('p', { class: 'own-error', role: 'alert' });
  #name = h('span', {});
  #hint = h('p', { class: 'pad-hint' });

  /** @param {Record<string, string>} strings @param {{ load: () => void, text: (text: string) => void, files: (files: File[]) => void }} on */
  constructor(strings, on) {
    const text = (/** @type {string} */ key) => phrase(strings, key);
    this.strings = strings;
    const file = h('input', {
      type: 'file',
      accept: '.safetensors,.json',
      multiple: true,
      hidden: true,
      onchange: () => on.files([...(file.files ?? [])]),
    });
    const load = h(
      'button',
      { type: 'button', class: 'button primary', onclick: on.load },
      text('guest.load'),
    );
    const open = h(
      'button',
      { type: 'button', class: 'button', onclick: () => file.click() },
      text('guest.open'),
    );
    this.need = h(
      'div',
      { class: 'guest-need' },
      h('p', {}, text('guest.need')),
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
      h('label', { class: 'guest-label' }, this.#name, this.input),
      this.#hint,
    );
    this.element = h(
      'section',
      { class: 'own', 'aria-label': text('guest.title'), hidden: true },
      this.need,
      this.reading,
      this.#error,
    );
  }

  /** The model is not there yet. */
  ask() {
    this.#show(false);
  }

  /** @param {string} value @param {boolean} hasVocabulary  words, else numbers of tokens */
  showText(value, hasVocabulary) {
    this.#show(true);
    setText(this.#name, phrase(this.strings, hasVocabulary ? 'guest.text' : 'guest.ids'));
    setText(this.#hint, phrase(this.strings, hasVocabulary ? 'guest.textHint' : 'guest.idsHint'));
    if (this.input.value !== value) this.input.value = value;
  }

  /** @param {string} message  empty: nothing is wrong */
  showError(message) {
    setText(this.#error, message);
  }

  /** @param {boolean} isThere */
  #show(isThere) {
    this.element.hidden = false;
    this.need.hidden = isThere;
    this.reading.hidden = !isThere;
    this.showError('');
  }
}
