// The panel "Your own…": its fields, which come with the part of the script that is loaded on demand, and what is said of
// own words or numbers.
import { loadModelsPart } from '../../engine/models-part.js';
import { FIRST_WORDS } from '../../walk/inputs.js';
import { ask, fillDressed } from '../ask.js';
import { h } from '../dom.js';
import { onDemand } from '../on-demand.js';
import { told } from '../told.js';

/** Wait after the first drawing before the fields are fetched that nobody has asked for. */
const LATER_MS = 300;

/**
 * @typedef {import('../../walk/inputs.js').TypedWords} TypedWords
 * @typedef {import('./own-input.js').Handlers & { failed: (error: unknown) => void }} Handlers
 */

export class Own {
  #error = h('p', { class: 'own-error', role: 'alert' });
  #note = h('p', { class: 'own-note' });
  /** Where the fields are or will be. */
  #place = h('div', { class: 'own-row' });
  /** @type {import('./own-input.js').OwnInput | null} */
  #fields = null;
  /** @type {TypedWords} */
  #typed = FIRST_WORDS;
  /** @type {import('../../text/index.js').Values | null} */
  #taken = null;
  /** @type {unknown} */
  #refused = null;

  /** @param {import('../../text/index.js').Words} words @param {Handlers} on */
  constructor(words, on) {
    this.words = words;
    this.on = on;
    this.element = h(
      'section',
      { class: 'own', 'aria-label': words.say('own.title'), hidden: true },
      this.#place,
      this.#note,
      this.#error,
    );
  }

  /**
   * Gets the fields.
   * @param {boolean} isAsked  by a reader, who is told where they cannot be had; numbers of the page go without
   */
  async complete(isAsked) {
    if (this.#fields || this.element.hidden) return;
    if (isAsked || onDemand.dress) return ask(this, this.#place, this.#fill);
    await new Promise((resolve) => setTimeout(resolve, LATER_MS));
    try {
      await loadModelsPart();
      fillDressed(this.#place, this.#fill);
    } catch (error) {
      console.info(`<attention-walk> ${/** @type {Error} */ (error).message}`);
      this.#place.hidden = true;
      this.element.hidden ||= this.#refused === null && this.#taken === null;
    }
  }

  #fill = (/** @type {import('../ask.js').Part} */ { OwnInput }) => {
    this.#fields ??= new OwnInput(this.words, this.on);
    this.#fields.typed = this.#typed;
    this.#place.hidden = false;
    this.#place.replaceChildren(...this.#fields.elements);
  };

  /** @param {TypedWords} typed */
  set typed(typed) {
    this.#typed = typed;
    if (this.#fields) this.#fields.typed = typed;
  }

  /** What a reader has written, from the same panel in another language. @param {Own} before */
  takeOver(before) {
    if (before.#refused !== null) this.element.hidden = before.element.hidden;
    if (before.#fields) {
      fillDressed(this.#place, this.#fill);
      this.#fields?.takeOver(before.#fields);
    } else void this.complete(false);
    this.showNote(before.#taken);
    this.showError(before.#refused);
  }

  /** Reads a picked or dropped file. @param {File | undefined} file */
  async take(file) {
    if (!file) return;
    const json = await file.text();
    this.#fields?.showJson(json);
    this.on.data(json);
  }

  /** @param {unknown} error  null when all is well */
  showError(error) {
    this.#refused = error;
    this.#error.replaceChildren(...(error === null ? [] : told(this.words, error)));
  }

  /** Shows the panel with what is wrong with what it was given. @param {unknown} error @param {boolean} isAsked  by a reader */
  refuse(error, isAsked) {
    this.element.hidden = false;
    this.showError(error);
    this.showNote(null);
    void this.complete(isAsked);
  }

  /** What the numbers are that were taken; null where words were. @param {import('../../text/index.js').Values | null} taken */
  showNote(taken) {
    this.#taken = taken;
    this.#note.textContent = taken ? this.words.say('own.loaded', taken) : '';
  }
}
