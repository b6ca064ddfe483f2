// The panel "Your own…": typed words, or numbers pasted, picked or dropped as JSON. Decides nothing about them: the core does.
import { FIRST_WORDS } from '../../walk/inputs.js';
import { h } from '../dom.js';

const TYPING_PAUSE_MS = 250;
const D_MODELS = [4, 8, 16, 32];
const HEADS = [1, 2, 4, 8];

/** @typedef {import('../../walk/inputs.js').TypedWords} TypedWords */

export class OwnInput {
  #timer = 0;
  #error = h('p', { class: 'own-error', role: 'alert' });
  #note = h('p', { class: 'own-note' });

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
    this.dModel = select(D_MODELS, chosen);
    this.numHeads = select(HEADS, chosen);
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
      ),
      h(
        'details',
        { class: 'own-details' },
        h('summary', {}, text('own.json')),
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

  /** RunNumbers a picked or dropped file. @param {File | undefined} file */
  async take(file) {
    if (!file) return;
    const json = await file.text();
    this.json.value = json.length < 20000 ? json : '';
    this.on.data(json);
  }

  /** @param {string} message  empty when all is well */
  showError(message) {
    this.#error.textContent = message;
  }

  /** @param {string} note */
  showNote(note) {
    this.#note.textContent = note;
  }
}

/** @param {number[]} values @param {() => void} onchange */
const select = (values, onchange) =>
  h(
    'select',
    { onchange },
    ...values.map((value) => h('option', { value: String(value) }, String(value))),
  );
