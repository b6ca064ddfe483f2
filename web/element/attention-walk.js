// `<attention-walk>`: attributes, properties, methods, events and life cycle around a Widget.
import { createEngine } from '../engine/engine.js';
import { loadModelsPart } from '../engine/models-part.js';
import { refusal } from '../engine/refusal.js';
import { Inputs, MODEL_EXAMPLES } from '../walk/inputs.js';
import { loadPack } from '../walk/model-scripts.js';
import { PICTURES, sentenceModel } from '../walk/shipped-models.js';
import { isSame } from '../walk/same.js';
import { AS_GIVEN } from '../walk/what-if.js';
import { languageFor, textsOf, wordsOf } from '../text/index.js';
import { CONTROLS } from './card.js';
import { exported, FORMATS } from './export/formats.js';
import { GivenData, parsed } from './given-data.js';
import { Link } from './parts/address.js';
import { languageOf, setAttribute } from './dom.js';
import { Printing } from './printing.js';
import { listenToProse } from './prose-links.js';
import { sheet } from './style.js';
import { told } from './told.js';
import { Widget } from './widget.js';

/**
 * @typedef {import('../walk/walk.js').Target} Target
 * @typedef {import('../walk/walk.js').WalkInput} WalkInput
 */

/** Properties that a page may have set before the element was defined. */
const PROPERTIES = [
  ...['data', 'input', 'weights', 'model', 'strings'],
  ...['example', 'step', 'head', 'query', 'layer', 'theme', 'controls'],
];

/** Node has no HTMLElement, and importing this file there must still work. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/**
 * The walk as an element.
 *
 * @example
 * ```js
 * import 'attention-walk';
 *
 * const walk = document.createElement('attention-walk');
 * walk.data = { tokens: ['a', 'b'], x: [[1, 0], [0, 1]], dModel: 2, numHeads: 1 };
 * walk.addEventListener('aw-ready', () => {
 *   walk.goTo({ step: 'softmax', query: 1 });
 *   console.log(walk.step, walk.query, walk.trace.tokens); // softmax 1 [ 'a', 'b' ]
 * });
 * document.body.append(walk);
 * ```
 * @slot  what is shown before the walk starts, and where it cannot
 * @attr {string} example  id of a built-in example, or `own`
 * @attr {number} query  the Query token, 0-based
 * @attr {string} step  a step id
 * @attr {number} head  0-based
 * @attr {number} layer  0-based
 * @attr {string} controls  which controls are shown, separated by spaces; all when absent
 * @attr {string} theme  `auto`, `light` or `dark`
 * @attr {string} lang  BCP 47: of words and numbers; that of the nearest ancestor when absent, English where there are no words
 * @attr {string} loading  `eager` starts before the element is seen
 * @attr {number} heading-level  1 to 6, default 3
 * @attr {string} permalink  keeps the state in the URL fragment; a value is the name of its parameter
 * @fires aw-ready  the first step is about to be drawn
 * @fires aw-change  detail `{ state, changed, source }`, source `user` or `api`
 * @fires aw-error  detail `{ error }`
 * @csspart toolbar  the row above the walk
 * @csspart step  each button of the step rail
 * @csspart title  the name of the step shown
 * @csspart canvas  the picture
 * @csspart explain  the line that tells where a number comes from
 * @csspart table  the numbers of the step shown
 * @csspart status  the sentence that says why there is no walk
 * @cssprop --aw-ink  text
 * @cssprop --aw-paper  background
 * @cssprop --aw-muted  text of less weight
 * @cssprop --aw-soft  background of controls
 * @cssprop --aw-line  lines that divide
 * @cssprop --aw-edge  outlines of controls
 * @cssprop --aw-query  the mark of the Query
 * @cssprop --aw-focus  the ring around what has the focus
 * @cssprop --aw-radius  of the corners
 * @cssprop --aw-height  of the card; as high as the window when absent, between 500 and 860 px
 */
export class AttentionWalkElement extends Base {
  /** @hidden */
  static observedAttributes = [
    ...['example', 'query', 'step', 'head', 'layer', 'controls', 'theme', 'lang'],
  ];

  /** @type {Widget | null} */
  #widget = null;
  #inputs = new Inputs([]);
  #given = new GivenData(this, this.#inputs, () => this.#takeGiven());
  /** @type {any} */
  #model = null;
  #isStarted = false;
  /** Whether aw-ready was. */
  #isTold = false;
  /** Until there is something to walk instead of what was refused. */
  #isHeldUp = false;
  #isReflecting = false;
  /** @type {IntersectionObserver | null} */
  #sight = null;
  /** @type {ResizeObserver | null} */
  #size = null;
  /** @type {Record<string, string>} */
  #strings = {};
  /** Sites that can be switched say so on the root; ancestors in between are read when the element opens. */
  #root = new MutationObserver(() => this.#speak());
  /** @type {Printing | null} */
  #printing = null;

