// Everything that readers and authors can do with a walk.
import { MODEL_EXAMPLES, OWN } from '../walk/inputs.js';
import { PICTURES } from '../walk/shipped-models.js';
import { inRange } from '../walk/walk.js';
import { bringIntoView } from './dom.js';
import { listenForFiles, sorted } from './parts/dropped-files.js';
import { Link } from './parts/address.js';
import { Player } from './parts/autoplay.js';
import { ShownWalk } from './shown-walk.js';
import { copyLink, take } from './take-away.js';
import { told } from './told.js';
import { View } from './view.js';
import { after, WalkLoader } from './walk-loader.js';

/** @typedef {import('./shown-walk.js').ChangeSource} ChangeSource */

const THEMES = ['auto', 'light', 'dark'];

export class Widget extends ShownWalk {
  #player;

  /**
   * @param {import('./shown-walk.js').Host} host
   * @param {import('../text/index.js').Words} words
   * @param {import('../walk/inputs.js').Inputs} inputs  may hold own numbers already
   * @param {{ change: (changed: string[], source: ChangeSource) => void, error: (error: unknown) => void }} on
   */
  constructor(host, words, inputs, on) {
    super(host, words, inputs, on);
    this.link = new Link(host, () => this.#openLink());
    this.#player = new Player({
      step: () => this.move(1, 'user'),
      isAtEnd: () => this.walk.isAtEnd,
      pause: () => this.view.readingTime,
      onChange: (isPlaying) => this.view.showPlaying(isPlaying),
    });
    this.view = this.#build();
  }

  /** What is asked of a widget before this is its view only. @param {import('../engine/engine.js').Engine} engine */
  begin(engine) {
    const { inputs, host } = this;
    inputs.examples = [...engine.examples(), ...PICTURES, ...MODEL_EXAMPLES];
    this.loader = new WalkLoader(engine, inputs, this.view, {
      show: (changed, source) => this.show(changed, source, false),
      attempt: (action, onRefused) => this.attempt(action, onRefused),
      byUser: (action) => this.#byUser(action),
      error: this.on.error,
    });
    this.dress();
    listenForFiles(host, (files) => void this.#takeFiles(files));
  }

  /** The same walk in another language: all that was built of the words before is built anew. @param {import('../text/index.js').Words} words */
  speak(words) {
    const { loader } = this;
    const before = this.view;
    this.words = words;
    this.view = this.#build();
    this.dress();
    loader.speak(this.view);
    before.element.replaceWith(this.view.element);
    if (this.isOpen) this.render(false);
    this.view.takeOver(before);
    this.view.showPlaying(this.#player.isPlaying);
    this.view.drawNow();
  }

  /**
   * Shows the first state: the link's, else the host's attributes'; the first example where that is refused, but never
   * in the place of own numbers.
   */
  async open() {
    this.refused = null;
    this.view.own.showError(null);
    const link = this.link.read();
    /** @type {unknown} */
    let why = null;
    const opening = this.attempt(
      () => this.takeStart(link),
      (error) => (why = error),
    );
    const { loader } = this;
    const { ticket } = loader;
    await opening;
    const isRefused = !this.isOpen && ticket === loader.ticket;
    if (isRefused && this.opens(link) === OWN) return this.refuse(why);
    if (isRefused) await loader.load(this.inputs.examples[0].id);
    // Without a walk, a reader who could not wait has chosen another one, which is on its way.
    if (this.isOpen) this.show([], 'api', false);
    if (link.numbers) this.view.toggleNumbers(true);
    this.view.drawNow();
  }

  /** Own numbers have come from the page. Where they are refused, what somebody had chosen stays. */
  takeGiven() {
    /** @type {unknown} */
    let why = null;
    const keep = (/** @type {unknown} */ error) => (why = error);
    if (this.attempt(() => this.showExample(OWN, 'api'), keep)) return;
    this.refuse(why);
  }

  resume() {
    this.link.connect();
  }

  pause() {
    this.link.disconnect();
    this.#player.stop();
  }

  /**
   * An example of pictures comes when its model is there; any other at once.
   * @param {string} id @param {ChangeSource} source @returns {void | Promise<void>}
   * @throws {AttentionError} whatever the core refuses
   */
  showExample(id, source) {
    const { loader } = this;
    this.view.endAsking();
    // Whoever types other words still asks the same question of them; another example starts as it is.
    const kept = id === loader.example && loader.changer?.kept;
    return after(
      after(loader.load(id, { sample: 0 }), () => (kept ? loader.changer?.keep(kept) : undefined)),
      () => {
        this.view.own.showError(null);
        this.show(['example'], source, false);
      },
    );
  }

  /** The same input and weights but for a list of changes; the token that asks stays the Query. @param {import('./changes/changer.js').Asked} asked @param {ChangeSource} source */
  change(asked, source) {
    const { walk } = this;
    const { query } = walk;
    return after(this.tryChanges(asked), (isDone) => {
      const moved = walk.query === query ? [] : ['query'];
      if (isDone) this.show(['changes', ...moved], source, false);
    });
  }

  /**
   * @param {import('../walk/walk.js').Target} target @param {ChangeSource} source
   * @returns {void | Promise<void>}  a promise where the layer changes
   * @throws {AttentionError} code `range`
   */
  go({ layer = this.loader.layer, window = undefined, ...target }, source) {
    const { loader, walk } = this;
    const { modelRun } = loader;
    inRange('layer', layer, modelRun?.numLayers ?? 1);
    if (window !== undefined) inRange('window', window, modelRun?.windowsOf(layer) ?? 1);
    const { step, head, query } = walk;
    const isOther = {
      layer: layer !== loader.layer,
      window: (window ?? loader.window) !== loader.window,
    };
    const show = () => {
      const now = { step: walk.step, head: walk.head, query: walk.query };
      const changed = /** @type {import('../walk/walk.js').StateName[]} */ ([]);
      if (now.step !== step) changed.push('step');
      if (now.head !== head) changed.push('head');
      if (now.query !== query) changed.push('query');
      if (isOther.layer) changed.push('layer');
      if (isOther.window) changed.push('window');
      if (changed.length) this.show(changed, source, !changed.includes('query'));
    };
    if (!isOther.layer && !isOther.window) {
      walk.goTo(target);
      return show();
    }
    // Heads and queries are those of what comes.
    if (target.head !== undefined) inRange('head', target.head, modelRun?.headsOf(layer) ?? 1);
    if (target.query !== undefined) inRange('query', target.query, modelRun?.lengthOf(layer) ?? 1);
    walk.goTo({ step: target.step });
    return loader.toLayer({ layer, window, query: target.query }, () => {
      walk.goTo({ head: target.head });
      show();
    });
  }

  /** @param {1 | -1} direction @param {ChangeSource} source */
  move(direction, source) {
    const changed = this.walk.move(direction);
    if (changed.length) this.show(changed, source, direction > 0);
    else if (direction > 0 && source === 'user') this.view.showRecap();
    else this.view.skipMotion();
    if (source === 'user') bringIntoView(this.element);
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
      weights: () => this.#exchangeWeights(),
      files: (files) => void this.#takeFiles(files),
      theme: () => this.#nextTheme(),
      share: () => this.#share(),
      export: (format) =>
        void take(this.shown, format, `attention-walk-${this.loader.example}-${this.walk.step}`),
      change: (asked) => this.#byUser(() => this.change(asked, 'user')),
      changing: () =>
        void Promise.resolve(this.loader.changing())
          .then((changer) => changer.show())
          .catch((error) => this.view.whatIf.place.replaceChildren(...told(this.words, error))),
      settled: () => this.writeLink(),
      failed: (error) => this.on.error(error),
    });
  }

  /** @param {any} given  a file of a model, a list of them, or `{ file, config }` */
  async openModel(given) {
    await this.attempt(async () => (await this.loader.models()).openModel(given));
  }

  /** @param {File[]} files  dropped or picked */
  async #takeFiles(files) {
    const { model, picture, other } = sorted(files);
    if (!model && !picture) return other && this.view.own.take(other);
    await this.attempt(
      async () => (await this.loader.models()).take(model, picture),
      (error) => this.view.showProgress(told(this.words, error)),
    );
  }

  #exchangeWeights() {
    this.#byUser(() => {
      this.inputs.seeded = !this.inputs.seeded;
      const { query } = this.walk;
      return after(this.loader.load(this.loader.example), () => {
        this.walk.goTo({ query });
        this.show(['weights'], 'user', false);
      });
    });
  }

  #openLink() {
    const link = this.link.read();
    this.attempt(
      () =>
        after(this.takeStart(link), () =>
          this.show(['example', 'step', 'head', 'query'], 'api', false),
        ),
      (error) => link.example === OWN && this.refuse(error),
    );
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
    const { own } = this.view;
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
    this.writeLink();
  }

  async #share() {
    this.link.write(this.linkState());
    await copyLink(this.view, location.href);
  }
}
