// One walk with its view, link and player: everything that readers and authors can do with it.
// Reads options of its host element, and tells it what changed; the host makes events of that.
import { AttentionError } from '../engine/attention-error.js';
import { loadPart } from '../engine/part.js';
import { effectOf } from '../walk/effect.js';
import { GUESTS, OWN, PICTURES } from '../walk/inputs.js';
import { inputOfLayer } from '../walk/layer-input.js';
import { loadPack, packOf } from '../walk/packs.js';
import { sentenceInput } from '../walk/sentence.js';
import { phrase } from '../walk/strings.js';
import { Walk } from '../walk/walk.js';
import * as whatIfs from '../walk/what-if.js';
import { Waiting } from '../walk/waiting.js';
import { titleOf } from '../walk/wording.js';
import { sorted } from './dropped.js';
import { download, toPng, toSvg } from './export.js';
import { Link } from './link.js';
import { Player } from './player.js';
import { View } from './view.js';

/**
 * @typedef {import('../walk/walk.js').Target} Target
 * @typedef {import('../walk/permalink.js').LinkState} LinkState
 * @typedef {'user' | 'api'} ChangeSource
 * @typedef {import('../walk/what-if.js').WhatIf} WhatIf
 * @typedef {{ example: string, query: number, step: string, head: number, layer: number } & Partial<WhatIf>} WalkState
 *   positions and order are there while a reader has changed one of them
 * @typedef {{ sample?: number, picture?: any, drawn?: boolean, keepsLayer?: boolean, whatIf?: WhatIf, query?: number,
 *   call?: import('../engine/model-types.js').LongCall }} Choice  call: for what takes long
 *   picture: instead of a sample; query: as the input counts, its own when left out
 * @typedef {HTMLElement & { strings: Record<string, string>, theme: string, controls: string }} Host
 */

/** Until what a sentence can do without is fetched. */
const LATER_MS = 300;

const THEMES = ['auto', 'light', 'dark'];

export class Widget {
  example = '';
  /** The layer of a whole model that is walked, 0-based. */
  layer = 0;
  /** @type {import('../walk/passage.js').Passage | null} */
  #passage = null;
  /** @type {import('./picture-panel.js').Pictures | null} */
  #pictures = null;
  /** Of the last picture that was asked for: what comes later wins over what takes longer. */
  #ticket = 0;
  /** Whole models, once one was asked for. @type {import('./model-side.js').ModelSide | null} */
  #side = null;
  /** Said below the controls, where something could not be had. */
  #notice = '';
  /** How the picture that is shown was chosen. @type {Choice} */
  #shown = {};
  /** @type {WhatIf} */
  whatIf = whatIfs.AS_GIVEN;
  /** The input as given, which what-ifs change. @type {import('../walk/walk.js').WalkInput | null} */
  #base = null;
  /** @type {import('../walk/effect.js').Effect | null} */
  #effect = null;
  #engine;
  #view;
  #link;
  #player;

