// `<attention-walk>`: its attributes, properties and methods, and what is documented of it.
import { CONTROLS } from './card.js';
import { toSvg } from './export/drawing.js';
import { exported, toJson } from './export/formats.js';
import { Life } from './life.js';
import { sheet } from './style.js';

/**
 * @typedef {import('../walk/walk.js').Target} Target
 * @typedef {import('../walk/walk.js').WalkInput} WalkInput
 */

/** Properties that a page may have set before the element was defined. */
const PROPERTIES = [
  ...['data', 'input', 'weights', 'model', 'strings', 'changes'],
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
 * @attr {string} changes  what is changed about the input and the weights: a list as JSON, or as a link has it
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
    ...['example', 'query', 'step', 'head', 'layer', 'changes', 'controls', 'theme', 'lang'],
  ];

  #life = new Life(this);

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
    this.#life.connect();
  }

  /** @hidden */
  disconnectedCallback() {
    this.#life.disconnect();
  }

  /** @hidden @param {string} name @param {string | null} before @param {string | null} value */
  attributeChangedCallback(name, before, value) {
    const { isReflecting, widget } = this.#life;
    if (isReflecting || before === value || !widget) return;
    if (name === 'controls') widget.showControls(this.controls);
    else if (name === 'theme') widget.nameTheme();
    else if (name === 'lang') this.#life.speak();
    else if (name === 'example') widget.attempt(() => widget.showExample(value ?? '', 'api'));
    else if (!widget.isOpen)
      return; // opening reads them
    else if (name === 'changes') widget.attempt(() => widget.change(value ?? '', 'api'));
    else if (name === 'step') widget.attempt(() => widget.go({ step: value ?? 'input' }, 'api'));
    else widget.attempt(() => widget.go({ [name]: Number(value ?? 0) }, 'api'));
  }

  /** Id of the example shown; `own` for own words or numbers. */
  get example() {
    return this.#life.open?.state.example ?? this.getAttribute('example') ?? '';
  }
  set example(value) {
    this.setAttribute('example', value);
  }

  /** The Query token, 0-based. */
  get query() {
    return this.#life.open?.walk.query ?? numberOf(this.getAttribute('query'));
  }
  set query(value) {
    this.setAttribute('query', String(value));
  }

  /** Id of the step shown. */
  get step() {
    return this.#life.open?.walk.step ?? this.getAttribute('step') ?? 'input';
  }
  set step(value) {
    this.setAttribute('step', value);
  }

  /** The head shown, 0-based. */
  get head() {
    return this.#life.open?.walk.head ?? numberOf(this.getAttribute('head'));
  }
  set head(value) {
    this.setAttribute('head', String(value));
  }

  /** The layer shown, 0-based; an example of one layer has only layer 0. */
  get layer() {
    return this.#life.open?.state.layer ?? numberOf(this.getAttribute('layer'));
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

  /**
   * What is changed about the input and the weights (a list of {@link Change}); `[]` takes all of it back. A change of a
   * model's later layer names it. What is refused is told by `aw-error`, and everything stays as it was.
   */
  get changes() {
    return this.#life.widget?.loader?.changes ?? [];
  }
  set changes(value) {
    const { open } = this.#life;
    if (open) open.attempt(() => open.change(value, 'api'));
    else this.setAttribute('changes', JSON.stringify(value));
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
    return this.#life.inputs.numbers;
  }
  set data(value) {
    this.#life.given.set(value);
  }

  /** Own x, tokens and context; the layer stays what it is. */
  get input() {
    const { x, tokens, context } = this.#life.inputs.numbers ?? {};
    return { x, tokens, context };
  }
  set input(value) {
    const { x, tokens, context, ...layer } = this.#life.inputs.numbers ?? {};
    this.data = { ...layer, ...value };
  }

  /** Own weights; the input stays what it is. */
  get weights() {
    return this.#life.inputs.numbers?.weights;
  }
  set weights(value) {
    const { inputs, widget } = this.#life;
    const shown = widget ? inputs.of(this.example) : inputs.numbers;
    this.data = { ...shown, weights: value };
  }

  /**
   * A whole model to walk: its file as a File, Blob or bytes, a list of its files in any order, or
   * `{ file, config }` of either with the keys of its config.json. What is refused is told by `aw-error`, and the walk stays.
   * @returns {unknown} what was set
   */
  get model() {
    return this.#life.model;
  }
  set model(value) {
    this.#life.model = value;
    if (value) void this.#life.widget?.openModel(value);
  }

  /**
   * Texts to use instead of the built-in ones, by their keys. This gives all; those of what is loaded on demand when it is here.
   * @returns {Record<string, string>}
   */
  get strings() {
    return this.#life.strings;
  }
  set strings(value) {
    this.#life.strings = value;
  }

  /** The trace of the current query, with the weights; null before `aw-ready`. */
  get trace() {
    return this.#life.open?.walk.trace ?? null;
  }

  /** To the next stop; does nothing at the end. */
  next() {
    this.#life.ready().move(1, 'api');
  }

  /** To the stop before; does nothing at the start. */
  prev() {
    this.#life.ready().move(-1, 'api');
  }

  /**
   * To a step, a head, a Query token, a layer, or several of them at once.
   * @param {Target} target
   * @throws {AttentionError} code `range`; nothing has moved then
   */
  goTo(target) {
    this.#life.ready().go(target, 'api');
  }

  /** The picture on the stage with its legend and a caption, at twice its size. @returns {Promise<Blob>} */
  exportPNG() {
    return this.exportAs('png');
  }

  /** The picture on the stage as an SVG document. @returns {string} */
  exportSVG() {
    return toSvg(this.#life.ready().drawing());
  }

  /** The trace of the current query with its weights, indented. @returns {string} */
  exportJSON() {
    return toJson(this.#life.ready().shown);
  }

  /**
   * What the Export menu makes, in any of its formats.
   * @param {string} format  `png`, `svg`, `json`, `csv`, `numpy`, `pytorch`, `javascript` or `question`
   * @returns {Promise<Blob>}
   * @throws {AttentionError} code `range`
   */
  async exportAs(format) {
    return exported(format, this.#life.ready().shown);
  }

  /** A property set before the element was defined hides the accessor until it is set again. @param {string} name */
  #takeEarlyProperty(name) {
    if (!Object.hasOwn(this, name)) return;
    const self = /** @type {any} */ (this);
    const value = self[name];
    delete self[name];
    self[name] = value;
  }
}

/** @param {string | null} text @returns {number} 0 for what is not a whole number */
const numberOf = (text) => (text !== null && /^\d+$/.test(text) ? Number(text) : 0);
