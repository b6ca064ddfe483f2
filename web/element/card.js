// All of the widget's DOM, built once, and what stands in it apart from the walk. Knows no attributes
// and fires no events.
import { ask } from './ask.js';
import { exampleChoice, HeadChoice, TokenChoice } from './parts/choices.js';
import { h, setAttribute, setText } from './dom.js';
import { ExplainLine } from './parts/explain-line.js';
import { FORMATS } from './export/formats.js';
import { panel } from './parts/menu.js';
import { onDemand } from './on-demand.js';
import { Sheet } from './parts/sheet.js';
import { Own } from './parts/own.js';
import { Stage } from './parts/stage.js';
import { StepRail } from './parts/step-rail.js';
import { WhatIfMenu } from './parts/what-if.js';

/**
 * @typedef {import('../steps/kit/layout.js').Ref} Ref
 * @typedef {{ example: (id: string) => void, goTo: (target: import('../walk/walk.js').Target) => void, move: (direction: 1 | -1) => void,
 *   play: () => void, words: (words: import('../walk/inputs.js').TypedWords) => void, data: (json: string) => void,
 *   weights: () => void, files: (files: File[]) => void,
 *   change: (asked: import('./changes/changer.js').Asked) => void, changing: () => void, theme: () => void, share: () => void, export: (format: string) => void, settled: () => void,
 *   failed: (error: unknown) => void }} Handlers
 *
 * What pointing and keys do in the card itself.
 * @typedef {object} Inner
 * @property {{ peek: (ref: Ref | null) => void, lock: (ref: Ref) => void }} number  on the canvas as in the tables
 * @property {{ open: (ref: Ref) => void, back: () => void, close: () => void, peek: (ref: Ref | null) => void }} line
 * @property {(token: number | null) => void} pointAtKey  at a patch of the map of weights
 * @property {() => void} toggleNumbers
 * @property {() => void} themeChange
 * @property {(show: () => void) => void} fetch  what is loaded on demand, and then show
 * @property {(event: KeyboardEvent) => void} key
 */

/** An empty node that marks where the controls of models are put when they come. */
const place = () => document.createComment('');

/** Names that the `controls` attribute takes. */
export const CONTROLS = /** @type {const} */ ([
  'examples',
  'tools',
  'steps',
  'heads',
  'tokens',
  'what-if',
  'explain',
  'nav',
  'numbers',
  'concepts',
]);

