// The panel "Your own…": typed words, or numbers pasted, picked or dropped as JSON. Decides nothing about them: the core does.
import { FIRST_WORDS } from '../../walk/inputs.js';
import { h } from '../dom.js';
import { told } from '../told.js';

const TYPING_PAUSE_MS = 250;
const D_MODELS = [4, 8, 16, 32];
const HEADS = [1, 2, 4, 8];

/** @typedef {import('../../walk/inputs.js').TypedWords} TypedWords */

export class OwnInput {
  #timer = 0;
  #error = h('p', { class: 'own-error', role: 'alert' });
  #note = h('p', { class: 'own-note' });
  /** @type {import('../../text/index.js').Values | null} */
  #taken = null;
  /** @type {unknown} */
  #refused = null;

  /** @param {import('../../text/index.js').Words} words @param {{ words: (words: TypedWords) => void, data: (json: string) => void,
   *   files: (files: File[]) => void }} on */
  constructor(words, on) {
    const text = (/** @type {string} */ key) => words.say(key);
    this.on = on;
    this.words = words;
    const typed = () => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => on.words(this.typed), TYPING_PAUSE_MS);
    };
    const chosen = () => on.words(this.typed);
    this.text = h('input', {
      type: 'text',
      class: 'own-text',
      oninput: typed,
      spellcheck: false,
      autocomplete: 'off',
      maxLength: 600,
    });
    this.dModel = select(D_MODELS, words, chosen);
    this.numHeads = select(HEADS, words, chosen);
    this.positions = h('input', { type: 'checkbox', onchange: chosen });
    this.causal = h('input', { type: 'checkbox', onchange: chosen });
    this.json = h('textarea', {
      rows: 4,
      spellcheck: false,
      class: 'own-json',
      placeholder: '{ "x": [[0.1, 0.2], [0.3, 0.4]], "numHeads": 1 }',
    });
    const file = h('input', {
      type: 'file',
      accept: '.json,application/json,.safetensors',
      multiple: true,
      class: 'sr-only',
      onchange: () => {
        on.files([...(file.files ?? [])]);
        file.value = '';
      },
    });
    const more = h(
      'details',
      { class: 'own-details' },
      h('summary', {}, text('own.json')),
      h(
        'div',
        { class: 'own-body' },
        h('p', { class: 'own-note' }, text('own.jsonHint')),
        h('p', { class: 'own-note' }, text('own.modelHint')),
        h('label', {}, h('span', { class: 'sr-only' }, text('own.json')), this.json),
        h(
          'div',
          { class: 'own-row' },
          h(
            'button',
            { type: 'button', class: 'button', onclick: () => on.data(this.json.value) },
            text('own.use'),
          ),
          h('label', { class: 'button file' }, file, text('own.file')),
        ),
      ),
    );
    this.element = h(
      'section',
      { class: 'own', 'aria-label': text('own.title') },
      h(
        'div',
        { class: 'own-row' },
        h('label', { class: 'grow' }, h('span', {}, text('own.text')), this.text),
        h('label', {}, h('span', {}, text('own.dModel')), this.dModel),
        h('label', {}, h('span', {}, text('own.heads')), this.numHeads),
        h('label', { class: 'check' }, this.positions, h('span', {}, text('own.positions'))),
        h('label', { class: 'check' }, this.causal, h('span', {}, text('own.causal'))),
        more,
      ),
      this.#note,
      this.#error,
    );
    this.typed = FIRST_WORDS;
  }

  /** @returns {TypedWords} */
  get typed() {
    return {
      text: this.text.value,
      dModel: Number(this.dModel.value),
      numHeads: Number(this.numHeads.value),
      positions: this.positions.checked,
      causal: this.causal.checked,
    };
  }

  /** @param {TypedWords} typed */
  set typed({ text, dModel, numHeads, positions, causal }) {
    if (this.text.value !== text) this.text.value = text;
    this.dModel.value = String(dModel);
    this.numHeads.value = String(numHeads);
    this.positions.checked = positions;
    this.causal.checked = causal;
  }

  /** What a reader has written, from the same panel in another language. @param {OwnInput} before */
  takeOver(before) {
    this.json.value = before.json.value;
    this.showNote(before.#taken);
    this.showError(before.#refused);
    if (before.#refused !== null) this.element.hidden = before.element.hidden;
  }

  /** Reads a picked or dropped file. @param {File | undefined} file */
  async take(file) {
    if (!file) return;
    const json = await file.text();
    this.json.value = json.length < 20000 ? json : '';
    this.on.data(json);
  }

  /** @param {unknown} error  null when all is well */
  showError(error) {
    this.#refused = error;
    this.#error.replaceChildren(...(error === null ? [] : told(this.words, error)));
  }

  /** What the numbers are that were taken; null where words were. @param {import('../../text/index.js').Values | null} taken */
  showNote(taken) {
    this.#taken = taken;
    this.#note.textContent = taken ? this.words.say('own.loaded', taken) : '';
  }
}

/** @param {number[]} values @param {import('../../text/index.js').Words} words @param {() => void} onchange */
const select = (values, words, onchange) =>
  h(
    'select',
    { onchange },
    ...values.map((value) => h('option', { value: String(value) }, words.plain(value))),
  );
