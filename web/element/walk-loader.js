// What is walked, and how it comes: at once where it is an example of one layer or own numbers; when its
// model is there where it is a sentence with trained weights, a picture or a model file. What is asked
// for later wins over what takes longer.
import { AttentionError } from '../engine/attention-error.js';
import { loadModelsPart } from '../engine/models-part.js';
import { onDemand } from './on-demand.js';
import { loadPack, packOf } from '../walk/model-scripts.js';
import { sentenceInput } from '../walk/trained-sentence.js';
import { Waiting } from '../walk/not-there-yet.js';
import { Walk } from '../walk/walk.js';

/**
 * @typedef {import('../walk/changes.js').Change} Change
 * @typedef {import('../walk/walk.js').WalkInput} WalkInput
 * @typedef {import('../walk/run-of-model.js').RunOfModel} RunOfModel
 * @typedef {import('../engine/engine.js').Run} Run
 * @typedef {{ sample?: number, picture?: any, drawn?: boolean, keepsLayer?: boolean, changes?: Change[], query?: number,
 *   call?: import('../engine/model-types.js').LongCall }} Choice  call: for what takes long
 *   picture: instead of a sample; query: as the input counts, its own when left out
 * @typedef {{ show: (changed: string[], source: 'user' | 'api') => void, error: (error: unknown) => void,
 *   attempt: import('./models/widget-side.js').WidgetSide['attempt'],
 *   byUser: import('./models/widget-side.js').WidgetSide['byUser'] }} Handlers  show: the walk has changed by itself
 */

/** Wait after the first drawing before the models part is fetched; a sentence walks without it. */
const LATER_MS = 300;

export class WalkLoader {
  example = '';
  /** The layer of a whole model that is walked, 0-based. */
  layer = 0;
  /** The window of it, where a layer has some: 0-based. */
  window = 0;
  /** What is changed about what is given. @type {Change[]} */
  changes = [];
  /** @type {RunOfModel | null} */
  modelRun = null;
  /** The same without changes. @type {RunOfModel | null} */
  given = null;
  /** @type {import('./models/picture-panel.js').Pictures | null} */
  pictures = null;
  /** How the picture that is shown was chosen. @type {Choice} */
  choice = {};
  /** Counts what was asked for: an answer to an older question is dropped. */
  ticket = 0;
  /** Why trained weights could not be had, where seeded ones are shown instead. @type {unknown} */
  lack = null;
  /** Whole models, once one was asked for. @type {import('./models/models-of-widget.js').ModelSide | null} */
  side = null;
  /** What makes changes, once one was asked for. @type {import('./changes/changer.js').Changer | null} */
  changer = null;
  #engine;

  /**
   * @param {import('../engine/engine.js').Engine} engine
   * @param {import('../walk/inputs.js').Inputs} inputs
   * @param {import('./view.js').View} view
   * @param {Handlers} on
   */
  constructor(engine, inputs, view, on) {
    this.#engine = engine;
    /** Another one for every language. */
    this.view = view;
    this.inputs = inputs;
    this.on = on;
    this.walk = new Walk(engine, view.words);
  }

  /** Goes on with a view in another language. @param {import('./view.js').View} view */
  speak(view) {
    this.view = view;
    view.own.typed = this.inputs.typed;
    this.walk.speak(view.words);
    this.side?.speak();
  }

  /**
   * @param {string} example
   * @param {Choice} [choice]
   * @returns {void | Promise<void>}
   */
  load(example, choice = {}) {
    const input = this.inputs.of(example);
    this.ticket += 1;
    this.lack = null;
    if (input.words) return this.#loadTrained(example, input, choice);
    if (input.pictures || input.onDemand) return this.#loadModel(example, input, choice);
    this.loadInput(example, input, null, choice);
  }

