// All of the widget's DOM, built once, and what stands in it apart from the walk. Knows no attributes
// and fires no events.
import { exampleChoice, HeadChoice, TokenChoice } from './parts/choices.js';
import { concepts } from './parts/concepts.js';
import { h, setAttribute, setText } from './dom.js';
import { ExplainLine } from './parts/explain-line.js';
import { FORMATS } from './export/formats.js';
import { menu } from './parts/menu.js';
import { OwnInput } from './parts/own-input.js';
import { Stage } from './parts/stage.js';
import { StepRail } from './parts/step-rail.js';
import { WhatIfChoice } from './parts/what-if.js';

/**
 * @typedef {import('../steps/kit/layout.js').Ref} Ref
 * @typedef {{ example: (id: string) => void, goTo: (target: import('../walk/walk.js').Target) => void, move: (direction: 1 | -1) => void,
 *   play: () => void, words: (words: import('../walk/inputs.js').TypedWords) => void, data: (json: string) => void,
 *   sample: (index: number) => void, picture: (picture: any, drawn: boolean) => void, file: (file: File) => void, weights: () => void,
 *   load: () => void, text: (text: string) => void, files: (files: File[]) => void,
 *   whatIf: (wish: import('./parts/what-if.js').WhatIfWish) => void, theme: () => void, share: () => void, export: (format: string) => void, settled: () => void,
 *   failed: (error: unknown) => void }} Handlers
 *
 * What pointing and keys do in the card itself.
 * @typedef {object} Inner
 * @property {{ peek: (ref: Ref | null) => void, lock: (ref: Ref) => void }} number  on the canvas as in the tables
 * @property {{ open: (ref: Ref) => void, back: () => void, peek: (ref: Ref | null) => void }} line
 * @property {() => void} toggleNumbers
 * @property {() => void} themeChange
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
  /** Where the controls of models go. */
  #places = { reading: place(), sources: place(), side: place(), readout: place() };
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
    this.own = new OwnInput(words, on);
    this.choice = exampleChoice(words, on.example);
    this.rail = new StepRail(words, (step) => on.goTo({ step }));
    this.heads = new HeadChoice(words, (head) => on.goTo({ head }));
    this.tokens = new TokenChoice(words, (query) => on.goTo({ query }));
    this.whatIf = new WhatIfChoice(words, on.whatIf);
    this.stage = new Stage(headingLevel, {
      ...inner.number,
      query: (query) => on.goTo({ query }),
      themeChange: inner.themeChange,
    });
    this.explain = new ExplainLine(words, inner.line);
    this.previous = button('button', '', () => on.move(-1));
    this.next = button('button primary', '', () => on.move(1));
    this.previous.append(...seenAndHeard(`← ${text('previousShort')}`, text('previous')));
    this.next.append(...seenAndHeard(`${text('nextShort')} →`, text('next')));
    this.play = button('button', `▶ ${text('play')}`, on.play);
    this.numbers = button('button plain', text('numbers'), inner.toggleNumbers);
    this.theme = button('tool', '◐', on.theme);
    this.share = button('tool', text('share'), on.share);
    const exports = Object.keys(FORMATS).map((format) =>
      button('menu-item', text(`export${format}`), () => on.export(format)),
    );
    this.stopText = h('span', { class: 'stop-text' });
    this.origin = h('span', { class: 'origin' });
    this.exchange = button('button plain', '', on.weights);
    this.progress = h('p', { class: 'progress', role: 'status', hidden: true });
    this.tables = h('div', { class: 'tables', hidden: true });
    this.status = h('div', { role: 'status', class: 'sr-only' });
    this.body = h(
      'div',
      { class: 'body', hidden: true },
      this.rail.element,
      h(
        'div',
        { class: 'bar' },
        this.heads.element,
        this.tokens.element,
        this.whatIf.element,
        this.whatIf.fact,
        this.#places.side,
      ),
      this.stage.element,
      this.#places.readout,
      this.explain.element,
      h(
        'div',
        { class: 'nav' },
        h('div', { class: 'nav-buttons' }, this.previous, this.next, this.play),
        this.stopText,
      ),
      h(
        'div',
        { class: 'foot' },
        this.numbers,
        h('span', { class: 'origins' }, this.origin, this.exchange),
      ),
      this.tables,
      concepts(words),
    );
    this.element = h(
      'div',
      { class: 'card' },
      h(
        'div',
        { class: 'top', part: 'toolbar' },
        h('span', { class: 'brand' }, text('name')),
        this.choice.element,
        h('div', { class: 'tools' }, this.share, menu(text('export'), exports), this.theme),
      ),
      this.own.element,
      this.#places.reading,
      this.#places.sources,
      this.progress,
      this.body,
      this.status,
    );
    this.own.element.hidden = true;
    this.element.addEventListener('keydown', inner.key);
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
    const stop = h(
      'button',
      { type: 'button', class: 'button plain', onclick: cancel },
      this.words.say('model.cancel'),
    );
    this.progress.replaceChildren(...[text].flat(), ...(cancel ? [stop] : []));
  }

  /** @param {boolean} isPlaying */
  showPlaying(isPlaying) {
    setText(this.play, isPlaying ? `❚❚ ${this.words.say('pause')}` : `▶ ${this.words.say('play')}`);
  }

  /** @param {string[]} shown  names of CONTROLS */
  showControls(shown) {
    const parts = {
      examples: [this.choice.element],
      tools: [this.theme.parentElement],
      steps: [this.rail.element],
      heads: [this.heads.element],
      tokens: [this.tokens.element],
      'what-if': [this.whatIf.element, this.whatIf.fact],
      explain: [this.explain.element],
      nav: [this.previous.parentElement, this.stopText],
      numbers: [this.numbers],
      concepts: [this.body.querySelector('.concepts')],
    };
    for (const name of CONTROLS) {
      for (const part of parts[name]) part?.classList.toggle('off', !shown.includes(name));
    }
    const hasTop = shown.includes('examples') || shown.includes('tools');
    this.element.querySelector('.top')?.classList.toggle('off', !hasTop);
  }

  flashShared() {
    setText(this.share, this.words.say('shared'));
    setText(this.status, this.words.say('shared'));
    setTimeout(() => setText(this.share, this.words.say('share')), 2000);
  }

  /** @param {string} theme */
  nameTheme(theme) {
    const name = this.words.say('theme', { theme: this.words.say(`theme.${theme}`) });
    setAttribute(this.theme, 'aria-label', name);
    this.theme.title = name;
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