  /** @hidden */
  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet()];
    root.append(document.createElement('slot'));
  }

  /** @hidden */
  connectedCallback() {
    PROPERTIES.forEach((name) => this.#takeEarlyProperty(name));
    listenToProse(this.getRootNode());
    this.#printing ??= new Printing(/** @type {ShadowRoot} */ (this.shadowRoot), () => {
      if (this.#widget) this.#widget.drawNow();
      else void this.#start(); // a walk that was not seen yet is printed too
    });
    this.#printing.connect();
    if (this.#widget) return this.#connect(this.#widget);
    if (this.getAttribute('loading') === 'eager') return void this.#start();
    this.#sight = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.#start();
      },
      { threshold: 0.00001 },
    );
    this.#sight.observe(this);
  }

  #redraw = () => this.#widget?.redraw();

  /** @hidden */
  disconnectedCallback() {
    window.removeEventListener('resize', this.#redraw);
    this.#sight?.disconnect();
    this.#size?.disconnect();
    this.#root.disconnect();
    this.#given.stop();
    this.#printing?.disconnect();
    this.#widget?.pause();
  }

  /** @hidden @param {string} name @param {string | null} before @param {string | null} value */
  attributeChangedCallback(name, before, value) {
    const widget = this.#widget;
    if (this.#isReflecting || before === value || !widget) return;
    if (name === 'controls') widget.showControls(this.controls);
    else if (name === 'theme') widget.nameTheme();
    else if (name === 'lang') this.#speak();
    else if (name === 'example') widget.attempt(() => widget.showExample(value ?? '', 'api'));
    else if (!widget.isOpen)
      return; // opening reads them
    else if (name === 'step') widget.attempt(() => widget.go({ step: value ?? 'input' }, 'api'));
    else widget.attempt(() => widget.go({ [name]: Number(value ?? 0) }, 'api'));
  }

  /** Id of the example shown; `own` for own words or numbers. */
  get example() {
    return this.#open?.state.example ?? this.getAttribute('example') ?? '';
  }
  set example(value) {
    this.setAttribute('example', value);
  }

  /** The Query token, 0-based. */
  get query() {
    return this.#open?.walk.query ?? numberOf(this.getAttribute('query'));
  }
  set query(value) {
    this.setAttribute('query', String(value));
  }

  /** Id of the step shown. */
  get step() {
    return this.#open?.walk.step ?? this.getAttribute('step') ?? 'input';
  }
  set step(value) {
    this.setAttribute('step', value);
  }

  /** The head shown, 0-based. */
  get head() {
    return this.#open?.walk.head ?? numberOf(this.getAttribute('head'));
  }
  set head(value) {
    this.setAttribute('head', String(value));
  }

  /** The layer shown, 0-based; an example of one layer has only layer 0. */
  get layer() {
    return this.#open?.state.layer ?? numberOf(this.getAttribute('layer'));
  }
  set layer(value) {
    this.setAttribute('layer', String(value));
  }

  /** `auto`, `light` or `dark`. */
  get theme() {
    return this.getAttribute('theme') ?? 'auto';
  }
  set theme(value) {
    this.setAttribute('theme', value);
  }

  /** What is changed about the input: positions left out, the tokens in another order (place by place, which given token stands there). */
  get whatIf() {
    return this.#widget?.loader.whatIf ?? AS_GIVEN;
  }
  set whatIf(value) {
    const widget = this.#ready();
    widget.attempt(() => widget.change(value, 'api'));
  }

  /** Which controls are shown, separated by spaces. */
  get controls() {
    return this.getAttribute('controls') ?? CONTROLS.join(' ');
  }
  set controls(value) {
    this.setAttribute('controls', value);
  }

  /**
   * Own input, flat as in an example (a {@link WalkInput}): tokens, x, context and everything an AttentionSpec has.
   * What is refused is told by `aw-error`, in the console and in the walk; one that somebody had chosen stays beside it.
   * The same numbers set again change nothing.
   * @returns {WalkInput | null}
   */
  get data() {
    return this.#inputs.numbers;
  }
  set data(value) {
    this.#given.set(value);
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
    const shown = this.#widget ? this.#inputs.of(this.example) : this.#inputs.numbers;
    this.data = { ...shown, weights: value };
  }

  /**
   * A whole model to walk: its file as a File, Blob or bytes, a list of its files in any order, or
   * `{ file, config }` of either with the keys of its config.json. What is refused is told by `aw-error`, and the walk stays.
   * @returns {unknown} what was set
   */
  get model() {
    return this.#model;
  }
  set model(value) {
    this.#model = value;
    if (value && this.#widget) void this.#widget.openModel(value);
  }

  /** Texts to use instead of the built-in ones, by their keys. This gives all; those of what is loaded on demand when it is here. */
  get strings() {
    return { ...textsOf(languageOf(this)), ...this.#strings };
  }
  set strings(value) {
    void tellUnknown(Object.keys(value ?? {}));
    const before = this.#strings;
    this.#strings = { ...before, ...value };
    if (!isSame(before, this.#strings)) this.#speak(true);
  }

  /** The trace of the current query, with the weights; null before `aw-ready`. */
  get trace() {
    return this.#open?.walk.trace ?? null;
  }

  /** To the next stop; does nothing at the end. */
  next() {
    this.#ready().move(1, 'api');
  }

  /** To the stop before; does nothing at the start. */
  prev() {
    this.#ready().move(-1, 'api');
  }

  /**
   * To a step, a head, a Query token, a layer, or several of them at once.
   * @param {Target} target
   * @throws {AttentionError} code `range`; nothing has moved then
   */
  goTo(target) {
    this.#ready().go(target, 'api');
  }

  /** The picture on the stage, at twice its size. @returns {Promise<Blob>} */
  exportPNG() {
    return FORMATS.PNG.make(this.#ready().shown);
  }

  /** The picture on the stage as an SVG document. @returns {string} */
  exportSVG() {
    return FORMATS.SVG.make(this.#ready().shown);
  }

  /** The trace of the current query with its weights, indented. @returns {string} */
  exportJSON() {
    return FORMATS.JSON.make(this.#ready().shown);
  }

  /**
   * What the Export menu makes, in any of its formats.
   * @param {string} format  `png`, `svg` or `json`
   * @returns {Promise<Blob>}
   * @throws {AttentionError} code `range`
   */
  async exportAs(format) {
    return exported(format, this.#ready().shown);
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
      // Started first, so that the wasm compiles while the view is built.
      const starting = createEngine({ models: false });
      this.#prepare();
      await parsed(this);
      const widget = await this.#dress();
      widget.begin(await starting);
      this.#given.watch();
      this.#widget = widget;
      for (const before of [...(this.shadowRoot?.children ?? [])]) {
        if (before !== widget.element) before.remove(); // it stays where it has been laid out
      }
      widget.element.classList.remove('starting');
      this.#connect(widget);
      await this.#begin(widget);
    } catch (error) {
      this.#isStarted = false;
      this.#widget = null;
      this.#fail(error);
    }
  }

  /** @param {Widget} widget */
  async #begin(widget) {
    await widget.open();
    if (this.#model && !this.#isTold) await widget.openModel(this.#model);
    this.#isHeldUp = widget.refused !== null;
    if (!this.#isHeldUp) this.#tellReady();
  }

  #tellReady() {
    this.#isHeldUp = false;
    if (this.#isTold) return;
    this.#isTold = true;
    this.dispatchEvent(new CustomEvent('aw-ready', { bubbles: true, composed: true }));
  }

  /** The widget unseen beside what is shown: its first layout is done while the engine starts. */
  async #dress() {
    // One turn later: properties that the page's script sets right after creating the element are still taken. What is
    // about to be printed cannot wait.
    if (!this.#printing?.isForPaper) await new Promise((resolve) => setTimeout(resolve));
    const widget = new Widget(this, this.#words(), this.#inputs, {
      change: (changed, source) => this.#changed(changed, source),
      error: (error) => this.#tell(error),
    });
    this.#nameLanguage(widget);
    widget.element.classList.add('starting');
    this.shadowRoot?.append(widget.element);
    return widget;
  }

  /** Texts of the host's own are in the language of its page, whether or not there are built-in ones; so are numbers then. */
  #words() {
    const near = languageOf(this);
    const isOwn = this.#hasOwnTexts && near;
    return wordsOf(isOwn ? near : languageFor(near), this.#strings);
  }

  get #hasOwnTexts() {
    return Object.keys(this.#strings).length > 0;
  }

  /** Of the built-in texts, whatever the page around them is in. @param {Widget} widget */
  #nameLanguage({ element, words }) {
    if (!this.#hasOwnTexts) element.lang = words.language;
  }

  /** Where the language has become another one, the same walk goes on in it. @param {boolean} [isOther]  the words are */
  #speak(isOther = false) {
    const widget = this.#widget;
    if (!widget) return;
    const words = this.#words();
    if (isOther || words.language !== widget.words.language) this.#speakIn(widget, words);
    setAttribute(widget.element, 'dir', getComputedStyle(this).direction);
  }

  /** @param {Widget} widget @param {import('../text/index.js').Words} words */
  #speakIn(widget, words) {
    this.#size?.unobserve(widget.box);
    widget.speak(words);
    this.#nameLanguage(widget);
    this.#size?.observe(widget.box);
  }

  /** Own numbers have come from the page, before the walk opens or later. */
  #takeGiven() {
    const widget = this.#widget;
    if (!widget) return;
    if (widget.refused) void this.#begin(widget);
    else widget.takeGiven();
  }

  /** What the first walk will need is fetched while the engine starts; what is wrong with it is told when it is used. */
  #prepare() {
    const link = new Link(this, () => {}).read();
    const example = link.example ?? this.getAttribute('example');
    if (
      link.weights === 'seeded' ||
      ((this.#inputs.numbers || this.#given.hasChild) && !link.example)
    )
      return;
    const model = sentenceModel(String(example ?? ''));
    if (model) loadPack(model).catch(() => {});
  }

  /** @param {Widget} widget */
  #connect(widget) {
    widget.resume();
    this.#given.watch();
    this.#size ??= new ResizeObserver(() => widget.redraw());
    this.#size.observe(widget.box);
    // What scales it, a slide for one, changes no size of its own.
    window.addEventListener('resize', this.#redraw);
    const filter = { attributeFilter: ['lang', 'dir'] };
    this.#root.observe(document.documentElement, filter);
    this.#root.observe(this, filter);
    this.#speak(); // it may have changed while nobody listened
  }

  /** @param {string[]} changed  empty when the first state is shown @param {'user' | 'api'} source */
  #changed(changed, source) {
    const { state } = this.#ready();
    if (this.#isHeldUp) this.#tellReady();
    this.#isReflecting = true;
    for (const name of /** @type {const} */ (['example', 'query', 'step', 'head', 'layer'])) {
      if (name === 'layer' && state.layer === 0 && !this.hasAttribute('layer')) continue;
      if (this.getAttribute(name) !== String(state[name])) {
        this.setAttribute(name, String(state[name]));
      }
    }
    this.#isReflecting = false;
    if (!changed.length) return;
    const detail = { state, changed, source };
    this.dispatchEvent(new CustomEvent('aw-change', { detail, bubbles: true, composed: true }));
  }

  /** Never a blank box: the sentence stands where the walk would, and the fallback content stays. @param {unknown} error */
  #fail(error) {
    const words = this.#words();
    const paragraph = document.createElement('p');
    paragraph.lang = words.language;
    paragraph.className = 'message';
    paragraph.setAttribute('part', 'status');
    paragraph.setAttribute('role', 'alert');
    paragraph.append(...told(words, error, 'failed'));
    this.shadowRoot?.replaceChildren(paragraph, document.createElement('slot'));
    this.#tell(error);
  }

  /** @param {unknown} error */
  #tell(error) {
    const detail = { error };
    this.dispatchEvent(new CustomEvent('aw-error', { detail, bubbles: true, composed: true }));
  }

  get #open() {
    return this.#widget?.isOpen ? this.#widget : null;
  }

  /** @returns {Widget} */
  #ready() {
    if (this.#open) return this.#open;
    throw refusal('unsupported', 'error.notReady');
  }
}

/** Texts that there are not. Some come with the part that is loaded on demand, which is fetched to look. @param {string[]} keys */
async function tellUnknown(keys) {
  // Models bring the names of their examples, over which these texts win.
  const ofModels = [...PICTURES, ...MODEL_EXAMPLES].flatMap(({ id }) =>
    ['title', 'description'].map((part) => `example.${id}.${part}`),
  );
  const unknown = () => keys.filter((key) => !(key in textsOf('en')) && !ofModels.includes(key));
  if (!unknown().length) return;
  try {
    await loadModelsPart();
  } catch {
    return; // nobody can say
  }
  if (unknown().length) console.warn(`<attention-walk> strings: no text is called ${unknown()}`);
}

/** @param {string | null} text @returns {number} 0 for what is not a whole number */
const numberOf = (text) => (text !== null && /^\d+$/.test(text) ? Number(text) : 0);
