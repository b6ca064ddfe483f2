// The fields of the panel "Your own…": typed words, or numbers pasted, picked or dropped as JSON. Decides nothing about
// them: the core does.
import { h } from '../dom.js';

const TYPING_PAUSE_MS = 250;
const D_MODELS = [4, 8, 16, 32];
const HEADS = [1, 2, 4, 8];

/** Longer ones are not shown again. */
const MOST_JSON = 20000;

/**
 * @typedef {import('../../walk/inputs.js').TypedWords} TypedWords
 * @typedef {{ words: (words: TypedWords) => void, data: (json: string) => void, files: (files: File[]) => void }} Handlers
 */

export class OwnInput {
  #timer = 0;
  /** @param {import('../../text/index.js').Words} words @param {Handlers} on */
  constructor(words, on) {
    const text = (/** @type {string} */ key) => words.say(key);
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
      accept: '.json,application/json,.safetensors,.bin,.pt,.pth,.ckpt,.txt',
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
    this.elements = [
      h('label', { class: 'grow' }, h('span', {}, text('own.text')), this.text),
      h('label', {}, h('span', {}, text('own.dModel')), this.dModel),
      h('label', {}, h('span', {}, text('own.heads')), this.numHeads),
      h('label', { class: 'check' }, this.positions, h('span', {}, text('own.positions'))),
      h('label', { class: 'check' }, this.causal, h('span', {}, text('own.causal'))),
      more,
    ];
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

  /** What a reader has written, from the same fields in another language. @param {OwnInput} before */
  takeOver(before) {
    this.json.value = before.json.value;
  }

  /** What was picked or dropped. @param {string} json */
  showJson(json) {
    this.json.value = json.length < MOST_JSON ? json : '';
  }
}

/** @param {number[]} values @param {import('../../text/index.js').Words} words @param {() => void} onchange */
const select = (values, words, onchange) =>
  h(
    'select',
    { onchange },
    ...values.map((value) => h('option', { value: String(value) }, words.plain(value))),
  );
