// `<attention-walk>`: attributes, properties, methods and events around a Walk and its View.
import { AttentionError } from '../engine/attention-error.js';
import { createEngine } from '../engine/engine.js';
import { Inputs, OWN } from '../walk/inputs.js';
import { phrase, STRINGS } from '../walk/strings.js';
import { titleOf } from '../walk/wording.js';
import { Walk } from '../walk/walk.js';
import { download, toPng, toSvg } from './export.js';
import { Link } from './link.js';
import { Player } from './player.js';
import { sheet } from './style.js';
import { CONTROLS, View } from './view.js';

/**
 * @typedef {import('../walk/walk.js').Target} Target
 * @typedef {import('../walk/walk.js').WalkInput} WalkInput
 * @typedef {'user' | 'api'} ChangeSource
 * @typedef {{ example: string, query: number, step: string, head: number, layer: number }} WalkState
 */

const THEMES = ['auto', 'light', 'dark'];

/** Properties that a page may have set before the element was defined. */
const PROPERTIES = [
  ...['data', 'input', 'weights', 'strings'],
  ...['example', 'step', 'head', 'query', 'theme', 'controls'],
];

/** Node has no HTMLElement, and importing this file there must still work. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/**
 * The walk as an element.
 *
 * @attr {string} example  id of a built-in example, or `own`
 * @attr {number} query  the Query token, 0-based
 * @attr {string} step  a step id
 * @attr {number} head  0-based
 * @attr {number} layer  0-based
 * @attr {string} controls  which controls are shown, separated by spaces; all when absent
 * @attr {string} theme  `auto`, `light` or `dark`
 * @attr {string} loading  `eager` starts before the element is seen
 * @attr {number} heading-level  1 to 6, default 3
 * @attr {string} permalink  keeps the state in the URL fragment; a value is the name of its parameter
 * @fires aw-ready  the first step is about to be drawn
 * @fires aw-change  detail `{ state, changed, source }`, source `user` or `api`
 * @fires aw-error  detail `{ error }`
 * @csspart toolbar step title canvas explain table status
 */
export class AttentionWalkElement extends Base {
  static observedAttributes = ['example', 'query', 'step', 'head', 'layer', 'controls', 'theme'];

