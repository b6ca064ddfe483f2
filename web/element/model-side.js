// What a widget does with whole models: pictures, sentences of a model that was loaded on demand, and
// model files of the reader's own. Part of what is loaded when one of them is asked for.
import { AttentionError } from '../engine/attention-error.js';
import { OWN_MODEL } from '../walk/inputs.js';
import { Passages, readsText } from '../walk/passages.js';
import { fetchModel } from '../walk/shelf.js';
import { ON_DEMAND, PICTURES } from '../walk/model-list.js';
import { phrase } from '../walk/strings.js';
import { Waiting } from '../walk/waiting.js';
import { AS_GIVEN } from '../walk/what-if.js';
import { decodePicture } from './decode-picture.js';
import { ModelControls } from './model-controls.js';

/**
 * @typedef {import('./subject.js').Choice} Choice
 * @typedef {import('../walk/passage.js').Passage} Passage
 * @typedef {import('../walk/what-if.js').WhatIf} WhatIf
 * @typedef {import('../walk/walk.js').WalkInput} WalkInput
 * @typedef {{ passage: Passage, run: import('../engine/engine.js').Run, layer: number, query: number, choice: Choice,
 *   pictures: import('./picture-panel.js').Pictures | null, base: WalkInput | null, whatIf: WhatIf }} Taken
 *
 * What it asks of the widget.
 * @typedef {object} WidgetSide
 * @property {import('./view.js').View} view
 * @property {import('../walk/inputs.js').Inputs} inputs
 * @property {() => { example: string, layer: number, query: number, length: number, ticket: number, hasPictures: boolean }} now
 *   ticket: of what was asked for last
 * @property {(example: string, choice?: Choice) => void | Promise<void>} load
 * @property {(example: string, taken: Taken) => void} take
 * @property {(changed: string[]) => void} show  after something the reader did
 * @property {(action: () => Promise<void>) => boolean | Promise<boolean>} attempt
 * @property {(error: unknown) => void} fail
 */

export class ModelSide {
  #widget;
  #passages;
  #controls;

  /** @param {import('../engine/engine.js').Engine} engine  with its models loaded @param {WidgetSide} widget */
  constructor(engine, widget) {
    const { view } = widget;
    this.#widget = widget;
    this.#passages = new Passages(engine);
    this.#controls = new ModelControls(view.strings, view.on, view.tokens);
    view.admit(this.#controls);
  }

  /** For the trained sentences. */
  get passages() {
    return this.#passages;
  }

  /** @param {string} example @param {WalkInput} input  with pictures, or of a guest @param {Choice} choice */
  load(example, input, choice) {
    const passages = this.#passages;
    if (input.pictures) {
      return this.#loadPassage(example, passages.ofPicture(input, choice), choice);
    }
    if (!passages.guest(example)) return this.#askForGuest(example);
    return this.#loadPassage(example, passages.ofGuest(example, choice), choice);
  }

  /** After the view has taken over the walk. @param {string} example */
  showText(example) {
    const guest = this.#passages.guest(example);
    if (guest && !guest.model.image) {
      this.#controls.reader.showText(guest.text, readsText(guest.model));
    }
  }

  /** The model of the example that is shown, which is fetched on demand. */
  openShown() {
    const { example } = this.#widget.now();
    const shipped = ON_DEMAND.find(({ id }) => id === example) ?? ON_DEMAND[0];
    return this.openGuest(shipped.id, (call) => fetchModel(shipped, call), {});
  }

  /** @param {any} given  a file of a model, or `{ file, config }` */
  async openModel(given) {
    const { file = given, config = {} } = given.file ? given : {};
    const isBlob = typeof file.slice === 'function' && typeof file.size === 'number';
    const about = { ...(file.name ? { name: file.name } : {}), ...config };
    await this.openGuest(OWN_MODEL, async () => (isBlob ? file : new Blob([file])), about);
  }

  /** @param {File} weights @param {() => Promise<object>} config */
  async openFile(weights, config) {
    const shipped = ON_DEMAND.find(({ model }) => weights.name.startsWith(model));
    const example = shipped?.id ?? OWN_MODEL;
    const about = { name: weights.name, ...(await config()) };
    await this.openGuest(example, async () => weights, about);
  }

  /** @param {string} text  for the guest that is shown */
  read(text) {
    const widget = this.#widget;
    const { example } = widget.now();
    const guest = this.#passages.guest(example);
    if (!guest) return;
    const before = guest.text;
    guest.text = text;
    void Promise.resolve(widget.load(example, { query: 0 })).then(
      () => widget.show(['text']),
      (error) => {
        guest.text = before;
        this.#controls.reader.showError(error.message);
        widget.fail(error);
      },
    );
  }

  /** @param {File} file  a picture */
  async takePicture(file) {
    const widget = this.#widget;
    const picture = await decodePicture(file);
    const { example, hasPictures } = widget.now();
    await widget.load(hasPictures ? example : PICTURES[0].id, { picture });
    widget.show(['picture']);
  }

  /**
   * Walks a layer of a passage when it is there, unless something else was asked for meanwhile.
   * @param {string} example
   * @param {Promise<import('../walk/passages.js').Opened>} opening
   * @param {Choice} choice
   */
  async #loadPassage(example, opening, choice) {
    const widget = this.#widget;
    const { keepsLayer = false, query } = choice;
    const { ticket } = widget.now();
    const opened = await opening;
    const { passage, pictures, base = null, whatIf = AS_GIVEN } = opened;
    const now = widget.now();
    const stays = now.example === example || keepsLayer;
    const layer = stays ? Math.min(now.layer, passage.numLayers - 1) : 0;
    const run = await passage.layer(layer);
    if (ticket !== widget.now().ticket) {
      run.dispose();
      return passage.dispose();
    }
    const asks = query ?? (stays ? widget.now().query : 0);
    widget.take(example, { passage, run, layer, query: asks, choice, pictures, base, whatIf });
  }

  /** Until its model is there, the walk that was shown stays below the panel that asks for it. @param {string} example */
  async #askForGuest(example) {
    const { view, inputs, now, load } = this.#widget;
    if (example === OWN_MODEL) {
      throw new AttentionError('unsupported', 'example: no model file of your own is open here');
    }
    if (now().length === 0) await load(inputs.examples[0].id);
    this.#controls.reader.ask();
    view.choice.choose(example);
    throw new Waiting();
  }

  /**
   * Opens a model file, with its progress shown and a way to give up.
   * @param {string} example
   * @param {(call: import('../engine/model-types.js').LongCall) => Promise<Blob>} getFile
   * @param {object} config
   */
  async openGuest(example, getFile, config) {
    const { view, inputs, load, show, attempt } = this.#widget;
    const cancel = new AbortController();
    const { signal } = cancel;
    const name = inputs.examples.find(({ id }) => id === example)?.title ?? example;
    const progress = (/** @type {string} */ key) => ({
      signal,
      onProgress: (/** @type {number} */ done) => {
        const share = `${Math.round(100 * done)}\u2009%`;
        view.showProgress(phrase(view.strings, key, { name, share }), () => cancel.abort());
      },
    });
    try {
      const loading = progress('model.loading');
      loading.onProgress(0);
      await this.#passages.admit(example, await getFile(loading), config, loading);
      view.choice.reveal(example);
      await load(example, { call: progress('model.running') });
      show(['example']);
    } catch (error) {
      if (signal.aborted || error instanceof Waiting) return view.showProgress(null);
      view.showProgress(error instanceof Error ? error.message : String(error));
      await attempt(() => Promise.reject(error));
    }
  }
}