  /**
   * What whole models need is a part of its own, which comes when it is asked for.
   * @returns {Promise<import('./models/models-of-widget.js').ModelSide>}
   * @throws {AttentionError} where it cannot be had
   */
  async models() {
    await Promise.all([loadModelsPart(), this.#engine.loadModels()]);
    const { Changer, ModelSide } = /** @type {Required<typeof onDemand>} */ (onDemand);
    this.side ??= new ModelSide(this.#engine, this);
    this.changer ??= new Changer(this.#engine, this);
    return this.side;
  }

  /** What makes changes: it comes with whole models, whose wasm alone knows them. @returns {import('./changes/changer.js').Changer | Promise<import('./changes/changer.js').Changer>} */
  changing() {
    const changer = () => /** @type {import('./changes/changer.js').Changer} */ (this.changer);
    return this.changer ?? this.models().then(changer);
  }

  /** @param {import('./changes/changer.js').Asked} asked  instead of those that there are @returns {void | Promise<void>} */
  change(asked) {
    return after(this.changing(), (changer) => changer.take(asked));
  }

  /** Takes over a layer of a model that has run. @param {string} example @param {import('./models/widget-side.js').Taken} taken */
  take(example, { modelRun, run, place, choice, pictures, changes, given }) {
    this.#walkLayer(modelRun, run, place);
    this.choice = choice;
    this.#took(example, modelRun, pictures, changes, given);
  }

  /** Says that a model is on its way, unless it is there at once. @template T @param {Promise<T>} coming */
  async #told(coming) {
    let isSaid = false;
    const timer = setTimeout(() => {
      isSaid = true;
      this.view.showProgress(this.view.words.say('part.loading'));
    }, 100);
    try {
      return await coming;
    } finally {
      clearTimeout(timer);
      if (isSaid) this.view.showProgress(null);
    }
  }

  /**
   * A sentence through the trained text model; with seeded weights where that cannot be had.
   * @param {string} example @param {WalkInput} input @param {Choice} choice
   * @returns {void | Promise<void>}
   */
  #loadTrained(example, input, choice) {
    const runner = this.side?.runner;
    if (runner?.knows(input)) {
      return this.loadInput(example, input, runner.ofSentence(input), choice);
    }
    /** @param {import('../walk/model-scripts.js').Pack} pack */
    const read = (pack) => {
      this.loadInput(example, sentenceInput(pack, input), null, choice);
      void this.#learnMore(example, input);
    };
    const there = packOf(input.words);
    if (there) return read(there);
    const ticket = this.ticket;
    return this.#told(loadPack(input.words)).then(
      (pack) => {
        if (ticket !== this.ticket) throw new Waiting();
        read(pack);
      },
      (error) => {
        if (ticket !== this.ticket) throw new Waiting();
        if (!(error instanceof AttentionError)) throw error;
        this.inputs.seeded = true;
        this.loadInput(example, this.inputs.of(example), null, choice);
        this.lack = error;
        console.warn(`<attention-walk> ${error.message}`);
        this.on.error(error);
      },
    );
  }

  /**
   * The same numbers as a layer of the model that they are of, once it is there: it knows other words
   * to compare with. Until then, and where the part cannot be had, the walk goes on without.
   * @param {string} example @param {WalkInput} input
   */
  async #learnMore(example, input) {
    const ticket = this.ticket;
    await new Promise((resolve) => setTimeout(resolve, LATER_MS)); // after the first step is drawn
    try {
      const { runner } = await this.models();
      await runner.learn(input);
      if (ticket !== this.ticket || this.given) return;
      const { query } = this.walk;
      this.loadInput(example, input, runner.ofSentence(input), { query });
      this.on.show([], 'api');
    } catch (error) {
      if (!(error instanceof AttentionError)) throw error;
      console.info(`<attention-walk> ${error.message}`);
    }
  }

  /** @param {string} example @param {WalkInput} input @param {Choice} choice */
  async #loadModel(example, input, choice) {
    const ticket = this.ticket;
    // At the same time; what is wrong with it is told when it is used.
    if (input.pictures) loadPack(input.pictures).catch(() => {});
    const side = this.side ?? (await this.#told(this.models()));
    if (ticket !== this.ticket) throw new Waiting();
    return side.load(example, input, choice);
  }

  /**
   * Walks an input of one layer, at once.
   * @param {string} example @param {WalkInput} input
   * @param {RunOfModel | null} modelRun  of its words @param {Choice} choice
   */
  loadInput(example, input, modelRun, { query = input.query, changes }) {
    const run = /** @type {Run | null} */ (modelRun?.layer(0) ?? null);
    if (modelRun && run) this.#walkLayer(modelRun, run, { layer: 0, window: 0, query });
    else this.walk.load({ ...input, query, changes });
    this.layer = 0;
    this.#took(example, modelRun, null, changes);
  }

  /**
   * Another layer of the model that is walked, or another window of it, unless another model came meanwhile.
   * @param {{ layer: number, window?: number, query?: number }} target  window: the one around the same patch when left out
   * @param {() => void} done
   * @returns {void | Promise<void>}
   */
  toLayer({ layer, window, query = this.walk.query }, done) {
    const { modelRun } = this;
    if (!modelRun) return done();
    const from = { layer: this.layer, window: this.window, query };
    const place = window === undefined ? modelRun.follow(from, layer) : { window, query };
    return after(modelRun.layer(layer, place.window), (run) => {
      if (modelRun !== this.modelRun) return run.dispose();
      this.#walkLayer(modelRun, run, { layer, ...place });
      done();
    });
  }

  /** @param {RunOfModel} modelRun @param {Run} run @param {{ layer: number, window: number, query: number }} place */
  #walkLayer(modelRun, run, place) {
    const { walkLayer } = /** @type {Required<typeof onDemand>} */ (onDemand);
    walkLayer(this.walk, modelRun, run, place);
    this.layer = place.layer;
    this.window = place.window;
  }

  /**
   * @param {string} example @param {RunOfModel | null} modelRun @param {import('./models/picture-panel.js').Pictures | null} pictures
   * @param {Change[]} [changes] @param {RunOfModel | null} [given]
   */
  #took(example, modelRun, pictures, changes = [], given = modelRun) {
    for (const old of new Set([this.modelRun, this.given]))
      if (old !== modelRun && old !== given) old?.dispose();
    this.changes = changes;
    this.given = given;
    this.modelRun = modelRun;
    this.pictures = pictures;
    this.example = example;
    this.view.own.typed = this.inputs.typed;
  }
}

/**
 * At once where there is nothing to wait for, so that small examples change without a pause.
 * @template T
 * @param {T | Promise<T>} value @param {(value: T) => any} next
 * @returns {void | Promise<void>}
 */
export function after(value, next) {
  return value instanceof Promise ? value.then(next) : next(value);
}