  /** @type {Walk | null} */
  #walk = null;
  /** @type {View | null} */
  #view = null;
  #inputs = new Inputs([]);
  #example = '';
  #isStarted = false;
  #isReflecting = false;
  #link = new Link(this, () => this.#openLink());
  #player = new Player({
    step: () => this.#move(1, 'user'),
    isAtEnd: () => this.#ready().isAtEnd,
    onChange: (isPlaying) => this.#view?.showPlaying(isPlaying),
  });
  /** @type {IntersectionObserver | null} */
  #sight = null;
  /** @type {ResizeObserver | null} */
  #size = null;
  /** @type {Record<string, string>} */
  #strings = {};

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet()];
    root.append(document.createElement('slot'));
  }

  connectedCallback() {
    PROPERTIES.forEach((name) => this.#takeEarlyProperty(name));
    this.#link.connect();
    if (this.#isStarted) return this.#observeSize();
    if (this.getAttribute('loading') === 'eager') return void this.#start();
    this.#sight = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.#start();
      },
      { threshold: 0.00001 },
    );
    this.#sight.observe(this);
  }

  disconnectedCallback() {
    this.#link.disconnect();
    this.#sight?.disconnect();
    this.#size?.disconnect();
    this.#player.stop();
  }

  /** @param {string} name @param {string | null} before @param {string | null} value */
  attributeChangedCallback(name, before, value) {
    if (this.#isReflecting || before === value || !this.#walk) return;
    if (name === 'controls') return this.#view?.showControls(this.#shownControls());
    if (name === 'theme') return this.#view?.nameTheme(this.theme);
    if (name === 'example') return this.#tolerant(() => this.#showExample(value ?? '', 'api'));
    if (name === 'layer') return;
    const target = name === 'step' ? { step: value ?? 'input' } : { [name]: Number(value ?? 0) };
    this.#tolerant(() => this.#go(target, 'api'));
  }

  /** Id of the example shown; `own` for own words or numbers. */
  get example() {
    return this.#example || (this.getAttribute('example') ?? '');
  }
  set example(value) {
    this.setAttribute('example', value);
  }

  /** The Query token, 0-based. */
  get query() {
    return this.#walk?.query ?? numberOf(this.getAttribute('query'));
  }
  set query(value) {
    this.setAttribute('query', String(value));
  }

  /** Id of the step shown. */
  get step() {
    return this.#walk?.step ?? this.getAttribute('step') ?? 'input';
  }
  set step(value) {
    this.setAttribute('step', value);
  }

  /** The head shown, 0-based. */
  get head() {
    return this.#walk?.head ?? numberOf(this.getAttribute('head'));
  }
  set head(value) {
    this.setAttribute('head', String(value));
  }

  /** The layer shown, 0-based; an example of one layer has only layer 0. */
  get layer() {
    return 0;
  }
  set layer(value) {
    if (value === 0) return;
    throw new AttentionError('range', `layer: expected 0, the only layer there is, got ${value}`);
  }

  get theme() {
    return this.getAttribute('theme') ?? 'auto';
  }
  set theme(value) {
    this.setAttribute('theme', value);
  }

  get controls() {
    return this.getAttribute('controls') ?? CONTROLS.join(' ');
  }
  set controls(value) {
    this.setAttribute('controls', value);
  }

  /**
   * Own input, flat as in an example: tokens, x, context and everything an AttentionSpec has.
   * What is refused is told by `aw-error` and in the console, and the walk that was shown stays.
   * @returns {WalkInput | null}
   */
  get data() {
    return this.#inputs.numbers;
  }
  set data(value) {
    const before = this.#inputs.numbers;
    this.#inputs.numbers = value;
    if (!value) return;
    if (!this.#walk) this.#example = OWN;
    else if (!this.#tolerant(() => this.#showExample(OWN, 'api'))) this.#inputs.numbers = before;
  }

  /** Own x, tokens and context; the layer stays what it is. */
  get input() {
    const { x, tokens, context } = this.#inputs.numbers ?? {};
    return { x, tokens, context };
  }
  set input(value) {
    const { x, tokens, context, ...layer } = this.#inputs.numbers ?? {};
    this.data = { ...layer, ...value };
  }

  /** Own weights; the input stays what it is. */
  get weights() {
    return this.#inputs.numbers?.weights;
  }
  set weights(value) {
    const shown = this.#walk ? this.#inputs.of(this.#example) : this.#inputs.numbers;
    this.data = { ...shown, weights: value };
  }

  /** Texts to use instead of the built-in ones; set before the element is shown. */
  get strings() {
    return { ...STRINGS, ...this.#strings };
  }
  set strings(value) {
    this.#strings = { ...this.#strings, ...value };
  }

  /** The trace of the current query, with the weights; null before `aw-ready`. */
  get trace() {
    return this.#walk?.trace ?? null;
  }

  /** To the next stop; does nothing at the end. */
  next() {
    this.#move(1, 'api');
  }

  /** To the stop before; does nothing at the start. */
  prev() {
    this.#move(-1, 'api');
  }

  /** @param {Target} target @throws {AttentionError} code `range`; nothing has moved then */
  goTo(target) {
    this.#go(target, 'api');
  }

  /** The picture on the stage, at twice its size. @returns {Promise<Blob>} */
  exportPNG() {
    return toPng(this.#picture());
  }

  /** The picture on the stage as an SVG document. @returns {string} */
  exportSVG() {
    return toSvg(this.#picture());
  }

  /** The trace of the current query with its weights, indented. @returns {string} */
  exportJSON() {
    return JSON.stringify(this.#ready().trace, null, 2);
  }

  /** A property set before the element was defined hides the accessor until it is set again. @param {string} name */
  #takeEarlyProperty(name) {
    if (!Object.hasOwn(this, name)) return;
    const self = /** @type {any} */ (this);
    const value = self[name];
    delete self[name];
    self[name] = value;
  }

  async #start() {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#sight?.disconnect();
    try {
      const engine = await createEngine();
      this.#inputs.examples = engine.examples();
      const view = this.#build();
      const walk = new Walk(engine);
      const link = this.#link.read();
      this.#tolerant(() => this.#takeStart(walk, link));
      if (walk.length === 0) this.#load(walk, this.#inputs.examples[0].id);
      this.#walk = walk;
      this.#observeSize();
      this.#show([], 'api', false);
      if (link.numbers) view.toggleNumbers(true);
      this.dispatchEvent(new CustomEvent('aw-ready', { bubbles: true, composed: true }));
    } catch (error) {
      this.#isStarted = false;
      this.#fail(error);
    }
  }

  #build() {
    const examples = /** @type {{ id: string, title: string }[]} */ (this.#inputs.examples);
    const level = numberOf(this.getAttribute('heading-level')) || 3;
    const view = new View(this.strings, level, examples, {
      example: (id) => this.#byUser(() => this.#showExample(id, 'user')),
      goTo: (target) => this.#byUser(() => this.#go(target, 'user')),
      move: (direction) => this.#byUser(() => this.#move(direction, 'user')),
      play: () => this.#play(),
      words: (words) => this.#takeOwn(() => this.#inputs.takeWords(words)),
      data: (json) => this.#takeOwn(() => this.#inputs.takeJson(json)),
      theme: () => this.#nextTheme(),
      share: () => this.#share(),
      export: (kind) => this.#export(kind),
      settled: () => this.#link.writeSoon(() => this.#linkState()),
    });
    this.#view = view;
    view.showControls(this.#shownControls());
    view.nameTheme(this.theme);
    view.share.hidden = !this.#link.isOn;
    this.shadowRoot?.replaceChildren(view.element);
    this.addEventListener('dragover', (event) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
    this.addEventListener('drop', (event) => {
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      view.own.take(file);
    });
    return view;
  }

  /**
   * The state to start in: the link's, else the attributes'.
   * @param {Walk} walk @param {import('../walk/permalink.js').LinkState} link
   */
  #takeStart(walk, link) {
    if (link.example === OWN) this.#inputs.takeLink(link);
    if (link.theme) this.theme = String(link.theme);
    const wanted = (/** @type {string} */ name) =>
      String(link[name] ?? this.getAttribute(name) ?? '');
    const given = this.#inputs.numbers && !link.example ? OWN : wanted('example');
    this.#load(walk, given || this.#inputs.examples[0].id);
    walk.goTo({
      ...(wanted('step') ? { step: wanted('step') } : {}),
      head: Math.min(numberOf(wanted('head')), walk.numHeads - 1),
      query: Math.min(numberOf(wanted('query')), walk.length - 1),
    });
  }

  /** @param {Walk} walk @param {string} example */
  #load(walk, example) {
    walk.load(this.#inputs.of(example));
    this.#example = example;
    if (this.#view) this.#view.own.words = this.#inputs.words;
  }

  /** @param {string} id @param {ChangeSource} source */
  #showExample(id, source) {
    this.#load(this.#ready(), id);
    this.#view?.own.showError('');
    this.#show(['example'], source, false);
  }

  /** @param {Target} target @param {ChangeSource} source */
  #go(target, source) {
    const changed = this.#ready().goTo(target);
    if (changed.length) this.#show(changed, source, !changed.includes('query'));
  }

  /** @param {1 | -1} direction @param {ChangeSource} source */
  #move(direction, source) {
    const changed = this.#ready().move(direction);
    if (changed.length) this.#show(changed, source, direction > 0);
    else this.#view?.skipMotion();
  }

  /** @param {string[]} changed @param {ChangeSource} source @param {boolean} moves */
  #show(changed, source, moves) {
    this.#view?.update(this.#ready(), { example: this.#example, moves });
    this.#reflect();
    if (!changed.length) return;
    this.#link.writeSoon(() => this.#linkState());
    if (source === 'user') this.#view?.announce();
    const detail = { state: this.#state(), changed, source };
    this.dispatchEvent(new CustomEvent('aw-change', { detail, bubbles: true, composed: true }));
  }

  /** @returns {WalkState} */
  #state() {
    const { step, head, query } = this.#ready();
    return { example: this.#example, query, step, head, layer: 0 };
  }

  #linkState() {
    return {
      ...(this.#example === OWN ? this.#inputs.toLink() : {}),
      ...this.#state(),
      numbers: this.#view?.showsNumbers,
      theme: this.theme === 'auto' ? undefined : this.theme,
    };
  }

  #openLink() {
    const walk = this.#walk;
    if (!walk) return;
    this.#tolerant(() => {
      this.#takeStart(walk, this.#link.read());
      this.#show(['example', 'step', 'head', 'query'], 'api', false);
    });
  }

  #reflect() {
    this.#isReflecting = true;
    const { example, query, step, head } = this.#state();
    for (const [name, value] of Object.entries({ example, query, step, head })) {
      if (this.getAttribute(name) !== String(value)) this.setAttribute(name, String(value));
    }
    this.#isReflecting = false;
  }

  /** What a reader does ends the playing. @param {() => void} action */
  #byUser(action) {
    this.#player.stop();
    this.#tolerant(action);
  }

  /** A refused input is told beside the fields, and the walk that was shown stays. @param {() => void} take */
  #takeOwn(take) {
    const { words, numbers } = this.#inputs;
    const own = this.#view?.own;
    this.#player.stop();
    try {
      take();
      this.#showExample(OWN, 'user');
      const { config, tokens } = this.#ready().trace;
      const note = { tokens: tokens.length, dModel: config.dModel, numHeads: config.numHeads };
      own?.showNote(this.#inputs.numbers ? phrase(this.strings, 'own.loaded', note) : '');
    } catch (error) {
      Object.assign(this.#inputs, { words, numbers });
      own?.showError(error instanceof Error ? error.message : String(error));
      own?.showNote('');
      this.#tell(error);
    }
  }

  #play() {
    if (this.#player.isPlaying) return this.#player.stop();
    if (this.#ready().isAtEnd) this.#go({ step: 'input', head: 0 }, 'user');
    this.#player.start();
  }

  #nextTheme() {
    this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length];
    this.#link.writeSoon(() => this.#linkState());
  }

  async #share() {
    this.#link.write(this.#linkState());
    await navigator.clipboard?.writeText(location.href).catch(() => undefined);
    this.#view?.flashShared();
  }

  /** @param {'PNG' | 'SVG' | 'JSON'} kind */
  async #export(kind) {
    const name = `attention-walk-${this.#example}-${this.step}`;
    if (kind === 'PNG') download(await this.exportPNG(), `${name}.png`);
    else if (kind === 'SVG')
      download(new Blob([this.exportSVG()], { type: 'image/svg+xml' }), `${name}.svg`);
    else download(new Blob([this.exportJSON()], { type: 'application/json' }), `${name}.json`);
  }

  #picture() {
    const walk = this.#ready();
    const stage = this.#view?.stage;
    if (!stage?.scene) {
      throw new AttentionError('unsupported', 'export: the element has no size on screen yet');
    }
    const title = titleOf(this.strings, walk.step, walk.trace, walk.head);
    return { scene: stage.scene, theme: stage.theme, title };
  }

  #shownControls() {
    return this.controls.split(/\s+/).filter(Boolean);
  }

  /** A wrong attribute or link is told and leaves the walk as it is. @param {() => void} action @returns {boolean} whether it went well */
  #tolerant(action) {
    try {
      action();
      return true;
    } catch (error) {
      if (!(error instanceof AttentionError)) throw error;
      console.warn(`<attention-walk> ${error.message}`);
      this.#tell(error);
      return false;
    }
  }

  /** Never a blank box: the sentence stands where the walk would, and the fallback content stays. @param {unknown} error */
  #fail(error) {
    const message = error instanceof Error ? error.message : String(error);
    const paragraph = document.createElement('p');
    paragraph.className = 'message';
    paragraph.setAttribute('part', 'status');
    paragraph.setAttribute('role', 'alert');
    paragraph.textContent = phrase(this.strings, 'failed', { message });
    this.shadowRoot?.replaceChildren(paragraph, document.createElement('slot'));
    this.#tell(error);
  }

  /** @param {unknown} error */
  #tell(error) {
    const detail = { error };
    this.dispatchEvent(new CustomEvent('aw-error', { detail, bubbles: true, composed: true }));
  }

  #observeSize() {
    const view = this.#view;
    if (!view) return;
    this.#size ??= new ResizeObserver(() => view.redraw());
    this.#size.observe(view.stage.box);
  }

  /** @returns {Walk} */
  #ready() {
    if (this.#walk) return this.#walk;
    throw new AttentionError('unsupported', 'attention-walk: not ready yet; wait for aw-ready');
  }
}

/** @param {string | null} text @returns {number} 0 for what is not a whole number */
const numberOf = (text) => (text !== null && /^\d+$/.test(text) ? Number(text) : 0);
