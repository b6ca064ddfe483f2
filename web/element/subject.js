// What is walked, and how it comes: at once where it is an example of one layer or own numbers; when its
// model is there where it is a sentence with trained weights, a picture or a model file. What is asked
// for later wins over what takes longer.
import { AttentionError } from '../engine/attention-error.js';
import { loadModelsPart } from '../engine/models-part.js';
import { effectOf } from '../walk/effect.js';
import { inputOfLayer } from '../walk/layer-input.js';
import { loadPack, packOf } from '../walk/packs.js';
import { sentenceInput } from '../walk/sentence.js';
import { phrase } from '../walk/strings.js';
import { Waiting } from '../walk/waiting.js';
import { Walk } from '../walk/walk.js';
import * as whatIfs from '../walk/what-if.js';

/**
 * @typedef {import('../walk/what-if.js').WhatIf} WhatIf
 * @typedef {import('../walk/walk.js').WalkInput} WalkInput
 * @typedef {import('../walk/passage.js').Passage} Passage
 * @typedef {import('../engine/engine.js').Run} Run
 * @typedef {{ sample?: number, picture?: any, drawn?: boolean, keepsLayer?: boolean, whatIf?: WhatIf, query?: number,
 *   call?: import('../engine/model-types.js').LongCall }} Choice  call: for what takes long
 *   picture: instead of a sample; query: as the input counts, its own when left out
 * @typedef {{ show: (changed: string[], source: 'user' | 'api') => void, error: (error: unknown) => void,
 *   attempt: import('./model-side.js').WidgetSide['attempt'] }} Handlers  show: the walk has changed by itself
 */

/** Until what a sentence can do without is fetched. */
const LATER_MS = 300;

export class Subject {
  example = '';
  /** The layer of a whole model that is walked, 0-based. */
  layer = 0;
  /** @type {WhatIf} */
  whatIf = whatIfs.AS_GIVEN;
  /** The input as given, which what-ifs change. @type {WalkInput | null} */
  base = null;
  /** @type {Passage | null} */
  passage = null;
  /** @type {import('./picture-panel.js').Pictures | null} */
  pictures = null;
  /** How the picture that is shown was chosen. @type {Choice} */
  choice = {};
  /** Of what was asked for last. */
  ticket = 0;
  /** Said below the controls, where something could not be had. */
  notice = '';
  /** Whole models, once one was asked for. @type {import('./model-side.js').ModelSide | null} */
  side = null;
  /** @type {import('../walk/effect.js').Effect | null} */
  #effect = null;
  #engine;
  #view;

  /**
   * @param {import('../engine/engine.js').Engine} engine
   * @param {import('../walk/inputs.js').Inputs} inputs
   * @param {import('./view.js').View} view
   * @param {Handlers} on
   */
  constructor(engine, inputs, view, on) {
    this.#engine = engine;
    this.#view = view;
    this.inputs = inputs;
    this.on = on;
    this.walk = new Walk(engine);
  }

  /** What is told about the change of a what-if, or about the model. */
  get fact() {
    return this.#effect?.of(this.walk) ?? this.passage?.fact ?? null;
  }

  /**
   * @param {string} example
   * @param {Choice} [choice]
   * @returns {void | Promise<void>}
   */
  load(example, choice = {}) {
    const input = this.inputs.of(example);
    this.ticket += 1;
    this.notice = '';
    if (input.words) return this.#loadTrained(example, input, choice);
    if (input.pictures || input.guest) return this.#loadModel(example, input, choice);
    this.#loadInput(example, input, null, choice);
  }

