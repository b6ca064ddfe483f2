// One walk with its view, link and player: everything that readers and authors can do with it.
// Reads options of its host element, and tells it what changed; the host makes events of that.
import { AttentionError } from '../engine/attention-error.js';
import { OWN } from '../walk/inputs.js';
import { phrase } from '../walk/strings.js';
import { Walk } from '../walk/walk.js';
import { titleOf } from '../walk/wording.js';
import { download, toPng, toSvg } from './export.js';
import { Link } from './link.js';
import { Player } from './player.js';
import { View } from './view.js';

/**
 * @typedef {import('../walk/walk.js').Target} Target
 * @typedef {import('../walk/permalink.js').LinkState} LinkState
 * @typedef {'user' | 'api'} ChangeSource
 * @typedef {{ example: string, query: number, step: string, head: number, layer: number }} WalkState
 * @typedef {HTMLElement & { strings: Record<string, string>, theme: string, controls: string }} Host
 */

const THEMES = ['auto', 'light', 'dark'];

export class Widget {
  example = '';
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
    inputs.examples = engine.examples();
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

  /** The element whose size decides the layout. */
  get box() {
    return this.#view.stage.box;
  }

  /** @returns {WalkState} */
  get state() {
    const { step, head, query } = this.walk;
    return { example: this.example, query, step, head, layer: 0 };
  }

  /** Shows the first state: the link's, else the host's attributes'; the first example where that is refused. */
  open() {
    const link = this.#link.read();
    this.attempt(() => this.#takeStart(link));
    if (this.walk.length === 0) this.#load(this.inputs.examples[0].id);
    this.#show([], 'api', false);
    if (link.numbers) this.#view.toggleNumbers(true);
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

  /** @param {string} id @param {ChangeSource} source @throws {AttentionError} whatever the core refuses */
  showExample(id, source) {
    this.#load(id);
    this.#view.own.showError('');
    this.#show(['example'], source, false);
  }

  /** @param {Target} target @param {ChangeSource} source @throws {AttentionError} code `range` */
  go(target, source) {
    const changed = this.walk.goTo(target);
    if (changed.length) this.#show(changed, source, !changed.includes('query'));
  }

  /** @param {1 | -1} direction @param {ChangeSource} source */
  move(direction, source) {
    const changed = this.walk.move(direction);
    if (changed.length) this.#show(changed, source, direction > 0);
    else this.#view.skipMotion();
  }

  /** A wrong attribute or link is told and leaves the walk as it is. @param {() => void} action @returns {boolean} whether it went well */
  attempt(action) {
    try {
      action();
      return true;
    } catch (error) {
      if (!(error instanceof AttentionError)) throw error;
      console.warn(`<attention-walk> ${error.message}`);
      this.on.error(error);
      return false;
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
      theme: () => this.#nextTheme(),
      share: () => this.#share(),
      export: (kind) => this.#export(kind),
      settled: () => this.#writeLink(),
    });
    host.addEventListener('dragover', (event) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
    host.addEventListener('drop', (event) => {
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      view.own.take(file);
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
    this.#load(given || inputs.examples[0].id);
    const place = (/** @type {string} */ name, /** @type {number} */ count) =>
      /^\d+$/.test(wanted(name)) ? { [name]: Math.min(Number(wanted(name)), count - 1) } : {};
    walk.goTo({
      ...(wanted('step') ? { step: wanted('step') } : {}),
      ...place('head', walk.numHeads),
      ...place('query', walk.length),
    });
  }

  /** @param {string} example */
  #load(example) {
    this.walk.load(this.inputs.of(example));
    this.example = example;
    this.#view.own.words = this.inputs.words;
  }

  /** @param {string[]} changed @param {ChangeSource} source @param {boolean} moves */
  #show(changed, source, moves) {
    this.#view.update(this.walk, { example: this.example, moves });
    if (changed.length) this.#writeLink();
    if (changed.length && source === 'user') this.#view.announce();
    this.on.change(changed, source);
  }

  #writeLink() {
    this.#link.writeSoon(() => this.#linkState());
  }

  #linkState() {
    return {
      ...(this.example === OWN ? this.inputs.toLink() : {}),
      ...this.state,
      numbers: this.#view.showsNumbers,
      theme: this.host.theme === 'auto' ? undefined : this.host.theme,
    };
  }

  #openLink() {
    this.attempt(() => {
      this.#takeStart(this.#link.read());
      this.#show(['example', 'step', 'head', 'query'], 'api', false);
    });
  }

  /** What a reader does ends the playing. @param {() => void} action */
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
