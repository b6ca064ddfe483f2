// The card's update from a walk, and what is drawn when.
import { isLarge } from '../steps/kit/is-large.js';
import { showsOneHead } from '../walk/steps.js';
import { originOf } from '../steps/wording.js';
import { announcementOf, numberSaid, placeOf } from './announcement.js';
import { ask, fetched } from './ask.js';
import { Card } from './card.js';
import { onKey } from './keys.js';
import { onDemand } from './on-demand.js';
import { OpenedNumbers } from './opened-numbers.js';
import { setAttribute, setText } from './dom.js';
import { MOTION_MS } from './parts/stage.js';
import { StepTables } from './parts/step-tables.js';

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
  #opened = new OpenedNumbers(() => this.redraw());
  #frame = 0;
  #motionStart = -1;
  #tables = new StepTables(this);
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
        peek: (ref) => this.#opened.peek(ref),
        lock: (ref) => this.#opened.toggle(ref) && this.#tell(ref),
      },
      line: {
        open: (ref) => {
          this.#opened.open(ref, /** @type {Walk} */ (this.#walk));
          this.#tell(ref);
        },
        back: () => this.#opened.back(),
        close: () => this.#opened.lock([]),
        peek: (ref) => this.#opened.point(ref),
      },
      pointAtKey: (token) => this.#opened.peek(token === null ? null : this.#numberOfKey(token)),
      toggleNumbers: () => this.toggleNumbers(),
      themeChange: () => this.redraw(),
      fetch: (show) => void this.#fetch(show),
      key: (event) => onKey(event, this, this.#opened),
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
      this.#opened.forget();
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
    setText(this.stopText, placeOf(this.words, walk));
    setText(this.origin, originOf(this.words, walk.source));
    const hasSide = Boolean(this.models?.hasSide) || walk.source.grid !== null;
    this.body.classList.toggle('with-side', hasSide);
    this.body.classList.toggle('with-heads', Boolean(this.models?.hasHeads));
    this.body.classList.toggle('with-next', Boolean(this.models?.hasNext));
    this.#keepPane();
    if (this.#asked?.over === example) return this.#showAsked();
    this.#asked = null;
    this.#awaitLayouts(walk);
    const animates = moves && !matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!keeps) this.#motionStart = animates ? performance.now() : -1;
    onDemand.follow?.(this, walk, keeps);
    this.redraw();
  }

  /** The number that the dock explains. */
  explained = () => this.#opened.shown(/** @type {Walk} */ (this.#walk));

  /** A pane that has nothing to show gives way to the step. */
  #keepPane() {
    const has = (/** @type {string} */ part) => this.body.classList.contains(part);
    const { pane } = this.body.dataset;
    const needed = pane === 'picture' ? 'with-patches' : `with-${pane}`;
    const isThere = pane === 'step' || has(needed);
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
    void this.#fetch(show, { said: 'layouts.loading', lack });
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

  /** @param {() => void} show @param {{ said?: string, lack?: () => void }} [more] */
  async #fetch(show, more) {
    const walk = this.#walk;
    await fetched(this, show, { isStill: () => walk === this.#walk, ...more });
  }

  /** @param {Walk} walk */
  #showTokens({ source, query, head }) {
    const { grid, tokens } = source;
    const root = this.element.getRootNode();
    if (root instanceof ShadowRoot) onDemand.dress?.(root);
    this.offerPanes();
    this.tokens.update(tokens, query, grid);
    // A whole model colours them itself.
    if (grid && !source.crosses && (grid.whole || !this.models?.hasHeads)) {
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
    const prediction = this.models?.news() ?? '';
    const changes = this.whatIf.fact.textContent ?? '';
    setText(this.status, announcementOf(this.words, walk, [prediction, changes]));
  }

  /** A number that was opened, to screen readers. @param {Ref} ref */
  #tell(ref) {
    const walk = /** @type {Walk} */ (this.#walk);
    setText(this.status, numberSaid(this.words, walk, ref));
    if (walk.explain(ref).operation === 'given') this.on.changing();
  }

  /** What the walk came to, and where to go from here. */
  showRecap() {
    const walk = this.#walk;
    if (!walk) return;
    const { content } = this.recap;
    this.openOnly(this.recap);
    void ask(this, content, ({ recapOf }) => content.replaceChildren(...recapOf(this, walk)));
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

  /** What a reader has opened, from the same view in another language. @param {View} before */
  takeOver(before) {
    const folded = before.element.querySelectorAll('details');
    this.element.querySelectorAll('details').forEach((one, at) => (one.open = folded[at].open));
    this.own.takeOver(before.own);
    if (before.models) this.models?.takeOver(before.models);
    this.choice.choose(before.choice.chosen());
    if (before.showsNumbers) this.toggleNumbers(true);
    this.#opened.lock(before.#opened.trail);
  }

  get showsNumbers() {
    return this.numbersSheet.isOpen;
  }

  toggleNumbers(shown = !this.showsNumbers) {
    if (shown) {
      this.showPane('step');
      this.openOnly(this.numbersSheet);
    } else this.numbersSheet.close();
    setAttribute(this.numbers, 'aria-expanded', String(shown));
    setText(this.numbers, this.words.say(shown ? 'numbersHide' : 'numbers'));
    this.#tables.forget();
    this.redraw();
    this.on.settled();
  }

  /** What the step has of the Query and a key: the score, where there is no weight yet. @param {number} key @returns {Ref | null} */
  #numberOfKey(key) {
    const { step, head, query } = /** @type {Walk} */ (this.#walk);
    const tensor = { scores: 'scores', scale: 'scaled' }[String(step)] ?? 'weights';
    return { tensor, head, index: [query, key] };
  }

  #hasDrawn = false;

  /** @param {number} now */
  #draw(now) {
    this.#frame = 0;
    const walk = this.#walk;
    if (!walk || this.#waits) return;
    const passed = this.#motionStart < 0 ? 1 : Math.max(0, (now - this.#motionStart) / MOTION_MS);
    const explanation = this.#opened.explained(walk);
    const { pointed, seen, mode, depth } = this.#opened;
    this.rail.mark(walk.step, placeOf(this.words, walk, 'rail'));
    const isDrawn = this.stage.update(walk, this.words, {
      explanation,
      pointed,
      trail: seen,
      progress: Math.min(1, passed),
    });
    // Below another pane than the step it stands, too.
    this.explain.update(explanation, walk.source, { mode, depth });
    this.changes?.drawn(explanation, mode);
    if (!isDrawn) return;
    if (!this.#hasDrawn) {
      // The first numbers are shown a frame before the ten small pictures of the rail: these cost as much as all the rest.
      this.#hasDrawn = true;
      return void requestAnimationFrame(() => this.redraw());
    }
    this.rail.update(walk.source, this.stage.theme);
    if (this.showsNumbers) this.#tables.update(walk);
    if (passed < 1) this.redraw();
    else this.#motionStart = -1;
  }
}
