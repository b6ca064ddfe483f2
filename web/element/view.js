// All of the widget's DOM, built once, and its update from a walk. Knows no attributes and fires no events.
import { loadPart, part } from '../engine/part.js';
import { isLarge } from '../scene/large.js';
import { exampleRef } from '../scene/scene.js';
import { showsOneHead } from '../walk/steps.js';
import { phrase } from '../walk/strings.js';
import { originOf, titleOf } from '../walk/wording.js';
import { exampleChoice, HeadChoice, TokenChoice } from './choices.js';
import { concepts } from './concepts.js';
import { h, setAttribute, setText } from './dom.js';
import { ExplainLine } from './explain-line.js';
import { menu } from './menu.js';
import { numberTables } from './numbers-table.js';
import { OwnInput } from './own-input.js';
import { MOTION_MS, Stage } from './stage.js';
import { StepRail } from './step-rail.js';
import { WhatIfChoice } from './what-if.js';

/**
 * @typedef {import('../scene/layout.js').Ref} Ref
 * @typedef {import('../walk/walk.js').Walk} Walk
 * @typedef {import('../walk/passage.js').Passage} Passage
 * @typedef {import('./picture-panel.js').Pictures} Pictures
 * @typedef {{ example: (id: string) => void, goTo: (target: import('../walk/walk.js').Target) => void, move: (direction: 1 | -1) => void,
 *   play: () => void, words: (words: import('../walk/inputs.js').Words) => void, data: (json: string) => void,
 *   sample: (index: number) => void, picture: (picture: any, drawn: boolean) => void, file: (file: File) => void, weights: () => void,
 *   load: () => void, text: (text: string) => void, files: (files: File[]) => void,
 *   whatIf: (wish: import('./what-if.js').WhatIfWish) => void, theme: () => void, share: () => void, export: (kind: 'PNG' | 'SVG' | 'JSON') => void, settled: () => void,
 *   failed: (error: unknown) => void }} Handlers
 */

/** Holds a place in the DOM for what may come. */
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