export class Card {
  /** What whole models have beside the walk; null until one is asked for. @type {import('./models/model-controls.js').ModelControls | null} */
  models = null;
  /** @type {import('./models/panes.js').Panes | null} */
  panes = null;
  /** What a number was, and the way to change it; once a change was asked for. @type {import('./changes/dock.js').ChangesDock | null} */
  changes = null;
  /** Where the controls of models go. */
  #places = { reading: place(), sources: place(), side: place(), readout: place(), panes: place() };
  /**
   * @param {import('../text/index.js').Words} words
   * @param {number} headingLevel
   * @param {Handlers} on
   * @param {Inner} inner
   */
  constructor(words, headingLevel, on, inner) {
    const text = (/** @type {string} */ key) => words.say(key);
    const button = (
      /** @type {string} */ className,
      /** @type {string} */ label,
      /** @type {() => void} */ onclick,
    ) => h('button', { type: 'button', class: className, onclick }, label);
    this.words = words;
    this.on = on;
    this.inner = inner;
    this.own = new Own(words, on);
    this.choice = exampleChoice(words, on.example);
    this.heads = new HeadChoice(words, (head) => on.goTo({ head }));
    this.rail = new StepRail(words, this.heads.element, (step) => on.goTo({ step }));
    this.tokens = new TokenChoice(words, {
      choose: (query) => on.goTo({ query }),
      point: inner.pointAtKey,
      window: on.goTo,
    });
    this.whatIf = new WhatIfMenu(words, on);
    this.stage = new Stage(words, headingLevel, {
      ...inner.number,
      query: (query) => on.goTo({ query }),
      themeChange: inner.themeChange,
      fetch: inner.fetch,
    });
    this.explain = new ExplainLine(words, inner.line);
    this.previous = button('button', '', () => on.move(-1));
    this.next = button('button primary', '', () => on.move(1));
    this.previous.append(arrow('back'), ...seenAndHeard(text('previousShort'), text('previous')));
    this.nextName = h('span', { 'aria-hidden': 'true' });
    this.next.append(this.nextName, h('span', { class: 'sr-only' }, text('next')), arrow('on'));
    this.play = button('button play', '▶', on.play);
    this.numbers = button('menu-item', text('numbers'), inner.toggleNumbers);
    this.theme = button('menu-item', '', on.theme);
    this.share = button('menu-item', text('share'), on.share);
    this.exchange = button('menu-item', '', on.weights);
    this.origin = h('p', { class: 'origin' });
    const exports = FORMATS.map((format) =>
      button('menu-item', text(`export${format}`), () => on.export(format)),
    );
    this.concepts = new Sheet(words, text('concepts'), h('div', { class: 'concept-list' }));
    this.tables = h('div', { class: 'tables' });
    this.numbersSheet = new Sheet(words, text('numbers.title'), this.tables, inner.toggleNumbers);
    this.recap = new Sheet(words, text('recap.title'), h('div', { class: 'recap' }));
    this.conceptsItem = button('menu-item', text('concepts'), () => this.#openConcepts());
    this.tools = h('div', { class: 'tools-items' }, this.share, ...exports, this.theme);
    this.more = panel(
      [h('span', { 'aria-hidden': 'true' }, '⋯'), h('span', { class: 'sr-only' }, text('more'))],
      [this.numbers, this.conceptsItem, this.tools, this.origin, this.exchange],
      'more',
    );
    this.examples = panel([this.choice.label], [this.choice.element], 'example-menu');
    this.progress = h('p', { class: 'progress', role: 'status', hidden: true });
    this.status = h('div', { role: 'status', class: 'sr-only' });
    this.stopText = h('span', { class: 'stop-text' });
    this.line = h('div', { class: 'line' }, this.tokens.element);
    this.side = h('div', { class: 'side' }, this.#places.sources, this.#places.side);
    this.dock = h(
      'div',
      { class: 'dock' },
      h(
        'div',
        { class: 'nav' },
        h('div', { class: 'nav-buttons' }, this.previous, this.next, this.play),
        this.stopText,
      ),
      this.explain.element,
    );
    this.body = h(
      'div',
      { class: 'body', hidden: true },
      this.rail.element,
      this.#places.panes,
      this.line,
      this.whatIf.fact,
      this.side,
      this.stage.element,
      this.#places.readout,
      this.dock,
    );
    this.sheets = [this.concepts, this.numbersSheet, this.recap];
    this.stage.element.append(...this.sheets.map(({ element }) => element));
    this.element = h(
      'div',
      { class: 'card' },
      h(
        'div',
        { class: 'top', part: 'toolbar' },
        h('span', { class: 'brand' }, text('name')),
        this.examples,
        this.whatIf.element,
        this.more,
      ),
      this.own.element,
      this.#places.reading,
      this.progress,
      this.body,
      this.status,
    );
    this.showPane('step');
    this.showPlaying(false);
    this.element.addEventListener('keydown', inner.key);
  }

  /** No two lie over each other. @param {Sheet} sheet */
  openOnly(sheet) {
    this.sheets.forEach((one) => one !== sheet && one.isOpen && one.leave());
    sheet.open();
  }

  #openConcepts() {
    const { content } = this.concepts;
    this.openOnly(this.concepts);
    void ask(this, content, (part) => content.replaceChildren(...part.concepts(this.words)));
  }

  /** Which of its three parts a narrow card with a picture shows. @param {string} name  of PANES */
  showPane(name) {
    this.body.dataset.pane = name;
    this.panes?.choose(name);
  }

  /** The choice of them, once its part of the script is here. */
  offerPanes() {
    const { Panes } = onDemand;
    if (this.panes || !Panes) return;
    this.panes = new Panes(this.words, (name) => this.showPane(name));
    this.#places.panes.replaceWith(this.panes.element);
    this.showPane(String(this.body.dataset.pane));
  }

  /** Takes what whole models have beside the walk. @param {import('./models/model-controls.js').ModelControls} models */
  admit(models) {
    this.models = models;
    for (const name of /** @type {const} */ (['reading', 'sources', 'side', 'readout'])) {
      this.#places[name].replaceWith(models[name]);
    }
  }

  /** How far something long has come; null when it is over. @param {string | (Node | string)[] | null} text @param {(() => void)} [cancel] */
  showProgress(text, cancel) {
    this.progress.hidden = text === null;
    if (text === null) return;
    this.progress.replaceChildren(...[text].flat());
    if (!cancel) return;
    const stop = { type: 'button', class: 'button plain', onclick: cancel };
    this.progress.append(h('button', stop, this.words.say('model.cancel')));
  }

  /** @param {boolean} isPlaying */
  showPlaying(isPlaying) {
    const name = this.words.say(isPlaying ? 'pause' : 'play');
    setText(this.play, isPlaying ? '❚❚' : '▶');
    setAttribute(this.play, 'aria-label', name);
    this.play.title = name;
  }

  /** @param {string[]} shown  names of CONTROLS */
  showControls(shown) {
    const parts = {
      examples: [this.examples],
      tools: [this.tools],
      steps: [this.rail.steps],
      heads: [this.heads.element],
      tokens: [this.tokens.element],
      'what-if': [this.whatIf.element, this.whatIf.fact],
      explain: [this.explain.element],
      nav: [this.dock.firstElementChild],
      numbers: [this.numbers],
      concepts: [this.conceptsItem],
    };
    for (const name of CONTROLS) {
      for (const part of parts[name]) part?.classList.toggle('off', !shown.includes(name));
    }
    const has = (/** @type {string[]} */ ...names) => names.some((name) => shown.includes(name));
    const bars = /** @type {[HTMLElement, boolean][]} */ ([
      [this.more, has('tools', 'numbers', 'concepts')],
      [
        /** @type {HTMLElement} */ (this.element.firstElementChild),
        has('examples', 'tools', 'what-if', 'numbers', 'concepts'),
      ],
      [this.rail.element, has('steps', 'heads')],
      [this.line, has('tokens')],
      [this.dock, has('explain', 'nav')],
    ]);
    for (const [bar, isUsed] of bars) bar.classList.toggle('off', !isUsed);
  }

  flashShared() {
    setText(this.share, this.words.say('shared'));
    setText(this.status, this.words.say('shared'));
    setTimeout(() => setText(this.share, this.words.say('share')), 2000);
  }

  /** @param {string} theme */
  nameTheme(theme) {
    const name = this.words.say('theme', { theme: this.words.say(`theme.${theme}`) });
    setText(this.theme, name);
  }
}

/**
 * A short text for the eye and the whole one for assistive technology; an aria-label would be a
 * name that people who see the short one cannot say.
 * @param {string} seen @param {string} heard
 */
const seenAndHeard = (seen, heard) => [
  h('span', { 'aria-hidden': 'true' }, seen),
  h('span', { class: 'sr-only' }, heard),
];

/** An arrow that points where the text of the page goes. @param {'back' | 'on'} way */
const arrow = (way) => h('span', { class: `arrow ${way}`, 'aria-hidden': 'true' });
