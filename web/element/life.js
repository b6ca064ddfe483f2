// The life of one element: it starts when it is seen, shows a widget, listens to what changes around it, and tells its
// page by events and attributes.
import { createEngine } from '../engine/engine.js';
import { refusal } from '../engine/refusal.js';
import { Inputs } from '../walk/inputs.js';
import { loadPack } from '../walk/model-scripts.js';
import { sentenceModel } from '../walk/shipped-models.js';
import { GivenData, parsed } from './given-data.js';
import { OwnTexts } from './own-texts.js';
import { Link } from './parts/address.js';
import { setAttribute } from './dom.js';
import { Printing } from './printing.js';
import { listenToProse } from './prose-links.js';
import { told } from './told.js';
import { Widget } from './widget.js';

export class Life {
  /** There when the walk has started. @type {Widget | null} */
  widget = null;
  inputs = new Inputs([]);
  /** Own numbers that the page gives. */
  given;
  /** A whole model that the page gives, told to the widget when there is one. @type {any} */
  model = null;
  /** While attributes are written that say where the walk stands. */
  isReflecting = false;
  #host;
  #texts;
  #isStarted = false;
  /** Whether aw-ready was. */
  #isTold = false;
  /** Until there is something to walk instead of what was refused. */
  #isHeldUp = false;
  /** @type {IntersectionObserver | null} */
  #sight = null;
  /** @type {ResizeObserver | null} */
  #size = null;
  /** Sites that can be switched say so on the root; ancestors in between are read when the element opens. */
  #root = new MutationObserver(() => this.speak());
  /** @type {Printing | null} */
  #printing = null;

