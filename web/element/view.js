// The card's update from a walk: what is drawn when, and which number is pointed at, locked or opened.
import { loadModelsPart } from '../engine/models-part.js';
import { isLarge } from '../steps/kit/is-large.js';
import { exampleRef } from '../steps/index.js';
import { showsOneHead } from '../walk/steps.js';
import { nameOf, originOf, titleOf } from '../steps/wording.js';
import { NARROW, refKey } from '../steps/kit/layout.js';
import { ask } from './ask.js';
import { Card } from './card.js';
import { onDemand } from './on-demand.js';
import { h, setAttribute, setText } from './dom.js';
import { MOTION_MS } from './parts/stage.js';
import { told } from './told.js';

/** What a reader needs for a stop, and for each word of it. */
const READING_MS = 1500;
const WORD_MS = 250;

/**
 * @typedef {import('../steps/kit/layout.js').Ref} Ref
 * @typedef {import('../walk/walk.js').Walk} Walk
 * @typedef {import('../walk/run-of-model.js').RunOfModel} RunOfModel
 * @typedef {import('./models/picture-panel.js').Pictures} Pictures
 * @typedef {import('./card.js').Handlers} Handlers
 */

export class View extends Card {
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
  /** Whether the layouts of many tokens are awaited. */
  #waits = false;
  #lacksLayouts = false;
  /** What stands in the place of the walk. @type {{ example: string, over: string, show: () => void } | null} */
  #asked = null;
  /**
   * @param {import('../text/index.js').Words} words
   * @param {number} headingLevel
   * @param {Handlers} on
   */
  constructor(words, headingLevel, on) {
    super(words, headingLevel, on, {
      number: {
        peek: (ref) => this.#peek(ref),
        lock: (ref) => this.#toggleLock(ref),
      },
      line: {
        open: (ref) => this.#open(ref),
        back: () => this.lock(this.#locked.slice(0, -1)),
        close: () => this.lock([]),
        peek: (ref) => {
          this.#pointed = ref;
          this.redraw();
        },
      },
      pointAtKey: (token) => this.#peek(token === null ? null : this.#numberOfKey(token)),
      toggleNumbers: () => this.toggleNumbers(),
      themeChange: () => this.redraw(),
      fetch: (show) => void this.#fetch(show),
      key: (event) => this.#onKey(event),
    });
  }

  /**
   * Takes over a walk that has just changed.
   * @param {Walk} walk
   * @param {{ example: string, moves: boolean, keeps: boolean, modelRun: RunOfModel | null, layer: number, pictures: Pictures | null,
   *   exchange: 'useSeeded' | 'useTrained' | null }} look  moves: play the step's motion; keeps: more is known of the walk that
   *   is shown, so that what a reader points at stays; exchange: which other weights there are
   */
  update(walk, { example, moves, keeps, modelRun, layer, pictures, exchange }) {
    this.#walk = walk;
    if (!keeps) {
      this.#preview = this.#pointed = null;
      this.#locked = [];
      this.recap.close();
    }
    this.body.hidden = false;
    this.exchange.hidden = exchange === null;
    if (exchange) setText(this.exchange, this.words.say(exchange));
    this.showProgress(null);
    this.choice.choose(example, walk.source.grid ? '' : walk.source.tokens.join(' '));
    this.own.element.hidden = example !== 'own';
    this.heads.update(walk.numHeads, walk.head, showsOneHead(walk.step));
    this.models?.update(walk, { modelRun, layer, pictures });
    this.#showTokens(walk);
    const { stop, stops } = walk;
    setAttribute(this.previous, 'aria-disabled', String(stop === 0));
    const isLast = stop === stops.length - 1;
    setText(this.nextName, this.words.say(isLast ? 'recap.short' : 'nextShort'));
    setText(this.stopText, this.#place(walk));
    setText(this.origin, originOf(this.words, walk.source));
    const hasSide = Boolean(this.models?.hasSide) || walk.source.grid !== null;
    this.body.classList.toggle('with-side', hasSide);
    this.body.classList.toggle('with-heads', Boolean(this.models?.hasHeads));
    this.#keepPane();
    if (this.#asked?.over === example) return this.#showAsked();
    this.#asked = null;
    this.#awaitLayouts(walk);
    const animates = moves && !matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!keeps) this.#motionStart = animates ? performance.now() : -1;
    this.redraw();
  }

  /** A pane that has nothing to show gives way to the step. */
  #keepPane() {
    const has = (/** @type {string} */ part) => this.body.classList.contains(part);
    const { pane } = this.body.dataset;
    const isThere =
      pane === 'picture' ? has('with-patches') : pane !== 'heads' || has('with-heads');
    if (!has('with-side') || !isThere) this.showPane('step');
  }

  /** What many tokens are drawn with is a part of its own: until it is here, the walk waits for it. @param {Walk} walk */
  #awaitLayouts(walk) {
    this.#waits = isLarge(walk.source) && !onDemand.dress && !this.#lacksLayouts;
    if (!this.#waits) return;
    const show = () => {
      this.#waits = false;
      if (walk !== this.#walk) return;
      this.#showTokens(walk);
      this.redraw();
    };
    const lack = () => {
      this.#lacksLayouts = true;
      show();
    };
    void this.#fetch(show, 'layouts.loading', lack);
  }

  /**
   * Asks for something that an example needs before it can be walked, in the place of the walk.
   * @param {string} example @param {{ over: string, show: () => void }} asked  over: the example that was walked; show: shows what asks
   */
  ask(example, { over, show }) {
    this.#asked = { example, over, show };
    this.#showAsked();
  }

  /** Somebody has chosen something else. */
  endAsking() {
    this.#asked = null;
  }

  #showAsked() {
    if (!this.#asked) return;
    this.body.hidden = true;
    this.choice.choose(this.#asked.example);
    this.#asked.show();
  }

  /**
   * What is loaded on demand, and then show; until it is here, what was shown stays.
   * @param {() => void} show @param {string} [said]  key of what is told meanwhile @param {() => void} [lack]  where it cannot be had
   */
  async #fetch(show, said = 'panel.loading', lack = () => {}) {
    const walk = this.#walk;
    this.showProgress(this.words.say(said));
    try {
      await loadModelsPart();
      if (walk === this.#walk) this.showProgress(null);
      show();
    } catch (error) {
      lack();
      this.showProgress(told(this.words, error));
      this.on.failed(error);
    }
  }

  /** @param {Walk} walk */
  #showTokens({ source, query, head }) {
    const { grid, tokens } = source;
    const root = this.element.getRootNode();
    if (root instanceof ShadowRoot) onDemand.dress?.(root);
    this.offerPanes();
    this.tokens.update(tokens, query, grid);
    // A whole model colours them itself.
    if (grid && !source.crosses && !this.models?.hasHeads) {
      this.tokens.shade(source.row('weights', head));
    }
    const asPatches = grid !== null && Boolean(onDemand.patchButtons);
    // Patches are chosen in the picture, which stands beside the walk; words in their row above it.
    const home = asPatches ? this.side : this.line;
    if (this.tokens.element.parentElement !== home) home.prepend(this.tokens.element);
    this.body.classList.toggle('with-patches', asPatches);
  }

  /**
   * To screen readers, after something the reader did: where the walk stands, and what the step's example comes to.
   */
  announce() {
    const walk = this.#walk;
    if (!walk) return;
    const { words } = this;
    const title = titleOf(words, walk.step, walk.source);
    const ref = exampleRef(walk.step, walk.source);
    const prediction = this.models?.news() ?? '';
    const changes = this.whatIf.fact.textContent ?? '';
    const facts = [title, this.#said(ref), prediction, changes].filter(Boolean);
    const text = facts.reduce((first, second) => words.say('join.sentences', { first, second }));
    const label = this.#place(walk);
    setText(this.status, words.say('join.label', { label, text }));
  }

  /** A number and its name. @param {Ref} ref */
  #said(ref) {
    const { words } = this;
    const walk = /** @type {Walk} */ (this.#walk);
    const label = nameOf(words, ref, walk.source);
    return words.say('join.label', { label, text: words.number(walk.explain(ref).value, 3) });
  }

  /** Where the walk stands: the step, and whose head it is. @param {Walk} walk @param {'step' | 'rail'} [names]  rail: the short ones */
  #place({ step, head, numHeads }, names = 'step') {
    const name = this.words.say(`${names}.${step}`);
    if (!showsOneHead(step)) return name;
    return this.words.say('step.ofHead', { step: name, head: head + 1, heads: numHeads });
  }

  /** What the walk came to, and where to go from here. @param {boolean} canChange  whether something can be taken out or shuffled */
  showRecap(canChange) {
    const walk = this.#walk;
    if (!walk) return;
    if (this.showsNumbers) this.toggleNumbers(false);
    this.concepts.close();
    const { content } = this.recap;
    this.recap.open();
    void ask(this, content, ({ recapOf }) =>
      content.replaceChildren(...recapOf(this, walk, canChange)),
    );
  }

  /** The whole card, where the window has room for it: else its top. */
  bringIntoView() {
    const { top, bottom, height } = this.element.getBoundingClientRect();
    const room = window.innerHeight;
    if (top >= 0 && bottom <= room) return;
    if (top >= 0 && height > room && top < room / 3) return;
    this.element.scrollIntoView({ block: height > room ? 'start' : 'nearest' });
  }

  /** Milliseconds to see the motion of the stop and read what stands above it. */
  get readingTime() {
    const { textContent } = this.stage.words;
    const words = (textContent ?? '').split(/\s+/u).length;
    const motion = this.#motionStart < 0 ? 0 : MOTION_MS;
    return motion + READING_MS + words * WORD_MS;
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

  /** What a reader has opened, from the same view in another language. @param {View} before */
  takeOver(before) {
    const folded = before.element.querySelectorAll('details');
    this.element.querySelectorAll('details').forEach((one, at) => (one.open = folded[at].open));
    this.own.takeOver(before.own);
    if (before.models) this.models?.takeOver(before.models);
    this.choice.choose(before.choice.chosen());
    if (before.showsNumbers) this.toggleNumbers(true);
    this.lock(before.#locked);
  }

  get showsNumbers() {
    return this.numbersSheet.isOpen;
  }

  toggleNumbers(shown = !this.showsNumbers) {
    if (shown) {
      this.showPane('step');
      this.concepts.close();
      this.recap.close();
    }
    this.numbersSheet.show(shown);
    setAttribute(this.numbers, 'aria-expanded', String(shown));
    setText(this.numbers, this.words.say(shown ? 'numbersHide' : 'numbers'));
    this.#tableKey = '';
    this.redraw();
    this.on.settled();
  }

  /** @param {Ref | null} ref */
  #peek(ref) {
    this.#preview = ref;
    this.redraw();
  }

  /** What the step has of the Query and a key: the score, where there is no weight yet. @param {number} key @returns {Ref | null} */
  #numberOfKey(key) {
    const { step, head, query } = /** @type {Walk} */ (this.#walk);
    const tensor = { scores: 'scores', scale: 'scaled' }[String(step)] ?? 'weights';
    return { tensor, head, index: [query, key] };
  }

  /** What is locked already is let go. @param {Ref} ref */
  #toggleLock(ref) {
    const isLocked = this.#locked.length === 1 && refKey(this.#locked[0]) === refKey(ref);
    this.lock(isLocked ? [] : [ref]);
    if (!isLocked) setText(this.status, this.#said(ref));
  }

  /** Opens an operand of the shown number: the one before stays one step back. @param {Ref} ref */
  #open(ref) {
    const shown = this.#shown();
    const trail = this.#locked.length ? this.#locked : shown ? [shown] : [];
    const last = trail.at(-1);
    const isSame = last !== undefined && refKey(last) === refKey(ref);
    this.lock(isSame ? trail : [...trail, ref]);
    setText(this.status, this.#said(ref));
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
    this.rail.mark(walk.step, this.#place(walk, 'rail'));
    const isDrawn = this.stage.update(walk, this.words, {
      explanation,
      pointed: this.#pointed,
      trail: [...(this.#preview ? [this.#preview] : []), ...[...this.#locked].reverse()],
      progress: Math.min(1, passed),
    });
    const mode = this.#preview ? 'preview' : this.#locked.length ? 'locked' : 'example';
    // Below another pane than the step it stands, too.
    this.explain.update(explanation, walk.source, {
      mode,
      depth: Math.max(0, this.#locked.length - 1),
    });
    if (!isDrawn) return;
    if (!this.#hasDrawn) {
      // The first numbers are shown a frame before the ten small pictures of the rail: these cost as much as all the rest.
      this.#hasDrawn = true;
      return void requestAnimationFrame(() => this.redraw());
    }
    this.rail.update(walk.source, this.stage.theme);
    this.#updateTables(walk);
    if (passed < 1) this.redraw();
    else this.#motionStart = -1;
  }

  /** @param {Walk} walk */
  #updateTables(walk) {
    if (!this.showsNumbers) return;
    const key = JSON.stringify([
      walk.step,
      walk.head,
      walk.query,
      walk.source.config,
      walk.source.tokens,
      this.stage.box.clientWidth < NARROW,
    ]);
    if (key === this.#tableKey) return;
    this.#tableKey = key;
    void ask(this, this.tables, ({ numberTables }) => {
      const hint = h('p', { class: 'tables-hint' }, this.words.say('numbersHint'));
      const scenes = this.stage.scenes(walk);
      this.tables.replaceChildren(hint, ...numberTables(scenes, this.words, this.inner.number));
    });
  }

  /** Arrow keys walk, Esc unlocks, or else closes a sheet; fields and radio buttons keep their own keys. @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const target = /** @type {Element} */ (event.target);
    if (event.key === 'Escape') {
      // From wherever the focus is: the dock below a sheet belongs to it.
      const sheet = this.#locked.length ? null : this.sheets.find(({ isOpen }) => isOpen);
      if (sheet || this.#locked.length || this.#preview) event.stopPropagation();
      sheet?.leave();
      this.lock([]);
      this.skipMotion();
    } else if (isUsed(event.key, target)) {
      // The page sees the element as the target, and would take the key for a shortcut of its own.
      event.stopPropagation();
    } else {
      const back = getComputedStyle(this.element).direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      event.preventDefault();
      event.stopPropagation();
      this.on.move(event.key === back ? -1 : 1);
    }
  }
}

/** Whether a control of ours does something with a key. @param {string} key @param {Element} target */
const isUsed = (key, target) =>
  Boolean(target.closest('input, textarea, select')) ||
  ([' ', 'Enter'].includes(key) && Boolean(target.closest('button, summary')));