  /**
   * @param {import('../engine/engine.js').Engine} engine
   * @param {Host} host
   * @param {import('../walk/inputs.js').Inputs} inputs  may hold own numbers already
   * @param {{ change: (changed: string[], source: ChangeSource) => void, error: (error: unknown) => void }} on
   */
  constructor(engine, host, inputs, on) {
    this.host = host;
    this.inputs = inputs;
    this.on = on;
    this.#engine = engine;
    inputs.examples = [...engine.examples(), ...PICTURES, ...GUESTS];
    this.walk = new Walk(engine);
    this.#link = new Link(host, () => this.#openLink());
    this.#player = new Player({
      step: () => this.move(1, 'user'),
      isAtEnd: () => this.walk.isAtEnd,
      onChange: (isPlaying) => this.#view.showPlaying(isPlaying),
    });
    this.#view = this.#build();
    this.showControls(host.controls);
    this.nameTheme();
    this.#view.share.hidden = !this.#link.isOn;
  }

  get element() {
    return this.#view.element;
  }

  /** False until the first input is there: a model's may take a while. */
  get isOpen() {
    return this.walk.length > 0;
  }

  /** The element whose size decides the layout. */
  get box() {
    return this.#view.stage.box;
  }

  /** @returns {WalkState} */
  get state() {
    const { step, head, query } = this.walk;
    const changed = whatIfs.isAsGiven(this.whatIf) ? {} : this.whatIf;
    return { example: this.example, query, step, head, layer: this.layer, ...changed };
  }

  /** Shows the first state: the link's, else the host's attributes'; the first example where that is refused. */
  async open() {
    const link = this.#link.read();
    const opening = this.attempt(() => this.#takeStart(link));
    const ticket = this.#ticket;
    await opening;
    const isRefused = this.walk.length === 0 && ticket === this.#ticket;
    if (isRefused) await this.#load(this.inputs.examples[0].id);
    // Without a walk, a reader who could not wait has chosen another one, which is on its way.
    if (this.walk.length > 0) this.#show([], 'api', false);
    if (link.numbers) this.#view.toggleNumbers(true);
    this.#view.drawNow();
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

  /** @param {string} names  of CONTROLS, separated by spaces */
  showControls(names) {
    this.#view.showControls(names.split(/\s+/).filter(Boolean));
  }

  nameTheme() {
    this.#view.nameTheme(this.host.theme);
  }

  /**
   * An example of pictures comes when its model is there; any other at once.
   * @param {string} id @param {ChangeSource} source @returns {void | Promise<void>}
   * @throws {AttentionError} whatever the core refuses
   */
  showExample(id, source) {
    // Whoever types other words still asks the same question of them; another example starts as it is.
    const { positions } = id === this.example ? this.whatIf : whatIfs.AS_GIVEN;
    const show = () => {
      this.#view.own.showError('');
      this.#show(['example'], source, false);
    };
    return after(this.#load(id, { sample: 0, whatIf: { positions, order: null } }), show);
  }

  /** The same words and weights with other positions or in another order; the word that asks stays the Query. @param {Partial<WhatIf>} next @param {ChangeSource} source */
  change(next, source) {
    const { walk, whatIf } = this;
    const { query } = walk;
    if (!this.#base) return;
    if (this.#pictures) return this.#changePicture({ ...whatIf, ...next }, source);
    const before = whatIfs.givenPlace(whatIf, query);
    void this.#load(this.example, { whatIf: { ...whatIf, ...next }, query: before });
    const changed = /** @type {('positions' | 'order')[]} */ (['positions', 'order']).filter(
      (name) => String(whatIf[name]) !== String(this.whatIf[name]),
    );
    const moved = walk.query === query ? [] : ['query'];
    if (changed.length) this.#show([...changed, ...moved], source, false);
  }

  /** @param {WhatIf} whatIf @param {ChangeSource} source */
  #changePicture(whatIf, source) {
    return after(this.#load(this.example, { ...this.#shown, whatIf }), () =>
      this.#show(['positions', 'order'], source, false),
    );
  }

  /**
   * @param {Target} target @param {ChangeSource} source
   * @returns {void | Promise<void>}  a promise where the layer changes
   * @throws {AttentionError} code `range`
   */
  go({ layer = this.layer, ...target }, source) {
    const passage = this.#passage;
    const count = passage?.numLayers ?? 1;
    if (!Number.isInteger(layer) || layer < 0 || layer >= count) {
      const expected = `expected an integer from 0 to ${count - 1}`;
      throw new AttentionError('range', `layer: ${expected}, got ${layer}`);
    }
    const changed = this.walk.goTo(target);
    const show = () => {
      if (changed.length) this.#show(changed, source, !changed.includes('query'));
    };
    if (layer === this.layer || !passage) return show();
    changed.push('layer');
    return after(passage.layer(layer), (run) => {
      if (passage !== this.#passage) return run.dispose();
      this.#walkLayer(passage, run, layer, this.walk.query);
      show();
    });
  }

  /** @param {1 | -1} direction @param {ChangeSource} source */
  move(direction, source) {
    const changed = this.walk.move(direction);
    if (changed.length) this.#show(changed, source, direction > 0);
    else this.#view.skipMotion();
  }

  /**
   * A wrong attribute or link is told and leaves the walk as it is.
   * @param {() => void | Promise<void>} action
   * @returns {boolean | Promise<boolean>} whether it went well
   */
  attempt(action) {
    const tell = (/** @type {unknown} */ error) => {
      if (error instanceof Waiting) return false;
      if (!(error instanceof AttentionError)) throw error;
      console.warn(`<attention-walk> ${error.message}`);
      this.on.error(error);
      this.#view.choice.choose(this.example);
      return false;
    };
    try {
      const done = action();
      return done ? done.then(() => true, tell) : true;
    } catch (error) {
      return tell(error);
    }
  }

  toPng() {
    return toPng(this.#picture());
  }

  toSvg() {
    return toSvg(this.#picture());
  }

  toJson() {
    return JSON.stringify(this.walk.trace, null, 2);
  }

  #build() {
    const { host, inputs } = this;
    const examples = /** @type {{ id: string, title: string }[]} */ (inputs.examples);
    const level = Number(host.getAttribute('heading-level')) || 3;
    const view = new View(host.strings, level, examples, {
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
      load: () => void this.#side?.openEnglish(),
      text: (text) => this.#side?.read(text),
      files: (files) => void this.#takeFiles(files),
      theme: () => this.#nextTheme(),
      share: () => this.#share(),
      export: (kind) => this.#export(kind),
      whatIf: (wish) => this.#byUser(() => this.change(this.#wished(wish), 'user')),
      settled: () => this.#writeLink(),
      failed: (error) => this.on.error(error),
    });
    host.addEventListener('dragover', (event) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
    host.addEventListener('drop', (event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      void this.#takeFiles(files);
    });
    host.addEventListener('paste', (event) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) =>
        type.startsWith('image/'),
      );
      if (file) void this.#takePicture(file);
    });
    return view;
  }

  /** @param {LinkState} link */
  #takeStart(link) {
    const { walk, inputs, host } = this;
    if (link.example === OWN) inputs.takeLink(link);
    if (link.theme) host.theme = String(link.theme);
    const wanted = (/** @type {string} */ name) =>
      String(link[name] ?? host.getAttribute(name) ?? '');
    const given = inputs.numbers && !link.example ? OWN : wanted('example');
    const sample = Number(link.picture ?? 0);
    this.layer = /^\d+$/.test(wanted('layer')) ? Number(wanted('layer')) : 0;
    inputs.seeded = link.weights === 'seeded';
    const whatIf = whatIfs.whatIfOfLink(link);
    const place = (/** @type {string} */ name, /** @type {number} */ count) =>
      /^\d+$/.test(wanted(name)) ? { [name]: Math.min(Number(wanted(name)), count - 1) } : {};
    return after(
      this.#load(given || inputs.examples[0].id, { sample, keepsLayer: true, whatIf }),
      () => {
        walk.goTo({
          ...(wanted('step') ? { step: wanted('step') } : {}),
          ...place('head', walk.numHeads),
          ...place('query', walk.length),
        });
      },
    );
  }

  /**
   * @param {string} example
   * @param {Choice} [choice]
   * @returns {void | Promise<void>}
   */
  #load(example, choice = {}) {
    const input = this.inputs.of(example);
    this.#ticket += 1;
    this.#notice = '';
    if (input.words) return this.#loadTrained(example, input, choice);
    if (input.pictures || input.guest) return this.#loadModel(example, input, choice);
    this.#loadInput(example, input, null, choice);
  }

  /**
   * What whole models need is a part of its own, which comes when it is asked for.
   * @returns {Promise<import('./model-side.js').ModelSide>}
   * @throws {AttentionError} where it cannot be had
   */
  async #models() {
    const [{ ModelSide }] = await Promise.all([loadPart(), this.#engine.loadModels()]);
    this.#side ??= new ModelSide(this.#engine, this.#forModels());
    return this.#side;
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
        ticket: this.#ticket,
        hasPictures: this.#pictures !== null,
      }),
      load: (example, choice) => this.#load(example, choice),
      take: (example, { passage, run, layer, query, choice, pictures, base, whatIf }) => {
        this.#walkLayer(passage, run, layer, query);
        this.#shown = choice;
        this.#took(example, passage, pictures, { base, whatIf });
      },
      show: (changed) => this.#show(changed, 'user', false),
      attempt: (action) => this.attempt(action),
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
   * @param {string} example @param {import('../walk/walk.js').WalkInput} input @param {Choice} choice
   * @returns {void | Promise<void>}
   */
  #loadTrained(example, input, choice) {
    const passages = this.#side?.passages;
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
    const ticket = this.#ticket;
    return this.#told(loadPack(input.words)).then(
      (pack) => {
        if (ticket !== this.#ticket) throw new Waiting();
        read(pack);
      },
      (error) => {
        if (ticket !== this.#ticket) throw new Waiting();
        if (!(error instanceof AttentionError)) throw error;
        this.inputs.seeded = true;
        this.#loadInput(example, this.inputs.of(example), null, choice);
        const { message } = error;
        this.#notice = phrase(this.#view.strings, 'part.seeded', { message });
        console.warn(`<attention-walk> ${message}`);
        this.on.error(error);
      },
    );
  }

  /**
   * The same numbers as a layer of the model that they are of, once it is there: it knows other words
   * to compare with. Until then, and where the part cannot be had, the walk goes on without.
   * @param {string} example @param {import('../walk/walk.js').WalkInput} input
   */
  async #learnMore(example, input) {
    const ticket = this.#ticket;
    await new Promise((resolve) => setTimeout(resolve, LATER_MS)); // after the first step is drawn
    try {
      const { passages } = await this.#models();
      await passages.learn(input);
      if (ticket !== this.#ticket || !whatIfs.isAsGiven(this.whatIf)) return;
      const { query } = this.walk;
      this.#loadInput(example, input, passages.ofSentence(input), { query });
      this.#show([], 'api', false);
    } catch (error) {
      if (!(error instanceof AttentionError)) throw error;
      console.info(`<attention-walk> ${error.message}`);
    }
  }

  /** @param {string} example @param {import('../walk/walk.js').WalkInput} input @param {Choice} choice */
  async #loadModel(example, input, choice) {
    const ticket = this.#ticket;
    // At the same time; what is wrong with it is told when it is used.
    if (input.pictures) loadPack(input.pictures).catch(() => {});
    const side = this.#side ?? (await this.#told(this.#models()));
    if (ticket !== this.#ticket) throw new Waiting();
    return side.load(example, input, choice);
  }

  /**
   * Walks an input of one layer, at once.
   * @param {string} example @param {import('../walk/walk.js').WalkInput} input
   * @param {import('../walk/passage.js').Passage | null} passage  of its words @param {Choice} choice
   */
  #loadInput(example, input, passage, choice) {
    const run = /** @type {import('../engine/engine.js').Run | null} */ (passage?.layer(0) ?? null);
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

  /** @param {any} given  a file of a model, or `{ file, config }` */
  async openModel(given) {
    await this.attempt(async () => (await this.#models()).openModel(given));
  }

  /** @param {File[]} files  dropped or picked */
  async #takeFiles(files) {
    const { weights, picture, other, config } = sorted(files);
    if (!weights && picture) return this.#takePicture(picture);
    if (!weights) return other && this.#view.own.take(other);
    await this.attempt(async () => (await this.#models()).openFile(weights, config));
  }

  /** @param {import('../walk/passage.js').Passage} passage @param {import('../engine/engine.js').Run} run @param {number} layer @param {number} query */
  #walkLayer(passage, run, layer, query) {
    const normed = has(run, 'normBias', 0);
    const embedded = layer === 0 && has(run, 'position', 0, 0);
    const origin = { layer, numLayers: passage.numLayers, normed, embedded };
    const isPlain = !has(run, 'hidden', 0, 0);
    this.walk.loadLayer(run, { query, grid: passage.grid, origin: isPlain ? null : origin });
    this.layer = layer;
  }

  /**
   * @param {string} example @param {import('../walk/passage.js').Passage | null} passage @param {import('./picture-panel.js').Pictures | null} pictures
   * @param {{ base: import('../walk/walk.js').WalkInput | null, whatIf: WhatIf }} [changes]
   */
  #took(example, passage, pictures, { base, whatIf } = { base: null, whatIf: whatIfs.AS_GIVEN }) {
    this.#effect?.dispose();
    this.#effect = base && !pictures ? effectOf(this.#engine, base, whatIf) : null;
    this.#base = base;
    this.whatIf = whatIf;
    if (this.#passage !== passage) this.#passage?.dispose();
    this.#passage = passage;
    this.#pictures = pictures;
    this.example = example;
    this.#view.own.words = this.inputs.words;
  }

  /** Another picture for the model that is shown. @param {{ sample?: number, picture?: any, drawn?: boolean }} choice */
  #showPicture(choice) {
    this.#byUser(() =>
      after(this.#load(this.example, choice), () => this.#show(['picture'], 'user', false)),
    );
  }

  /** @param {File} file  a picture */
  async #takePicture(file) {
    await this.attempt(async () => (await this.#models()).takePicture(file));
  }

  #exchangeWeights() {
    this.#byUser(() => {
      this.inputs.seeded = !this.inputs.seeded;
      const { query } = this.walk;
      return after(this.#load(this.example), () => {
        this.walk.goTo({ query });
        this.#show(['weights'], 'user', false);
      });
    });
  }

  /** @param {string[]} changed @param {ChangeSource} source @param {boolean} moves */
  #show(changed, source, moves) {
    const { example, layer } = this;
    const { seeded } = this.inputs;
    this.#view.update(this.walk, {
      example,
      moves,
      layer,
      passage: this.#passage,
      pictures: this.#pictures,
      exchange: !this.inputs.hasTrained(example) ? null : seeded ? 'useTrained' : 'useSeeded',
    });
    if (this.#notice) this.#view.showProgress(this.#notice);
    this.#side?.showText(example);
    this.#view.whatIf.update(
      this.whatIf,
      this.#base,
      this.#effect?.of(this.walk) ?? this.#passage?.fact ?? null,
    );
    if (changed.length) this.#writeLink();
    if (changed.length && source === 'user') this.#view.announce();
    this.on.change(changed, source);
  }

  #writeLink() {
    this.#link.writeSoon(() => this.#linkState());
  }

  #linkState() {
    const { positions, order, ...state } = this.state;
    return {
      ...(this.example === OWN ? this.inputs.toLink() : {}),
      ...state,
      layer: this.layer || undefined,
      picture: this.#pictures && this.#pictures.sample > 0 ? this.#pictures.sample : undefined,
      weights: this.inputs.seeded && this.inputs.hasTrained(this.example) ? 'seeded' : undefined,
      ...whatIfs.whatIfToLink(this.whatIf),
      numbers: this.#view.showsNumbers,
      theme: this.host.theme === 'auto' ? undefined : this.host.theme,
    };
  }

  #openLink() {
    this.attempt(() =>
      after(this.#takeStart(this.#link.read()), () =>
        this.#show(['example', 'step', 'head', 'query'], 'api', false),
      ),
    );
  }

  /** @param {import('./what-if.js').WhatIfWish} wish @returns {Partial<WhatIf>} */
  #wished(wish) {
    if (wish === 'restore') return { order: null };
    if (wish !== 'shuffle') return wish;
    return this.#base ? { order: whatIfs.shuffledOrder(this.#base, this.whatIf.order) } : {};
  }

  /** What a reader does ends the playing. @param {() => void | Promise<void>} action */
  #byUser(action) {
    this.#player.stop();
    this.attempt(action);
  }

  /** A refused input is told beside the fields, and the walk that was shown stays. @param {() => void} take */
  #takeOwn(take) {
    const { words, numbers } = this.inputs;
    const { own, strings } = this.#view;
    this.#player.stop();
    try {
      take();
      this.showExample(OWN, 'user');
      const { config, tokens } = this.walk.source;
      const { dModel, numHeads } = config;
      const note = { tokens: tokens.length, dModel, numHeads };
      own.showNote(this.inputs.numbers ? phrase(strings, 'own.loaded', note) : '');
    } catch (error) {
      Object.assign(this.inputs, { words, numbers });
      own.element.hidden = false;
      own.showError(error instanceof Error ? error.message : String(error));
      own.showNote('');
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
    await navigator.clipboard?.writeText(location.href).catch(() => undefined);
    this.#view.flashShared();
  }

  /** @param {'PNG' | 'SVG' | 'JSON'} kind */
  async #export(kind) {
    const name = `attention-walk-${this.example}-${this.walk.step}`;
    if (kind === 'PNG') download(await this.toPng(), `${name}.png`);
    else if (kind === 'SVG')
      download(new Blob([this.toSvg()], { type: 'image/svg+xml' }), `${name}.svg`);
    else download(new Blob([this.toJson()], { type: 'application/json' }), `${name}.json`);
  }

  #picture() {
    const { walk } = this;
    const { stage, strings } = this.#view;
    if (!stage.scene) {
      throw new AttentionError('unsupported', 'export: the element has no size on screen yet');
    }
    const title = titleOf(strings, walk.step, walk.source);
    return { scene: stage.scene, theme: stage.theme, title };
  }
}

/**
 * At once where there is nothing to wait for, so that small examples change without a pause.
 * @template T
 * @param {T | Promise<T>} value @param {(value: T) => void} next
 * @returns {void | Promise<void>}
 */
function after(value, next) {
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
