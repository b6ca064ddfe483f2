// One walk with its view, link and player: everything that readers and authors can do with it.
// Reads options of its host element, and tells it what changed; the host makes events of that.
import { AttentionError } from '../engine/attention-error.js';
import { refusal } from '../engine/refusal.js';
import { exampleText } from '../walk/example-text.js';
import { MODEL_EXAMPLES, OWN, OWN_MODEL } from '../walk/inputs.js';
import { PICTURES } from '../walk/shipped-models.js';
import * as whatIfs from '../walk/what-if.js';
import { Waiting } from '../walk/not-there-yet.js';
import { titleOf } from '../steps/wording.js';
import { listenForFiles, sorted } from './parts/dropped-files.js';
import { exported } from './export/formats.js';
import { Link } from './parts/address.js';
import { Player } from './parts/autoplay.js';
import { after, WalkLoader } from './walk-loader.js';
import { copyLink, save } from './take-away.js';
import { told } from './told.js';
import { View } from './view.js';

/**
 * @typedef {import('../walk/walk.js').Target} Target
 * @typedef {import('../walk/permalink.js').LinkState} LinkState
 * @typedef {'user' | 'api'} ChangeSource
 * @typedef {import('../walk/what-if.js').WhatIf} WhatIf
 * @typedef {{ example: string, query: number, step: string, head: number, layer: number } & Partial<WhatIf>} WalkState
 *   positions and order are there while a reader has changed one of them
 * @typedef {HTMLElement & { theme: string, controls: string }} Host
 */

const THEMES = ['auto', 'light', 'dark'];

export class Widget {
  /** Why there is nothing to walk: own numbers that are missing or wrong. @type {unknown} */
  refused = null;
  /** Whether somebody has chosen what is shown. */
  #isChosen = false;
  /** Own numbers that were not refused. @type {import('../walk/walk.js').WalkInput | null} */
  #given = null;
  /** What is walked; there from begin() on. */
  loader = /** @type {WalkLoader} */ (/** @type {unknown} */ (null));
  #view;
  #link;
  #player;

