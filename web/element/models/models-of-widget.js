// What a widget does with whole models: pictures, sentences of a model that was loaded on demand, and
// model files of the reader's own. Part of what is loaded when one of them is asked for.
import { refusal } from '../../engine/refusal.js';
import { exampleText } from '../../walk/example-text.js';
import { OWN_MODEL } from '../../walk/inputs.js';
import { ModelRunner } from '../../walk/model-runner.js';
import { fetchModel } from '../../walk/load-model.js';
import { ON_DEMAND, PICTURES } from '../../walk/shipped-models.js';
import { Waiting } from '../../walk/not-there-yet.js';
import { told } from '../told.js';
import { decodePicture } from './decode-picture.js';
import { ModelControls } from './model-controls.js';
import { sideOf } from './widget-side.js';

/**
 * @typedef {import('../walk-loader.js').Choice} Choice
 * @typedef {import('../../walk/walk.js').WalkInput} WalkInput
 */

/** What takes no longer is not told. */
const UNTOLD_MS = 400;

export class ModelSide {
  #widget;
  #runner;
  #controls;
  /** While the text grows by a token: one at a time. @type {Promise<void> | null} */
  #goesOn = null;

  /** @param {import('../../engine/engine.js').Engine} engine  with its models loaded @param {import('../walk-loader.js').WalkLoader} loader */
  constructor(engine, loader) {
    this.#widget = sideOf(loader);
    this.#runner = new ModelRunner(engine);
    this.#controls = this.#build();
  }

