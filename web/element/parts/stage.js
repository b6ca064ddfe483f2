// The stage: title, lead, formula, tabs, the canvas and its legends. The canvas is laid out for the room that its box has.
// Draws at most once per frame, from the state it is given.
import { highlightOf } from '../../draw/highlight.js';
import { hitTest } from '../../draw/hit.js';
import { paint } from '../../draw/paint.js';
import { themeOf } from '../../draw/theme.js';
import { refKey } from '../../steps/kit/layout.js';
import { isAwaited } from '../../steps/on-demand.js';
import { exampleRef, sceneOf, STEPS, tabsOf } from '../../steps/index.js';
import { mathOf } from '../../steps/kit/math.js';
import { formulaOf, leadOf, titleOf } from '../../steps/wording.js';
import { alternativeOf } from './alternative.js';
import { leadLine } from './lead.js';
import { Legends } from './legends.js';
import { textWidths } from './text-widths.js';
import { tieTo } from './tie.js';
import { focusedIn, h, ratioOf, setRaised, setText, sharpContext } from '../dom.js';

/**
 * @typedef {import('../../engine/engine.js').Explanation} Explanation
 * @typedef {import('../../steps/kit/layout.js').Ref} Ref
 * @typedef {import('../../walk/walk.js').Walk} Walk
 * @typedef {import('../../text/index.js').Words} Words
 */

export const MOTION_MS = 1400;

/** Frames reach a little beyond the cells at either edge. */
export const BLEED = 4;

export class Stage {
  #title;
  #tie;
  #lead = leadLine();
  #formula = h('div', { class: 'formula' });
  #legends = new Legends();
  #probe = h('span', { class: 'probe', 'aria-hidden': 'true' });
  #formulaName = '';
  /** The tab that was chosen last at each step; its first one otherwise. @type {Map<string, string>} */
  #tabs = new Map();
  #tabList = h('div', { class: 'tabs', role: 'group' });
  #tabKey = '';
  /** Where the reader would look for the Query, after another stop has come. */
  #seeksQuery = '';
  /** @type {import('../../steps/kit/layout.js').Scene | null} */
  scene = null;
  /** What decides the scene. @type {unknown[]} */
  #madeOf = [];
  /** The scene of a tab of the step that is shown. @type {(tab?: string) => import('../../steps/kit/layout.js').Scene} */
  #ofTab = () => ({ width: 0, height: 0, blocks: [], legends: [] });
  #widths;
  /** @type {import('../../draw/theme.js').Theme | null} */
  #theme = null;

