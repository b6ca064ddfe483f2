// The step rail: ten buttons with a live thumbnail each, the five of every head bracketed together.
import { paintThumbnail } from '../../draw/thumbnail.js';
import { isHeadStep, numberOf, STEP_IDS } from '../../walk/steps.js';
import { h, ratioOf, setAttribute, setText, sharpContext } from '../dom.js';

const WIDTH = 84;
const HEIGHT = 30;

export class StepRail {
  /** @type {Map<string, { button: HTMLButtonElement, canvas: HTMLCanvasElement, item: HTMLLIElement }>} */
  #stops = new Map();
  #label = h('span', { class: 'rail-label', 'aria-hidden': 'true' });
  #current = '';
  /** @type {unknown[]} what the thumbnails show */
  #painted = [];

  /** @param {import('../../text/index.js').Words} words @param {(step: import('../../walk/steps.js').StepId) => void} onStep */
  constructor(words, onStep) {
    const items = STEP_IDS.map((step) => {
      // Of its size before it is painted: what stands below must not move then.
      const size = { width: WIDTH, height: HEIGHT };
      const canvas = h('canvas', { 'aria-hidden': 'true', class: 'thumb', ...size });
      const badge = h('span', { class: 'badge', 'aria-hidden': 'true' }, numberOf(step));
      const button = h(
        'button',
        {
          type: 'button',
          part: 'step',
          class: 'stop',
          onclick: () => onStep(step),
          'data-step': step,
        },
        badge,
        h('span', { class: 'stop-name' }, words.say(`step.${step}`)),
        canvas,
      );
      const item = h('li', { class: isHeadStep(step) ? 'per-head' : '' }, button);
      this.#stops.set(step, { button, canvas, item });
      return item;
    });
    items[STEP_IDS.indexOf('scores')].append(this.#label);
    this.element = h('ol', { class: 'rail', 'aria-label': words.say('steps') }, ...items);
  }

  /**
   * RunNumbers where the current stop is: to be called before others write what that depends on.
   * @param {import('../../walk/steps.js').StepId} current
   * @param {string} label  which head the bracketed steps show
   */
  mark(current, label) {
    setText(this.#label, label);
    for (const [step, { button }] of this.#stops) {
      setAttribute(button, 'aria-current', step === current ? 'step' : null);
    }
    if (this.#current !== current) this.#reveal(current);
    this.#current = current;
  }

  /**
   * @param {import('../../walk/source.js').Source} source
   * @param {string} track  colour behind small bars
   */
  update(source, track) {
    const ratio = ratioOf(this.element);
    const painted = [source, track, ratio];
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
        track,
      });
    }
  }

  /** Scrolls the rail, and only the rail, to the current stop. @param {string} step */
  #reveal(step) {
    const item = this.#stops.get(step)?.item;
    if (!item || this.element.scrollWidth <= this.element.clientWidth) return;
    this.element.scrollLeft = item.offsetLeft - (this.element.clientWidth - item.offsetWidth) / 2;
  }
}
