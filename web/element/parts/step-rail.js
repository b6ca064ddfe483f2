// The stepper: all ten steps in a row, those that every head takes bracketed together with the choice of the head. In a
// narrow card one button tells where the walk stands, and opens the list.
import { paintThumbnail } from '../../draw/thumbnail.js';
import { isHeadStep, numberOf, STEP_IDS } from '../../walk/steps.js';
import { h, ratioOf, centreInRow, setAttribute, setText, sharpContext } from '../dom.js';

const WIDTH = 84;
const HEIGHT = 30;

export class StepRail {
  /** @type {Map<string, { button: HTMLButtonElement, canvas: HTMLCanvasElement, item: HTMLLIElement }>} */
  #stops = new Map();
  #current = '';
  /** @type {unknown[]} what the thumbnails show */
  #painted = [];

  /**
   * @param {import('../../text/index.js').Words} words @param {HTMLElement} heads  the choice of the head
   * @param {(step: import('../../walk/steps.js').StepId) => void} onStep
   */
  constructor(words, heads, onStep) {
    this.words = words;
    const items = STEP_IDS.map((step) => {
      // Of its size before it is painted: what stands below must not move then.
      const size = { width: WIDTH, height: HEIGHT };
      const canvas = h('canvas', { 'aria-hidden': 'true', class: 'thumb', ...size });
      const badge = h('span', { class: 'badge', 'aria-hidden': 'true' }, numberOf(step));
      const name = words.say(`step.${step}`);
      const choose = () => {
        onStep(step);
        this.#unfold(false);
      };
      const button = h(
        'button',
        {
          type: 'button',
          part: 'step',
          class: 'stop',
          title: name,
          onclick: choose,
          'data-step': step,
        },
        badge,
        h('span', { class: 'stop-name', 'aria-hidden': 'true' }, words.say(`rail.${step}`)),
        h('span', { class: 'sr-only' }, name),
        canvas,
      );
      const item = h('li', { class: isHeadStep(step) ? 'per-head' : '' }, button);
      this.#stops.set(step, { button, canvas, item });
      return item;
    });
    this.steps = h('ol', { class: 'rail', 'aria-label': words.say('steps') }, ...items);
    this.here = h('button', {
      type: 'button',
      class: 'here',
      'aria-expanded': 'false',
      onclick: () => this.#unfold(this.here.getAttribute('aria-expanded') !== 'true'),
    });
    this.element = h('div', { class: 'stepper' }, this.here, heads, this.steps);
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !this.element.classList.contains('unfolded')) return;
      event.stopPropagation();
      this.#unfold(false);
      this.here.focus();
    });
  }

  /** @param {boolean} isOpen */
  #unfold(isOpen) {
    this.element.classList.toggle('unfolded', isOpen);
    setAttribute(this.here, 'aria-expanded', String(isOpen));
  }

  /**
   * Reads where the current stop is: to be called before others write what that depends on.
   * @param {import('../../walk/steps.js').StepId} current
   * @param {string} place  where the walk stands, in words
   */
  mark(current, place) {
    setText(this.here, `${numberOf(current)} ${place}`);
    for (const [step, { button }] of this.#stops) {
      setAttribute(button, 'aria-current', step === current ? 'step' : null);
    }
    if (this.#current !== current) centreInRow(this.steps, this.#stops.get(current)?.item);
    this.#current = current;
  }

  /**
   * The small pictures, where the card is high enough to show them.
   * @param {import('../../walk/source.js').Source} source
   * @param {import('../../draw/theme.js').Theme} theme
   */
  update(source, theme) {
    const first = this.#stops.get(STEP_IDS[0])?.canvas;
    if (!first?.offsetWidth) return;
    const ratio = ratioOf(this.element);
    const painted = [source, theme.track, theme.palette, ratio];
    const isPainted = painted.every((value, index) => value === this.#painted[index]);
    this.#painted = painted;
    for (const [step, { canvas }] of isPainted ? [] : this.#stops) {
      const { context } = sharpContext(canvas, WIDTH, HEIGHT, ratio);
      const id = /** @type {import('../../walk/steps.js').StepId} */ (step);
      paintThumbnail(context, {
        step: id,
        source,
        width: WIDTH,
        height: HEIGHT,
        theme,
      });
    }
  }
}