  #build() {
    const { view } = this.#widget;
    const controls = new ModelControls(view.words, view.tokens, {
      goTo: view.on.goTo,
      files: view.on.files,
      load: () => void this.openShown(),
      text: (text) => this.read(text),
      next: (token) => this.#goOn(token),
      sample: (sample) => this.#show({ sample }),
      picture: (picture, drawn) => this.#show({ picture, drawn }),
      file: (file) =>
        void this.#widget.attempt(
          () => this.takePicture(file),
          (error) => view.showProgress(told(view.words, error)),
        ),
    });
    view.admit(controls);
    return controls;
  }

  /** Moves the controls into a view in another language. */
  speak() {
    this.#controls = this.#build();
  }

  /** Runs what examples show through models. */
  get runner() {
    return this.#runner;
  }

  /** @param {string} example @param {WalkInput} input  with pictures, or of a model on demand @param {Choice} choice */
  load(example, input, choice) {
    const runner = this.#runner;
    if (input.pictures) {
      return this.#loadRun(example, runner.ofPicture(input, choice), choice);
    }
    if (!runner.opened(example)) return this.#askForModel(example);
    return this.#loadRun(example, runner.ofOpened(example, choice), choice);
  }

  /** After the view has taken over the walk. @param {string} example */
  showText(example) {
    const opened = this.#runner.opened(example);
    if (opened && !opened.model.image) {
      this.#controls.reader.showText(opened.text, opened.model);
    }
  }

  /** The model of the example that is shown, which is fetched on demand. */
  openShown() {
    const { example } = this.#widget.now();
    const shipped = ON_DEMAND.find(({ id }) => id === example) ?? ON_DEMAND[0];
    return this.openOnDemand(shipped.id, (call) => fetchModel(shipped, call), {});
  }

  /** @param {any} given  a file of a model, a list of them, or `{ file, config }` of either */
  async openModel(given) {
    const { file = given, config = {} } = given.file ? given : {};
    await this.openOnDemand(OWN_MODEL, async () => file, config);
  }

  /** @param {File[]} files  of one model, in any order */
  async openFiles(files) {
    const named = (/** @type {string} */ model) => files.some(({ name }) => name.startsWith(model));
    const shipped = ON_DEMAND.find(({ model }) => named(model));
    await this.openOnDemand(shipped?.id ?? OWN_MODEL, async () => files, {});
  }

  /** @param {string} text  for the opened model that is shown */
  read(text) {
    const isCausal = this.#opened?.model.hasNextToken;
    void this.#reread({ text, tokenIds: undefined }, isCausal ? Infinity : 0);
  }

  /** Another token for the causal model that is shown; it becomes the Query. @param {import('../../engine/engine.js').NextToken} token */
  #goOn({ id }) {
    const { modelRun } = this.#widget.now();
    const opened = this.#opened;
    if (!modelRun || !opened || this.#goesOn) return;
    const tokenIds = [...modelRun.tokenIds, id];
    this.#goesOn = textOf(opened, tokenIds).then((text) =>
      this.#reread({ text, tokenIds }, tokenIds.length - 1),
    );
    void this.#goesOn.finally(() => (this.#goesOn = null));
  }

  get #opened() {
    return this.#runner.opened(this.#widget.now().example);
  }

  /** @param {{ text: string, tokenIds: number[] | undefined }} given @param {number} query */
  async #reread(given, query) {
    const widget = this.#widget;
    const { example } = widget.now();
    const opened = this.#opened;
    if (!opened) return;
    const { text, tokenIds } = opened;
    Object.assign(opened, given);
    const cancel = new AbortController();
    const from = performance.now() + UNTOLD_MS;
    try {
      const call = this.#progress(example, 'model.running', cancel, from);
      await widget.reload(example, { query, call });
      widget.show(['text']);
    } catch (error) {
      Object.assign(opened, { text, tokenIds });
      widget.view.showProgress(null);
      if (cancel.signal.aborted) return;
      this.#controls.reader.showError(error);
      widget.fail(error);
    }
  }

  /** Another picture for the model that is shown. @param {Choice} choice */
  #show(choice) {
    const { byUser, now, reload, show } = this.#widget;
    byUser(async () => {
      await reload(now().example, choice);
      show(['picture']);
    });
  }

  /**
   * What a reader dropped or picked: a model, or else a picture.
   * @param {File[] | undefined} model @param {File | undefined} picture
   */
  async take(model, picture) {
    if (model) await this.openFiles(model);
    else if (picture) await this.takePicture(picture);
  }

  /** @param {File} file  a picture */
  async takePicture(file) {
    const widget = this.#widget;
    const picture = await decodePicture(file);
    const { example, hasPictures } = widget.now();
    await widget.reload(hasPictures ? example : PICTURES[0].id, { picture });
    widget.show(['picture']);
  }

  /**
   * Walks a layer of a modelRun when it is there, unless something else was asked for meanwhile.
   * @param {string} example
   * @param {Promise<import('../../walk/model-runner.js').Opened>} opening
   * @param {Choice} choice
   */
  async #loadRun(example, opening, choice) {
    const widget = this.#widget;
    const { keepsLayer = false, query } = choice;
    const { ticket } = widget.now();
    const opened = await opening;
    const { modelRun, pictures } = opened;
    const now = widget.now();
    const stays = now.example === example || keepsLayer;
    const layer = stays ? Math.min(now.layer, modelRun.numLayers - 1) : 0;
    // What comes next is read off the last token.
    const first = modelRun.hasNextToken ? modelRun.length - 1 : 0;
    const asks = query ?? (stays ? now.query : first);
    const from = { layer, window: stays ? now.window : 0, query: asks };
    const place = { layer, ...modelRun.follow(from, layer) };
    const run = await modelRun.layer(layer, place.window);
    if (ticket !== widget.now().ticket) {
      run.dispose();
      return modelRun.dispose();
    }
    widget.take(example, { modelRun, run, place, choice, pictures });
  }

  /** Until its model is there, the panel that asks for it stands alone: no other walk under its name. @param {string} example */
  async #askForModel(example) {
    const { inputs, now, load } = this.#widget;
    if (example === OWN_MODEL) {
      throw refusal('unsupported', 'error.ownModel.none');
    }
    if (now().length === 0) await load(inputs.examples[0].id);
    this.#widget.view.ask(example, {
      over: now().example,
      show: () => this.#controls.reader.ask(),
    });
    throw new Waiting();
  }

  /**
   * Shows how far something has come, and the way to give up.
   * @param {string} example @param {string} key  of the text @param {AbortController} cancel @param {number} [from]  when it is
   *   worth a word
   */
  #progress(example, key, cancel, from = 0) {
    const known = this.#widget.inputs.examples.find(({ id }) => id === example);
    return {
      signal: cancel.signal,
      onProgress: (/** @type {number} */ done) => {
        if (performance.now() < from) return;
        const { view } = this.#widget;
        const name = (known && exampleText(view.words, known, 'title')) ?? example;
        const share = view.words.percent(done, 0);
        view.showProgress(view.words.say(key, { name, share }), () => cancel.abort());
      },
    };
  }

  /**
   * Opens the files of a model, with their progress shown and a way to give up.
   * @param {string} example
   * @param {(call: import('../../engine/model-types.js').LongCall) => Promise<import('../../engine/model-types.js').ModelFiles>} getFiles
   * @param {object} config
   */
  async openOnDemand(example, getFiles, config) {
    const widget = this.#widget;
    const { load, show, attempt } = widget;
    const cancel = new AbortController();
    const { signal } = cancel;
    const progress = (/** @type {string} */ key) => this.#progress(example, key, cancel);
    try {
      const loading = progress('model.loading');
      loading.onProgress(0);
      await this.#runner.admit(example, await getFiles(loading), config, loading);
      widget.view.choice.reveal(example);
      await load(example, { call: progress('model.running') });
      show(['example']);
    } catch (error) {
      if (signal.aborted || error instanceof Waiting) return widget.view.showProgress(null);
      widget.view.showProgress(told(widget.view.words, error));
      await attempt(() => Promise.reject(error));
    }
  }
}

/**
 * What the reader has typed, and what was added to it: as the model's tokenizer writes it, where it knows the way back.
 * @param {import('../../walk/model-runner.js').OpenedModel} opened @param {number[]} tokenIds
 */
async function textOf({ model, text }, tokenIds) {
  if (!model.readsText) return tokenIds.join(' ');
  return model.decode(tokenIds).catch(() => text);
}