  /**
   * @param {import('../../text/index.js').Words} words
   * @param {number} headingLevel
   * @param {{ peek: (ref: Ref | null) => void, lock: (ref: Ref) => void, query: (index: number) => void, themeChange: () => void,
   *   fetch: (show: () => void) => void }} on  fetch: the part of the script that is loaded on demand, and then show
   */
  constructor(words, headingLevel, on) {
    this.on = on;
    this.#tabList.setAttribute('aria-label', words.say('tabs'));
    this.#title = h('div', {
      class: 'title',
      part: 'title',
      role: 'heading',
      'aria-level': String(headingLevel),
    });
    /** Title and lead. */
    this.words = h('div', { class: 'words' }, this.#title, this.#lead.element);
    this.canvas = h('canvas', {
      part: 'canvas',
      role: 'img',
      class: 'canvas',
      onpointermove: (/** @type {PointerEvent} */ event) => this.#pointAt(event),
      onpointerleave: () => on.peek(null),
      onclick: (/** @type {MouseEvent} */ event) => this.#clickAt(event),
    });
    this.#widths = textWidths(this.canvas);
    this.box = h('div', { class: 'canvas-box', dir: 'ltr', tabIndex: -1 }, this.canvas);
    this.#tie = tieTo(this.box, BLEED);
    // A colour that changes for whatever reason, the host's theme included, ends a transition.
    this.#probe.addEventListener('transitionend', on.themeChange);
    this.element = h(
      'div',
      { class: 'stage' },
      h(
        'div',
        { class: 'stage-head' },
        this.words,
        h('div', { class: 'stage-aside' }, this.#formula, this.#legends.element),
      ),
      this.#tabList,
      this.box,
      this.#tie.element,
      this.#probe,
    );
  }

  /**
   * @param {Walk} walk @param {import('../../text/index.js').Words} words
   * @param {{ explanation: Explanation, pointed: Ref | null, trail: Ref[], progress: number }} look
   *   explanation: of the number that is pointed at, locked, or the step's example;
   *   pointed: one of its operands; trail: the numbers pointed at and locked, the latest first; progress: 0..1 of the step's motion
   * @returns {boolean} false when there is no room to draw in
   */
  update(walk, words, { explanation, pointed, trail, progress }) {
    const width = Math.floor(this.box.clientWidth) - 2 * BLEED;
    const height = this.box.clientHeight - 1;
    if (width <= 0 || height <= 0) return false;
    // Before anything is written: a style read after that would have to be found anew.
    const theme = (this.#theme = themeOf(this.#probe));
    const ratio = ratioOf(this.box);
    const { step, source } = walk;
    const title = titleOf(words, step, source);
    setText(this.#title, title);
    setRaised(this.#lead.element, leadOf(words, step, source));
    this.#showFormula(walk, words);
    const tab = this.#showTabs(walk, words, width);
    const scene = this.#sceneOf(walk, {
      dot: this.#dot(walk, explanation),
      trail,
      width,
      height,
      tab,
      theme,
      words,
    });
    const { context, snap } = sharpContext(this.canvas, width + 2 * BLEED, scene.height, ratio);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.translate(BLEED, 0);
    const parts = [
      ...explanation.operands,
      ...(explanation.pairs ?? []).flat(),
      ...(explanation.bias ? [explanation.bias] : []),
    ];
    const highlight = highlightOf(
      pointed ?? explanation.ref,
      parts.map(({ ref }) => ref),
    );
    /** @type {[number, number][]} */
    const frames = [];
    const framed = (/** @type {number} */ left, /** @type {number} */ bottom) =>
      frames.push([left, bottom]);
    paint(context, scene, { theme, words, highlight, progress, snap, framed });
    this.canvas.setAttribute('aria-label', this.#description(title, walk, words));
    this.#legends.update(scene, theme.palette, words);
    this.#bringQueryIntoView(walk, tab);
    this.#lead.fold(this.box);
    // What is only an example needs no line.
    this.#tie.tie(pointed || trail.length ? frames : []);
    return true;
  }

  /**
   * Where a step has more to show than one picture has room for, a reader chooses.
   * @param {Walk} walk @param {import('../../text/index.js').Words} words @param {number} width
   * @returns {string | undefined} the chosen one
   */
  #showTabs({ step, source }, words, width) {
    const tabs = tabsOf(step, source, width);
    const tab = tabs.find((one) => one === this.#tabs.get(step)) ?? tabs[0];
    const key = `${step} ${tabs} ${tab}`;
    if (key === this.#tabKey) return tab;
    this.#tabKey = key;
    this.#tabList.hidden = tabs.length === 0;
    const buttons = tabs.map((name) =>
      h(
        'button',
        {
          type: 'button',
          class: 'tab',
          'aria-pressed': String(name === tab),
          onclick: () => this.chooseTab(step, name),
        },
        words.say(`tab.${step}.${name}`),
      ),
    );
    const hadFocus = this.#tabList.contains(focusedIn(this.#tabList));
    this.#tabList.replaceChildren(...buttons);
    if (hadFocus) buttons[tabs.indexOf(tab ?? '')]?.focus();
    return tab;
  }

  /** @param {string} step @param {string} tab */
  chooseTab(step, tab) {
    const show = () => {
      this.#tabs.set(step, tab);
      this.on.themeChange();
    };
    if (isAwaited(tab)) this.on.fetch(show);
    else show();
  }

  /** A picture that is higher than its box starts where the Query is. @param {Walk} walk @param {string | undefined} tab */
  #bringQueryIntoView({ step, query }, tab) {
    const { box, scene } = this;
    const seeks = `${step} ${tab} ${query} ${box.clientWidth} ${box.clientHeight}`;
    if (!scene || seeks === this.#seeksQuery) return;
    this.#seeksQuery = seeks;
    if (scene.height <= box.clientHeight) return void (box.scrollTop = 0);
    const row = scene.blocks.find((block) => block.kind === 'token' && block.index === query);
    const top = row && 'y' in row ? row.y : 0;
    box.scrollTop = top < box.clientHeight - 40 ? 0 : top - box.clientHeight / 2;
  }

  /**
   * Motion and pointing draw the same scene again and again.
   * @param {Walk} walk
   * @param {{ dot: Explanation | null, trail: Ref[], width: number, height: number, tab?: string, theme: import('../../draw/theme.js').Theme, words: Words }} look
   */
  #sceneOf({ step, source, before }, { dot, trail, width, height, tab, theme, words }) {
    const pointed = trail.map(refKey).join();
    const madeOf = [step, source, width, height, tab, words, theme.sans, dot, pointed];
    if (this.scene && madeOf.every((part, at) => part === this.#madeOf[at])) return this.scene;
    this.#madeOf = madeOf;
    const pointing = source.pointing({ dot, pointed: trail });
    const measure = this.#widths(theme.sans);
    this.#ofTab = (tab) => sceneOf(step, { source: pointing, width, height, tab, measure, words });
    this.scene = this.#ofTab(tab);
    this.scene.before = before;
    return this.scene;
  }

  /** All that the step shows, one tab after the other, for whoever reads it without the picture. @param {Walk} walk */
  scenes({ step, source }) {
    const { scene } = this;
    const tabs = scene ? tabsOf(step, source, scene.width) : [];
    return tabs.length ? tabs.map((tab) => this.#ofTab(tab)) : scene ? [scene] : [];
  }

  /** The colours and fonts of the last drawing. */
  get theme() {
    return this.#theme ?? themeOf(this.#probe);
  }

  /** The dot product to spell out: the explained number's own, else that of the step's example. @param {Walk} walk @param {Explanation} explanation */
  #dot(walk, explanation) {
    const used = STEPS[walk.step].spellsOut;
    if (!used) return null;
    const fits = (/** @type {Explanation} */ one) =>
      one.operation === 'dot' && one.pairs?.length && used.test(one.pairs[0][1].ref.tensor);
    if (fits(explanation)) return explanation;
    const example = walk.explain(exampleRef(walk.step, walk.source));
    return fits(example) ? example : null;
  }

  /** @param {Walk} walk @param {Words} words */
  #showFormula({ step, source }, words) {
    const { reading, math } = formulaOf(words, step, source);
    if (reading === this.#formulaName) return;
    this.#formulaName = reading;
    this.#formula.replaceChildren(mathOf(math, reading));
  }

  /** @param {string} title @param {Walk} walk @param {Words} words */
  #description(title, { step, source }, words) {
    const gist = this.scene ? alternativeOf(this.scene, words) : '';
    const end = /[.?!]$/.test(title) ? '' : '.';
    return `${title}${end} ${STEPS[step].says?.(source, words) ?? gist}.`;
  }

  /** Scene coordinates of a pointer; the host page may have scaled the canvas. @param {MouseEvent} event */
  #hit(event) {
    if (!this.scene) return null;
    const box = this.canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * (this.scene.width + 2 * BLEED) - BLEED;
    const y = ((event.clientY - box.top) / box.height) * this.scene.height;
    return hitTest(this.scene, x, y);
  }

  /** @param {PointerEvent} event */
  #pointAt(event) {
    const hit = this.#hit(event);
    this.canvas.style.cursor = hit ? 'pointer' : '';
    if (event.pointerType !== 'touch') this.on.peek(hit?.kind === 'value' ? hit.ref : null);
  }

  /** @param {MouseEvent} event */
  #clickAt(event) {
    const hit = this.#hit(event);
    // The keys of the walk, Esc among them, go to what was clicked last.
    this.box.focus({ preventScroll: true });
    if (hit?.kind === 'token') this.on.query(hit.index);
    else if (hit) this.on.lock(hit.ref);
  }
}