export class View {
  /** @type {Walk | null} */
  #walk = null;
  /** @type {Ref | null} */
  #preview = null;
  /** An operand of the explain line under the pointer: framed on the canvas, while the line stays. @type {Ref | null} */
  #pointed = null;
  /** @type {Ref[]} */
  #locked = [];
  #frame = 0;
  #motionStart = -1;
  #tableKey = '';
  /** For the layouts of many tokens. */
  #waits = false;
  #lacksLayouts = false;
  /** What whole models have beside the walk; null until one is asked for. @type {import('./model-controls.js').ModelControls | null} */
  models = null;
  /** Where those controls go. */
  #places = { guest: place(), sources: place(), side: place(), readout: place() };
  /** What pointing at a number and choosing it do, on the canvas as in the tables. */
  #onNumber = {
    peek: (/** @type {Ref | null} */ ref) => this.#peek(ref),
    lock: (/** @type {Ref} */ ref) => this.lock([ref]),
  };

  /**
   * @param {Record<string, string>} strings
   * @param {number} headingLevel
   * @param {{ id: string, title: string, description?: string }[]} examples
   * @param {Handlers} on
   */
  constructor(strings, headingLevel, examples, on) {
    const text = (/** @type {string} */ key) => phrase(strings, key);
    const button = (
      /** @type {string} */ className,
      /** @type {string} */ label,
      /** @type {() => void} */ onclick,
    ) => h('button', { type: 'button', class: className, onclick }, label);
    this.strings = strings;
    this.on = on;
    this.own = new OwnInput(strings, on);
    this.choice = exampleChoice(
      strings,
      [...examples, { id: 'own', title: text('ownExample') }],
      on.example,
    );
    this.rail = new StepRail(strings, (step) => on.goTo({ step }));
    this.heads = new HeadChoice(strings, (head) => on.goTo({ head }));
    this.tokens = new TokenChoice(strings, (query) => on.goTo({ query }));
    this.whatIf = new WhatIfChoice(strings, on.whatIf);
    this.stage = new Stage(headingLevel, {
      ...this.#onNumber,
      query: (query) => on.goTo({ query }),
      themeChange: () => this.redraw(),
    });
    this.explain = new ExplainLine(strings, {
      open: (ref) => this.#open(ref),
      back: () => this.lock(this.#locked.slice(0, -1)),
      peek: (ref) => {
        this.#pointed = ref;
        this.redraw();
      },
    });
    this.previous = button('button', '', () => on.move(-1));
    this.next = button('button primary', '', () => on.move(1));
    this.previous.append(...seenAndHeard(`← ${text('previousShort')}`, text('previous')));
    this.next.append(...seenAndHeard(`${text('nextShort')} →`, text('next')));
    this.play = button('button', `▶ ${text('play')}`, on.play);
    this.numbers = button('button plain', text('numbers'), () => this.toggleNumbers());
    this.theme = button('tool', '◐', on.theme);
    this.share = button('tool', text('share'), on.share);
    const exports = /** @type {const} */ (['PNG', 'SVG', 'JSON']).map((kind) =>
      button('menu-item', text(`export${kind}`), () => on.export(kind)),
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
      concepts(strings),
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
      this.#places.guest,
      this.#places.sources,
      this.progress,
      this.body,
      this.status,
    );
    this.own.element.hidden = true;
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /**
   * Takes over a walk that has just changed.
   * @param {Walk} walk
   * @param {{ example: string, moves: boolean, passage: Passage | null, layer: number, pictures: Pictures | null,
   *   exchange: 'useSeeded' | 'useTrained' | null }} look  moves: play the step's motion; exchange: which other weights there are
   */
  update(walk, { example, moves, passage, layer, pictures, exchange }) {
    this.#walk = walk;
    this.#preview = this.#pointed = null;
    this.#locked = [];
    this.body.hidden = false;
    this.exchange.hidden = exchange === null;
    if (exchange) setText(this.exchange, phrase(this.strings, exchange));
    this.showProgress(null);
    this.choice.choose(example);
    this.own.element.hidden = example !== 'own';
    this.heads.update(walk.numHeads, walk.head, showsOneHead(walk.step));
    this.#showTokens(walk);
    const { stop, stops } = walk;
    setAttribute(this.previous, 'aria-disabled', String(stop === 0));
    setAttribute(this.next, 'aria-disabled', String(stop === stops.length - 1));
    setText(this.stopText, phrase(this.strings, 'stop', { stop: stop + 1, stops: stops.length }));
    setText(this.origin, originOf(this.strings, walk.source));
    this.models?.update(walk, { passage, layer, pictures });
    this.#awaitLayouts(walk);
    const animates = moves && !matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#motionStart = animates ? performance.now() : -1;
    this.redraw();
  }

  /** Takes what whole models have beside the walk. @param {import('./model-controls.js').ModelControls} models */
  admit(models) {
    this.models = models;
    for (const name of /** @type {const} */ (['guest', 'sources', 'side', 'readout'])) {
      this.#places[name].replaceWith(models[name]);
    }
  }

  /** What many tokens are drawn with is a part of its own: until it is here, the walk waits for it. @param {Walk} walk */
  #awaitLayouts(walk) {
    this.#waits = isLarge(walk.source) && !part() && !this.#lacksLayouts;
    if (!this.#waits) return;
    this.showProgress(phrase(this.strings, 'layouts.loading'));
    const show = () => {
      this.#waits = false;
      if (walk !== this.#walk) return;
      this.showProgress(null);
      this.#showTokens(walk);
      this.redraw();
    };
    loadPart().then(show, (error) => {
      this.#lacksLayouts = true;
      show();
      this.showProgress(error.message);
      this.on.failed(error);
    });
  }

  /** @param {Walk} walk */
  #showTokens({ source, query }) {
    const root = this.element.getRootNode();
    if (root instanceof ShadowRoot) part()?.dressForModels(root);
    this.tokens.update(source.tokens, query, source.grid);
    this.body.classList.toggle('with-patches', source.grid !== null && part() !== null);
  }

  /** How far something long has come; null when it is over. @param {string | null} text @param {(() => void)} [cancel] */
  showProgress(text, cancel) {
    this.progress.hidden = text === null;
    if (text === null) return;
    const stop = h(
      'button',
      { type: 'button', class: 'button plain', onclick: cancel },
      phrase(this.strings, 'model.cancel'),
    );
    this.progress.replaceChildren(text, ...(cancel ? [stop] : []));
  }

  /** To screen readers, after something the reader did. */
  announce() {
    const walk = this.#walk;
    if (!walk) return;
    const title = titleOf(this.strings, walk.step, walk.source);
    setText(
      this.status,
      `${this.stopText.textContent}: ${title} ${this.whatIf.fact.textContent}`.trim(),
    );
  }

  /** @param {boolean} isPlaying */
  showPlaying(isPlaying) {
    setText(
      this.play,
      isPlaying ? `❚❚ ${phrase(this.strings, 'pause')}` : `▶ ${phrase(this.strings, 'play')}`,
    );
  }

  /** @param {string} theme */
  nameTheme(theme) {
    const name = phrase(this.strings, 'theme', { theme: phrase(this.strings, `theme.${theme}`) });
    setAttribute(this.theme, 'aria-label', name);
    this.theme.title = name;
    this.redraw();
  }

  flashShared() {
    setText(this.share, phrase(this.strings, 'shared'));
    setText(this.status, phrase(this.strings, 'shared'));
    setTimeout(() => setText(this.share, phrase(this.strings, 'share')), 2000);
  }

  /** At most once per frame. */
  redraw() {
    if (!this.#frame) this.#frame = requestAnimationFrame((now) => this.#draw(now));
  }

  /** Without waiting for the next frame: nothing else is on its way before the first one. */
  drawNow() {
    cancelAnimationFrame(this.#frame);
    this.#draw(performance.now());
  }

  /** Ends the motion of the step at once. */
  skipMotion() {
    this.#motionStart = -1;
    this.redraw();
  }

  /** @param {Ref[]} trail  the numbers opened one out of the other; empty unlocks */
  lock(trail) {
    this.#locked = trail;
    this.#preview = this.#pointed = null;
    this.redraw();
  }

  get showsNumbers() {
    return !this.tables.hidden;
  }

  toggleNumbers(shown = this.tables.hidden) {
    this.tables.hidden = !shown;
    setAttribute(this.numbers, 'aria-expanded', String(shown));
    setText(this.numbers, phrase(this.strings, shown ? 'numbersHide' : 'numbers'));
    this.#tableKey = '';
    this.redraw();
    this.on.settled();
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

  /** @param {Ref | null} ref */
  #peek(ref) {
    this.#preview = ref;
    this.redraw();
  }

  /** Opens an operand of the shown number: the one before stays one step back. @param {Ref} ref */
  #open(ref) {
    const shown = this.#shown();
    const trail = this.#locked.length ? this.#locked : shown ? [shown] : [];
    const isSame = JSON.stringify(trail.at(-1)) === JSON.stringify(ref);
    this.lock(isSame ? trail : [...trail, ref]);
  }

  /** @returns {Ref | null} the number in the explain line */
  #shown() {
    const walk = this.#walk;
    if (!walk) return null;
    return this.#preview ?? this.#locked.at(-1) ?? exampleRef(walk.step, walk.source);
  }

  #hasDrawn = false;

  /** @param {number} now */
  #draw(now) {
    this.#frame = 0;
    const walk = this.#walk;
    const ref = this.#shown();
    if (!walk || !ref || this.#waits) return;
    const passed = this.#motionStart < 0 ? 1 : Math.max(0, (now - this.#motionStart) / MOTION_MS);
    const explanation = walk.explain(ref);
    if (
      !this.stage.update(walk, this.strings, {
        explanation,
        pointed: this.#pointed,
        trail: [...(this.#preview ? [this.#preview] : []), ...[...this.#locked].reverse()],
        progress: Math.min(1, passed),
      })
    )
      return;
    const mode = this.#preview ? 'preview' : this.#locked.length ? 'locked' : 'example';
    this.explain.update(explanation, walk.source, {
      mode,
      depth: Math.max(0, this.#locked.length - 1),
    });
    if (!this.#hasDrawn) {
      // The first number before the ten small pictures above it.
      this.#hasDrawn = true;
      return void requestAnimationFrame(() => this.redraw());
    }
    const label = `${phrase(this.strings, 'head', { head: walk.head + 1 })} / ${walk.numHeads}`;
    this.rail.update(walk, label, this.stage.theme.track);
    this.#updateTables(walk);
    if (passed < 1) this.redraw();
    else this.#motionStart = -1;
  }

  /** @param {Walk} walk */
  #updateTables(walk) {
    const { scene } = this.stage;
    if (this.tables.hidden || !scene) return;
    const key = JSON.stringify([
      walk.step,
      walk.head,
      walk.query,
      walk.source.config,
      walk.source.tokens,
      this.stage.box.clientWidth < 620,
    ]);
    if (key === this.#tableKey) return;
    this.#tableKey = key;
    const hint = h('p', { class: 'tables-hint' }, phrase(this.strings, 'numbersHint'));
    this.tables.replaceChildren(hint, ...numberTables(scene, this.strings, this.#onNumber));
  }

  /** Arrow keys walk, Esc unlocks; fields and radio buttons keep their own keys. @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const target = /** @type {Element} */ (event.target);
    if (event.key === 'Escape') {
      if (this.#locked.length || this.#preview) event.stopPropagation();
      this.lock([]);
      this.skipMotion();
    } else if (!target.closest('input, textarea, select')) {
      const back = getComputedStyle(this.element).direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      event.preventDefault();
      event.stopPropagation();
      this.on.move(event.key === back ? -1 : 1);
    }
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