  /**
   * @param {Host} host
   * @param {import('../text/index.js').Words} words
   * @param {import('../walk/inputs.js').Inputs} inputs  may hold own numbers already
   * @param {{ change: (changed: string[], source: ChangeSource) => void, error: (error: unknown) => void }} on
   */
  constructor(host, words, inputs, on) {
    this.host = host;
    this.words = words;
    this.inputs = inputs;
    this.on = on;
    this.#link = new Link(host, () => this.#openLink());
    this.#player = new Player({
      step: () => this.move(1, 'user'),
      isAtEnd: () => this.walk.isAtEnd,
      pause: () => this.#view.readingTime,
      onChange: (isPlaying) => this.#view.showPlaying(isPlaying),
    });
    this.#view = this.#build();
  }

  /** What is asked of a widget before this is its view only. @param {import('../engine/engine.js').Engine} engine */
  begin(engine) {
    const { inputs, host } = this;
    inputs.examples = [...engine.examples(), ...PICTURES, ...MODEL_EXAMPLES];
    this.loader = new WalkLoader(engine, inputs, this.#view, {
      show: (changed, source) => this.#show(changed, source, false),
      attempt: (action) => this.attempt(action),
      error: this.on.error,
    });
    this.#dress();
    listenForFiles(host, (files) => void this.#takeFiles(files));
  }

  /** What the view needs before there is a walk to show. */
  #dress() {
    this.#offer();
    this.showControls(this.host.controls);
    this.nameTheme();
    this.#view.share.hidden = !this.#link.isOn;
  }

  /** The same walk in another language: all that was built of the words before is built anew. @param {import('../text/index.js').Words} words */
  speak(words) {
    const { loader } = this;
    const before = this.#view;
    this.words = words;
    this.#view = this.#build();
    this.#dress();
    loader.speak(this.#view);
    before.element.replaceWith(this.#view.element);
    if (this.isOpen) this.#render(false);
    this.#view.takeOver(before);
    this.#view.showPlaying(this.#player.isPlaying);
    this.#view.drawNow();
  }

  get element() {
    return this.#view.element;
  }

  get walk() {
    return this.loader.walk;
  }

  /** False until the first input is there: a model's may take a while. */
  get isOpen() {
    return this.walk.length > 0 && this.refused === null;
  }

  /** The element whose size decides the layout. */
  get box() {
    return this.#view.stage.box;
  }

  /** @returns {WalkState} */
  get state() {
    const { step, head, query } = this.walk;
    const { example, layer, whatIf } = this.loader;
    return { example, query, step, head, layer, ...(whatIfs.isAsGiven(whatIf) ? {} : whatIf) };
  }

  /**
   * Shows the first state: the link's, else the host's attributes'; the first example where that is refused, but never
   * in the place of own numbers.
   */
  async open() {
    this.refused = null;
    this.#view.own.showError(null);
    const link = this.#link.read();
    /** @type {unknown} */
    let why = null;
    const opening = this.attempt(
      () => this.#takeStart(link),
      (error) => (why = error),
    );
    const { loader } = this;
    const { ticket } = loader;
    await opening;
    const isRefused = !this.isOpen && ticket === loader.ticket;
    if (isRefused && this.#opens(link) === OWN) return this.#refuse(why);
    if (isRefused) await loader.load(this.inputs.examples[0].id);
    // Without a walk, a reader who could not wait has chosen another one, which is on its way.
    if (this.isOpen) this.#show([], 'api', false);
    if (link.numbers) this.#view.toggleNumbers(true);
    this.#view.drawNow();
  }

  /** Own numbers have come from the page. Where they are refused, what somebody had chosen stays. */
  takeGiven() {
    /** @type {unknown} */
    let why = null;
    const keep = (/** @type {unknown} */ error) => (why = error);
    if (this.attempt(() => this.showExample(OWN, 'api'), keep)) return;
    this.#refuse(why);
  }

  /** Says what is wrong with own numbers. @param {unknown} error */
  #refuse(error) {
    const { own, body, choice } = this.#view;
    if (!this.#isChosen) {
      this.refused = error;
      body.hidden = true;
      choice.choose(OWN);
    }
    this.inputs.numbers = this.#given;
    own.refuse(error, false);
  }

  resume() {
    this.#link.connect();
  }

  pause() {
    this.#link.disconnect();
    this.#player.stop();
  }

  redraw() {
    this.#view.redraw();
  }

  /** As it stands, without waiting for a frame. */
  drawNow() {
    this.#view.skipMotion();
    this.#view.drawNow();
  }

  /** @param {string} names  of CONTROLS, separated by spaces */
  showControls(names) {
    this.#view.showControls(names.split(/\s+/).filter(Boolean));
  }

  nameTheme() {
    this.#view.nameTheme(this.host.theme);
    this.redraw();
  }

  /**
   * An example of pictures comes when its model is there; any other at once.
   * @param {string} id @param {ChangeSource} source @returns {void | Promise<void>}
   * @throws {AttentionError} whatever the core refuses
   */
  showExample(id, source) {
    const { loader } = this;
    this.#view.endAsking();
    // Whoever types other words still asks the same question of them; another example starts as it is.
    const { positions } = id === loader.example ? loader.whatIf : whatIfs.AS_GIVEN;
    const show = () => {
      this.#view.own.showError(null);
      this.#show(['example'], source, false);
    };
    return after(loader.load(id, { sample: 0, whatIf: { positions, order: null } }), show);
  }

  /** The same words and weights with other positions or in another order; the word that asks stays the Query. @param {Partial<WhatIf>} next @param {ChangeSource} source */
  change(next, source) {
    const { loader, walk } = this;
    const { base, example, pictures, whatIf: before } = loader;
    const { query } = walk;
    if (!base) return;
    const whatIf = { ...before, ...next };
    if (pictures) {
      return after(loader.load(example, { ...loader.choice, whatIf }), () =>
        this.#show(['positions', 'order'], source, false),
      );
    }
    void loader.load(example, { whatIf, query: whatIfs.givenPlace(before, query) });
    const changed = /** @type {('positions' | 'order')[]} */ (['positions', 'order']).filter(
      (name) => String(before[name]) !== String(loader.whatIf[name]),
    );
    const moved = walk.query === query ? [] : ['query'];
    if (changed.length) this.#show([...changed, ...moved], source, false);
  }

  /**
   * @param {Target} target @param {ChangeSource} source
   * @returns {void | Promise<void>}  a promise where the layer changes
   * @throws {AttentionError} code `range`
   */
  go({ layer = this.loader.layer, ...target }, source) {
    const { loader } = this;
    const count = loader.modelRun?.numLayers ?? 1;
    if (!Number.isInteger(layer) || layer < 0 || layer >= count) {
      throw refusal('range', 'error.index', { name: 'layer', last: count - 1, got: String(layer) });
    }
    const changed = this.walk.goTo(target);
    const show = () => {
      if (changed.length) this.#show(changed, source, !changed.includes('query'));
    };
    if (layer === loader.layer) return show();
    changed.push('layer');
    return loader.toLayer(layer, show);
  }

  /** @param {1 | -1} direction @param {ChangeSource} source */
  move(direction, source) {
    const changed = this.walk.move(direction);
    if (changed.length) this.#show(changed, source, direction > 0);
    else if (direction > 0 && source === 'user') this.#view.showRecap(this.loader.base !== null);
    else this.#view.skipMotion();
    if (source === 'user') this.#view.bringIntoView();
  }

  /**
   * A wrong attribute or link is told and leaves the walk as it is.
   * @param {() => void | Promise<void>} action
   * @param {(error: unknown) => void} [onRefused]
   * @returns {boolean | Promise<boolean>} whether it went well
   */
  attempt(action, onRefused) {
    const tell = (/** @type {unknown} */ error) => {
      if (error instanceof Waiting) return false;
      if (!(error instanceof AttentionError)) throw error;
      console.warn(`<attention-walk> ${error.message}`);
      this.on.error(error);
      onRefused?.(error);
      this.#view.choice.choose(this.loader.example);
      return false;
    };
    try {
      const done = action();
      return done ? done.then(() => true, tell) : true;
    } catch (error) {
      return tell(error);
    }
  }

  /** The examples by their names. */
  #offer() {
    const { words } = this;
    const offers = this.inputs.examples.map((example) => ({
      id: example.id,
      group: words.say(groupOf(example)),
      waits: example.waits && !this.loader.side?.runner.opened(example.id),
      title: exampleText(words, example, 'title') ?? example.id,
      description: exampleText(words, example, 'description'),
    }));
    const own = { id: OWN, group: words.say('group.own'), title: words.say('ownExample') };
    this.#view.choice.offer([...offers, own]);
  }

  /** @returns {import('./export/formats.js').Shown}  what the formats of an export make files of */
  get shown() {
    return { drawing: () => this.#drawing(), trace: () => this.walk.trace };
  }

  #build() {
    const { host, inputs } = this;
    const level = Number(host.getAttribute('heading-level')) || 3;
    return new View(this.words, level, {
      example: (id) => this.#byUser(() => this.showExample(id, 'user')),
      goTo: (target) => this.#byUser(() => this.go(target, 'user')),
      move: (direction) => this.#byUser(() => this.move(direction, 'user')),
      play: () => this.#play(),
      words: (words) => this.#takeOwn(() => inputs.takeWords(words)),
      data: (json) => this.#takeOwn(() => inputs.takeJson(json)),
      sample: (sample) => this.#showPicture({ sample }),
      picture: (picture, drawn) => this.#showPicture({ picture, drawn }),
      file: (file) => this.#takePicture(file),
      weights: () => this.#exchangeWeights(),
      load: () => void this.loader.side?.openShown(),
      text: (text) => this.loader.side?.read(text),
      files: (files) => void this.#takeFiles(files),
      theme: () => this.#nextTheme(),
      share: () => this.#share(),
      export: (format) => this.#export(format),
      whatIf: (wish) => this.#byUser(() => this.change(this.#wished(wish), 'user')),
      settled: () => this.#writeLink(),
      failed: (error) => this.on.error(error),
    });
  }

  /** What is shown at first: an id, or nothing. @param {LinkState} link */
  #opens(link) {
    const isGiven = this.inputs.hasGiven && !link.example;
    return isGiven ? OWN : String(link.example ?? this.host.getAttribute('example') ?? '');
  }

  /** @param {LinkState} link */
  #takeStart(link) {
    const { walk, inputs, host } = this;
    if (link.example === OWN) inputs.takeLink(link);
    if (link.theme) host.theme = String(link.theme);
    const wanted = (/** @type {string} */ name) =>
      String(link[name] ?? host.getAttribute(name) ?? '');
    const given = this.#opens(link);
    const sample = Number(link.picture ?? 0);
    this.#isChosen ||= given !== OWN && given !== '';
    this.loader.layer = /^\d+$/.test(wanted('layer')) ? Number(wanted('layer')) : 0;
    inputs.seeded = link.weights === 'seeded';
    const whatIf = whatIfs.whatIfOfLink(link);
    const place = (/** @type {string} */ name, /** @type {number} */ count) =>
      /^\d+$/.test(wanted(name)) ? { [name]: Math.min(Number(wanted(name)), count - 1) } : {};
    return after(
      this.loader.load(given || inputs.examples[0].id, { sample, keepsLayer: true, whatIf }),
      () => {
        walk.goTo({
          ...(wanted('step') ? { step: wanted('step') } : {}),
          ...place('head', walk.numHeads),
          ...place('query', walk.length),
        });
      },
    );
  }

  /** @param {any} given  a file of a model, a list of them, or `{ file, config }` */
  async openModel(given) {
    await this.attempt(async () => (await this.loader.models()).openModel(given));
  }

  /** @param {File[]} files  dropped or picked */
  async #takeFiles(files) {
    const { model, picture, other } = sorted(files);
    if (picture) return this.#takePicture(picture);
    if (!model) return other && this.#view.own.take(other);
    await this.attempt(async () => (await this.loader.models()).openFiles(model));
  }

  /** Another picture for the model that is shown. @param {{ sample?: number, picture?: any, drawn?: boolean }} choice */
  #showPicture(choice) {
    this.#byUser(() =>
      after(this.loader.load(this.loader.example, choice), () =>
        this.#show(['picture'], 'user', false),
      ),
    );
  }

  /** @param {File} file  a picture */
  async #takePicture(file) {
    await this.attempt(
      async () => (await this.loader.models()).takePicture(file),
      (error) => this.#view.showProgress(told(this.words, error)),
    );
  }

  #exchangeWeights() {
    this.#byUser(() => {
      this.inputs.seeded = !this.inputs.seeded;
      const { query } = this.walk;
      return after(this.loader.load(this.loader.example), () => {
        this.walk.goTo({ query });
        this.#show(['weights'], 'user', false);
      });
    });
  }

  /** @param {string[]} changed @param {ChangeSource} source @param {boolean} moves */
  #show(changed, source, moves) {
    this.refused = null;
    this.#isChosen ||= changed.length > 0;
    this.#given = this.inputs.numbers;
    this.#render(moves, changed.length === 0);
    void this.#view.own.complete(source === 'user');
    if (changed.length) this.#writeLink();
    if (changed.length && source === 'user') this.#view.announce();
    this.on.change(changed, source);
  }

  /** @param {boolean} moves  plays the motion of the step @param {boolean} [keeps]  what is pointed at and locked: nothing else is shown */
  #render(moves, keeps = false) {
    const { base, example, fact, lack, layer, modelRun, pictures, whatIf } = this.loader;
    const { seeded } = this.inputs;
    const exchange = !this.inputs.hasTrained(example) ? null : seeded ? 'useTrained' : 'useSeeded';
    const walked = { example, moves, keeps, layer, modelRun, pictures };
    this.#view.update(this.walk, { ...walked, exchange });
    if (lack) this.#view.showProgress(told(this.words, lack, 'part.seeded'));
    this.loader.side?.showText(example);
    this.#view.whatIf.update(whatIf, base, fact);
  }

  #writeLink() {
    this.#link.writeSoon(() => this.#linkState());
  }

  #linkState() {
    const { loader, inputs, host } = this;
    const { positions, order, ...state } = this.state;
    const { example, layer, pictures, whatIf } = loader;
    return {
      ...(example === OWN ? inputs.toLink() : {}),
      ...state,
      layer: layer || undefined,
      picture: pictures && pictures.sample > 0 ? pictures.sample : undefined,
      weights: inputs.seeded && inputs.hasTrained(example) ? 'seeded' : undefined,
      ...whatIfs.whatIfToLink(whatIf),
      numbers: this.#view.showsNumbers,
      theme: host.theme === 'auto' ? undefined : host.theme,
    };
  }

  #openLink() {
    const link = this.#link.read();
    this.attempt(
      () =>
        after(this.#takeStart(link), () =>
          this.#show(['example', 'step', 'head', 'query'], 'api', false),
        ),
      (error) => link.example === OWN && this.#refuse(error),
    );
  }

  /** @param {import('./parts/what-if.js').WhatIfWish} wish @returns {Partial<WhatIf>} */
  #wished(wish) {
    if (wish === 'restore') return { order: null };
    if (wish !== 'shuffle') return wish;
    const { base, whatIf } = this.loader;
    return base ? { order: whatIfs.shuffledOrder(base, whatIf.order) } : {};
  }

  /** What a reader does ends the playing. @param {() => void | Promise<void>} action */
  #byUser(action) {
    this.#player.stop();
    this.attempt(action);
  }

  /** A refused input is told beside the fields, and the walk that was shown stays. @param {() => void} take */
  #takeOwn(take) {
    const { inputs } = this;
    const before = { typed: inputs.typed, numbers: inputs.numbers };
    const { own } = this.#view;
    this.#player.stop();
    try {
      take();
      this.showExample(OWN, 'user');
      const { config, tokens } = this.walk.source;
      const { dModel, numHeads } = config;
      const note = { tokens: tokens.length, dModel, numHeads };
      own.showNote(inputs.numbers ? note : null);
    } catch (error) {
      Object.assign(inputs, before);
      own.refuse(error, true);
      this.on.error(error);
    }
  }

  #play() {
    if (this.#player.isPlaying) return this.#player.stop();
    if (this.walk.isAtEnd) this.go({ step: 'input', head: 0 }, 'user');
    this.#player.start();
  }

  #nextTheme() {
    this.host.theme = THEMES[(THEMES.indexOf(this.host.theme) + 1) % THEMES.length];
    this.#writeLink();
  }

  async #share() {
    this.#link.write(this.#linkState());
    await copyLink(this.#view, location.href);
  }

  /** @param {string} format */
  async #export(format) {
    const name = `attention-walk-${this.loader.example}-${this.walk.step}`;
    await save(this.#view, exported(format, this.shown), `${name}.${format.toLowerCase()}`);
  }

  #drawing() {
    const { walk } = this;
    const { stage, words } = this.#view;
    if (!stage.scene) {
      throw refusal('unsupported', 'error.export.size');
    }
    const title = titleOf(words, walk.step, walk.source);
    return { scene: stage.scene, theme: stage.theme, title, words };
  }
}

/** Key of the heading that an example stands under. @param {import('../walk/walk.js').WalkInput} example */
function groupOf({ id, pictures, onDemand }) {
  if (pictures) return 'group.pictures';
  if (onDemand) return id === OWN_MODEL ? 'group.own' : 'group.model';
  return 'group.sentences';
}