  /**
   * What whole models need is a part of its own, which comes when it is asked for.
   * @returns {Promise<import('./model-side.js').ModelSide>}
   * @throws {AttentionError} where it cannot be had
   */
  async models() {
    const [{ ModelSide }] = await Promise.all([loadModelsPart(), this.#engine.loadModels()]);
    this.side ??= new ModelSide(this.#engine, this.#forModels());
    return this.side;
  }

  /** @returns {import('./model-side.js').WidgetSide} */
  #forModels() {
    const { walk } = this;
    return {
      view: this.#view,
      inputs: this.inputs,
      now: () => ({
        example: this.example,
        layer: this.layer,
        query: walk.query,
        length: walk.length,
        ticket: this.ticket,
        hasPictures: this.pictures !== null,
      }),
      load: (example, choice) => this.load(example, choice),
      take: (example, { passage, run, layer, query, choice, pictures, base, whatIf }) => {
        this.#walkLayer(passage, run, layer, query);
        this.choice = choice;
        this.#took(example, passage, pictures, { base, whatIf });
      },
      show: (changed) => this.on.show(changed, 'user'),
      attempt: this.on.attempt,
      fail: (error) => this.on.error(error),
    };
  }

  /** Says that a model is on its way, unless it is there at once. @template T @param {Promise<T>} coming */
  async #told(coming) {
    const view = this.#view;
    let isSaid = false;
    const timer = setTimeout(() => {
      isSaid = true;
      view.showProgress(phrase(view.strings, 'part.loading'));
    }, 100);
    try {
      return await coming;
    } finally {
      clearTimeout(timer);
      if (isSaid) view.showProgress(null);
    }
  }

  /**
   * A sentence through the trained text model; with seeded weights where that cannot be had.
   * @param {string} example @param {WalkInput} input @param {Choice} choice
   * @returns {void | Promise<void>}
   */
  #loadTrained(example, input, choice) {
    const passages = this.side?.passages;
    if (passages?.knows(input)) {
      return this.#loadInput(example, input, passages.ofSentence(input), choice);
    }
    /** @param {import('../walk/packs.js').Pack} pack */
    const read = (pack) => {
      this.#loadInput(example, sentenceInput(pack, input), null, choice);
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
        this.#loadInput(example, this.inputs.of(example), null, choice);
        const { message } = error;
        this.notice = phrase(this.#view.strings, 'part.seeded', { message });
        console.warn(`<attention-walk> ${message}`);
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
      const { passages } = await this.models();
      await passages.learn(input);
      if (ticket !== this.ticket || !whatIfs.isAsGiven(this.whatIf)) return;
      const { query } = this.walk;
      this.#loadInput(example, input, passages.ofSentence(input), { query });
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
   * @param {Passage | null} passage  of its words @param {Choice} choice
   */
  #loadInput(example, input, passage, choice) {
    const run = /** @type {Run | null} */ (passage?.layer(0) ?? null);
    const base = { ...(run ? inputOfLayer(run) : input), query: choice.query ?? input.query };
    const whatIf = whatIfs.fitted(choice.whatIf ?? whatIfs.AS_GIVEN, base);
    if (passage && run && whatIfs.isAsGiven(whatIf)) {
      this.#walkLayer(passage, run, 0, base.query);
      return this.#took(example, passage, null, { base, whatIf });
    }
    this.walk.load(whatIfs.changed(base, whatIf));
    this.layer = 0;
    run?.dispose();
    passage?.dispose();
    this.#took(example, null, null, { base, whatIf });
  }

  /**
   * Another layer of the model that is walked, unless another model came meanwhile.
   * @param {number} layer @param {() => void} done
   * @returns {void | Promise<void>}
   */
  toLayer(layer, done) {
    const { passage } = this;
    if (!passage) return done();
    return after(passage.layer(layer), (run) => {
      if (passage !== this.passage) return run.dispose();
      this.#walkLayer(passage, run, layer, this.walk.query);
      done();
    });
  }

  /** @param {Passage} passage @param {Run} run @param {number} layer @param {number} query */
  #walkLayer(passage, run, layer, query) {
    const normed = has(run, 'normBias', 0);
    const embedded = layer === 0 && has(run, 'position', 0, 0);
    const origin = { layer, numLayers: passage.numLayers, normed, embedded };
    const isPlain = !has(run, 'hidden', 0, 0);
    this.walk.loadLayer(run, { query, grid: passage.grid, origin: isPlain ? null : origin });
    this.layer = layer;
  }

  /**
   * @param {string} example @param {Passage | null} passage @param {import('./picture-panel.js').Pictures | null} pictures
   * @param {{ base: WalkInput | null, whatIf: WhatIf }} changes
   */
  #took(example, passage, pictures, { base, whatIf }) {
    this.#effect?.dispose();
    this.#effect = base && !pictures ? effectOf(this.#engine, base, whatIf) : null;
    this.base = base;
    this.whatIf = whatIf;
    if (this.passage !== passage) this.passage?.dispose();
    this.passage = passage;
    this.pictures = pictures;
    this.example = example;
    this.#view.own.words = this.inputs.words;
  }
}

/**
 * At once where there is nothing to wait for, so that small examples change without a pause.
 * @template T
 * @param {T | Promise<T>} value @param {(value: T) => void} next
 * @returns {void | Promise<void>}
 */
export function after(value, next) {
  if (value instanceof Promise) return value.then(next);
  next(value);
}

/** Asked by one number of it: a large layer's whole matrix would be copied for nothing. @param {import('../engine/engine.js').Run} run @param {string} tensor @param {...number} index */
function has(run, tensor, ...index) {
  try {
    run.explain({ tensor, index });
    return true;
  } catch {
    return false;
  }
}