  /** @param {import('./shown-walk.js').Host} host  with an open shadow tree, before it is connected */
  constructor(host) {
    this.#host = host;
    this.#texts = new OwnTexts(host);
    this.given = new GivenData(host, this.inputs, () => this.#takeGiven());
  }

  connect() {
    listenToProse(this.#host.getRootNode());
    this.#printing ??= new Printing(/** @type {ShadowRoot} */ (this.#host.shadowRoot), () => {
      if (this.widget) this.widget.drawNow();
      else void this.#start(); // a walk that was not seen yet is printed too
    });
    this.#printing.connect();
    if (this.widget) return this.#connect(this.widget);
    if (this.#host.getAttribute('loading') === 'eager') return void this.#start();
    this.#sight = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.#start();
      },
      { threshold: 0.00001 },
    );
    this.#sight.observe(this.#host);
  }

  #redraw = () => this.widget?.redraw();

  disconnect() {
    window.removeEventListener('resize', this.#redraw);
    this.#sight?.disconnect();
    this.#size?.disconnect();
    this.#root.disconnect();
    this.given.stop();
    this.#printing?.disconnect();
    this.widget?.pause();
  }

  /** All texts, those of the host before ours. */
  get strings() {
    return this.#texts.all;
  }
  set strings(own) {
    if (this.#texts.add(own)) this.speak(true);
  }

  async #start() {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#sight?.disconnect();
    try {
      // Started first, so that the wasm compiles while the view is built.
      const starting = createEngine({ models: false });
      this.#prepare();
      await parsed(this.#host);
      const widget = await this.#dress();
      widget.begin(await starting);
      this.given.watch();
      this.widget = widget;
      for (const before of [...(this.#host.shadowRoot?.children ?? [])]) {
        if (before !== widget.element) before.remove(); // it stays where it has been laid out
      }
      widget.element.classList.remove('starting');
      this.#connect(widget);
      await this.#begin(widget);
    } catch (error) {
      this.#isStarted = false;
      this.widget = null;
      this.#fail(error);
    }
  }

  /** @param {Widget} widget */
  async #begin(widget) {
    await widget.open();
    if (this.model && !this.#isTold) await widget.openModel(this.model);
    this.#isHeldUp = widget.refused !== null;
    if (!this.#isHeldUp) this.#tellReady();
  }

  #tellReady() {
    this.#isHeldUp = false;
    if (this.#isTold) return;
    this.#isTold = true;
    this.#send('aw-ready');
  }

  /** The widget unseen beside what is shown: its first layout is done while the engine starts. */
  async #dress() {
    // One turn later: properties that the page's script sets right after creating the element are still taken. What is
    // about to be printed cannot wait.
    if (!this.#printing?.isForPaper) await new Promise((resolve) => setTimeout(resolve));
    const widget = new Widget(this.#host, this.#texts.words(), this.inputs, {
      change: (changed, source) => this.#changed(changed, source),
      error: (error) => this.#tell(error),
    });
    this.#texts.name(widget);
    widget.element.classList.add('starting');
    this.#host.shadowRoot?.append(widget.element);
    return widget;
  }

  /** Where the language has become another one, the same walk goes on in it. @param {boolean} [isOther]  the words are */
  speak(isOther = false) {
    const widget = this.widget;
    if (!widget) return;
    const words = this.#texts.words();
    if (isOther || words.language !== widget.words.language) this.#speakIn(widget, words);
    setAttribute(widget.element, 'dir', getComputedStyle(this.#host).direction);
  }

  /** @param {Widget} widget @param {import('../text/index.js').Words} words */
  #speakIn(widget, words) {
    this.#size?.unobserve(widget.box);
    widget.speak(words);
    this.#texts.name(widget);
    this.#size?.observe(widget.box);
  }

  /** Own numbers have come from the page, before the walk opens or later. */
  #takeGiven() {
    const widget = this.widget;
    if (!widget) return;
    if (widget.refused) void this.#begin(widget);
    else widget.takeGiven();
  }

  /** What the first walk will need is fetched while the engine starts; what is wrong with it is told when it is used. */
  #prepare() {
    const link = new Link(this.#host, () => {}).read();
    const example = link.example ?? this.#host.getAttribute('example');
    if (
      link.weights === 'seeded' ||
      ((this.inputs.numbers || this.given.hasChild) && !link.example)
    )
      return;
    const model = sentenceModel(String(example ?? ''));
    if (model) loadPack(model).catch(() => {});
  }

  /** @param {Widget} widget */
  #connect(widget) {
    widget.resume();
    this.given.watch();
    this.#size ??= new ResizeObserver(() => widget.redraw());
    this.#size.observe(widget.box);
    // What scales it, a slide for one, changes no size of its own.
    window.addEventListener('resize', this.#redraw);
    const filter = { attributeFilter: ['lang', 'dir'] };
    this.#root.observe(document.documentElement, filter);
    this.#root.observe(this.#host, filter);
    this.speak(); // it may have changed while nobody listened
  }

  /** @param {string[]} changed  empty when the first state is shown @param {'user' | 'api'} source */
  #changed(changed, source) {
    const { state } = this.ready();
    if (this.#isHeldUp) this.#tellReady();
    this.isReflecting = true;
    for (const name of /** @type {const} */ (['example', 'query', 'step', 'head', 'layer'])) {
      if (name === 'layer' && state.layer === 0 && !this.#host.hasAttribute('layer')) continue;
      if (this.#host.getAttribute(name) !== String(state[name])) {
        this.#host.setAttribute(name, String(state[name]));
      }
    }
    this.isReflecting = false;
    if (!changed.length) return;
    this.#send('aw-change', { state, changed, source });
  }

  /** Never a blank box: the sentence stands where the walk would, and the fallback content stays. @param {unknown} error */
  #fail(error) {
    const words = this.#texts.words();
    const paragraph = document.createElement('p');
    paragraph.lang = words.language;
    paragraph.className = 'message';
    paragraph.setAttribute('part', 'status');
    paragraph.setAttribute('role', 'alert');
    paragraph.append(...told(words, error, 'failed'));
    this.#host.shadowRoot?.replaceChildren(paragraph, document.createElement('slot'));
    this.#tell(error);
  }

  /** @param {unknown} error */
  #tell(error) {
    this.#send('aw-error', { error });
  }

  /** @param {string} name @param {object} [detail] */
  #send(name, detail) {
    this.#host.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  get open() {
    return this.widget?.isOpen ? this.widget : null;
  }

  /** @returns {Widget} */
  ready() {
    if (this.open) return this.open;
    throw refusal('unsupported', 'error.notReady');
  }
}
