// What belongs to a whole model beside its walk: which picture goes in, where every layer and head
// looks, what comes out. The walk's own choice of patches stands in it too.
import { LIGHT } from '../../draw/colors.js';
import { pictureOf } from '../../walk/load-model.js';
import { classOf } from '../../walk/run-of-model.js';
import { DrawingPad } from './drawing-pad.js';
import { h, setText } from '../dom.js';
import { Overview } from './overview.js';

/**
 * @typedef {import('../../walk/run-of-model.js').RunOfModel} RunOfModel
 * @typedef {import('../../walk/model-scripts.js').Sample} Sample
 * @typedef {import('../../engine/engine.js').HeadFacts} HeadFacts
 * @typedef {import('../../walk/model-runner.js').Pictures} Pictures
 * @typedef {{ sample: (index: number) => void, picture: (picture: any, drawn: boolean) => void, file: (file: File) => void,
 *   layer: (target: { layer: number, head: number }) => void, redraw: () => void }} Handlers
 */

const MOST_LABELS = 5;

/** Which weights the picture is coloured by: the chosen head, or the attention rollout. */
const MODES = /** @type {const} */ (['head', 'rollout']);

/** Radio groups need a name of their own for every widget on the page. */
let groups = 0;

export class PicturePanel {
  /** @type {string | null} */
  #samplesKey = null;
  /** The choice of a picture, above the walk. */
  sources = h('div', { class: 'picture-sources' });
  #predictions = h('div', { class: 'predictions', role: 'list' });
  #facts = h('p', { class: 'facts' });
  #note = h('p', { class: 'shade-note' });
  #ticket = 0;
  /** @type {'head' | 'rollout'} */
  #mode = 'head';

  /** @param {import('../../text/index.js').Words} words @param {Handlers} on */
  constructor(words, on) {
    this.words = words;
    this.on = on;
    groups += 1;
    this.overview = new Overview(words, on.layer);
    this.pad = new DrawingPad(words, (picture) => on.picture(picture, true));
    const modes = MODES.map((mode) => {
      const input = h('input', {
        type: 'radio',
        name: `aw-shade-${groups}`,
        checked: mode === 'head',
        onchange: () => {
          this.#mode = mode;
          on.redraw();
        },
      });
      return h('label', { class: 'shade-mode' }, input, h('span', {}, this.#text(`shade.${mode}`)));
    });
    this.shade = h(
      'div',
      { class: 'shade', role: 'radiogroup', 'aria-label': this.#text('shade') },
      h('span', { class: 'choice-name', 'aria-hidden': 'true' }, this.#text('shade')),
      ...modes,
    );
    this.prediction = h(
      'div',
      { class: 'prediction' },
      h('span', { class: 'choice-name' }, this.#text('prediction')),
      this.#predictions,
    );
    /** Overview, prediction and facts, beside the walk. */
    this.side = h(
      'div',
      { class: 'picture-side', hidden: true },
      h('div', { class: 'shade-box' }, this.shade, this.#note),
      this.overview.element,
      this.#facts,
      this.prediction,
    );
    this.sources.hidden = true;
  }

  /** @param {PicturePanel} before */
  takeOver(before) {
    this.#mode = before.#mode;
    this.shade
      .querySelectorAll('input')
      .forEach((input, at) => (input.checked = MODES[at] === this.#mode));
    this.pad.takeOver(before.pad);
    this.on.redraw();
  }

  /** @param {boolean} shown @param {boolean} offers  whether there are pictures to choose from */
  show(shown, offers) {
    this.side.hidden = !shown;
    this.sources.hidden = !offers;
  }

  /** @param {string} key @param {Record<string, string | number>} [values] */
  #text(key, values) {
    return this.words.say(key, values);
  }

  /** The pictures to choose from. @param {Pictures} pictures */
  offer({ samples, sample, pad, drawn }) {
    const key = samples.map(({ pixels }) => pixels.slice(200, 260)).join();
    if (key !== this.#samplesKey) {
      this.#samplesKey = key;
      this.sources.replaceChildren(...this.#choices(samples, pad));
    }
    this.sources.querySelectorAll('input[type=radio]').forEach((input, at) => {
      const isDrawing = at === samples.length;
      /** @type {HTMLInputElement} */ (input).checked = isDrawing ? drawn : at === sample;
    });
    this.pad.element.hidden = !drawn;
  }

  /** @param {Sample[]} samples @param {boolean} pad */
  #choices(samples, pad) {
    const name = `aw-picture-${groups}`;
    const radio = (
      /** @type {() => void} */ onchange,
      /** @type {(Node | string)[]} */ ...content
    ) => h('label', { class: 'sample' }, h('input', { type: 'radio', name, onchange }), ...content);
    const chips = samples.map((sample, index) =>
      radio(
        () => this.on.sample(index),
        sampleCanvas(sample),
        h(
          'span',
          { class: 'sr-only' },
          this.#text('pictures.sample', { label: sample.label, number: index + 1 }),
        ),
      ),
    );
    if (pad) {
      const draw = () => this.on.picture(this.pad.picture(), true);
      chips.push(radio(draw, h('span', { class: 'sample-text' }, this.#text('draw'))));
    }
    const file = h('input', {
      type: 'file',
      accept: 'image/*',
      hidden: true,
      onchange: () => file.files?.[0] && this.on.file(file.files[0]),
    });
    const own = h(
      'button',
      { type: 'button', class: 'button plain', onclick: () => file.click() },
      this.#text('ownPicture'),
    );
    const group = h(
      'div',
      { class: 'samples', role: 'radiogroup', 'aria-label': this.#text('pictures') },
      ...chips,
    );
    return [...(chips.length ? [group] : []), own, file, this.pad.element];
  }

  /**
   * @param {RunOfModel} modelRun
   * @param {{ layer: number, head: number, query: number }} state
   * @param {(weights: ArrayLike<number>) => void} shade  draws weights over the patches
   */
  async update(modelRun, { layer, head, query }, shade) {
    this.#ticket += 1;
    const ticket = this.#ticket;
    const rolls = this.#mode === 'rollout';
    const [attention, rollout, facts, means] = await Promise.all([
      modelRun.attention(query),
      rolls ? modelRun.rollout(query) : null,
      modelRun.facts(query),
      modelRun.facts(),
    ]);
    if (ticket !== this.#ticket) return;
    const { numHeads, length } = modelRun;
    const grid = modelRun.places;
    this.overview.update(modelRun, grid, { layer, head, attention });
    const at = (layer * numHeads + head) * length;
    const weights = rollout ?? attention.subarray(at, at + length);
    shade(weights);
    const most = weights.subarray(grid?.prefix ?? 0).reduce((a, b) => Math.max(a, b), 0);
    const scale = this.#text('shade.scale', { most: this.words.percent(most) });
    const text = this.#text('shade.rollout.text');
    setText(this.#note, rolls ? this.#text('join.note', { text, note: scale }) : scale);
    this.#showPredictions(modelRun.predictions);
    this.#showFacts(facts[layer][head], means[layer][head], { layer, head, length, query, grid });
  }

  /** @param {HeadFacts} facts @param {HeadFacts} means @param {{ layer: number, head: number, length: number, query: number, grid: any }} of */
  #showFacts(facts, means, { layer, head, length, query, grid }) {
    const parts = (/** @type {HeadFacts} */ one, /** @type {boolean} */ placed) => ({
      entropy: this.words.number(one.entropy, 1),
      distance: placed
        ? this.#text(grid ? 'facts.distance' : 'facts.distanceTokens', {
            distance: this.words.number(one.distance, 1),
          })
        : '',
      onPrefix: grid?.prefix
        ? this.#text('facts.onPrefix', { share: this.words.percent(one.onPrefix) })
        : '',
    });
    const full = this.words.number(Math.log2(length), 1);
    const isPlaced = query >= (grid?.prefix ?? 0);
    const own = { layer: layer + 1, head: head + 1, full, ...parts(facts, isPlaced) };
    const all = parts(means, true);
    const mean = this.#text(grid ? 'facts.mean' : 'facts.meanTokens', all);
    const first = this.#text('facts', own);
    setText(this.#facts, this.#text('join.sentences', { first, second: mean }));
  }

  /** @param {import('../../walk/run-of-model.js').Prediction[]} predictions */
  #showPredictions(predictions) {
    const isBlank = !this.pad.element.hidden && this.pad.isEmpty;
    this.prediction.hidden = predictions.length === 0 || isBlank;
    const shown = predictions.slice(0, MOST_LABELS);
    const rest = predictions.slice(MOST_LABELS);
    const rows = shown.map((one) => bar(this.words, classOf(this.words, one), one.probability));
    if (rest.length) {
      const share = rest.reduce((sum, { probability }) => sum + probability, 0);
      rows.push(bar(this.words, this.#text('prediction.other', { count: rest.length }), share));
    }
    this.#predictions.replaceChildren(...rows);
  }
}

/** @param {import('../../text/index.js').Words} words @param {string} label @param {number} share */
function bar(words, label, share) {
  const fill = h('span', { class: 'prediction-fill' });
  fill.style.inlineSize = `${(100 * share).toFixed(1)}%`;
  return h(
    'div',
    { class: 'prediction-row', role: 'listitem' },
    h('span', { class: 'prediction-label' }, label),
    h('span', { class: 'prediction-track', 'aria-hidden': 'true' }, fill),
    h('span', { class: 'prediction-share' }, words.percent(share)),
  );
}

/** @param {Sample} sample */
function sampleCanvas(sample) {
  const { width, height, data } = pictureOf(sample);
  const canvas = h('canvas', { width, height, class: 'sample-picture', 'aria-hidden': 'true' });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = context.createImageData(width, height);
  image.data.set(data);
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Colours the buttons of the patches by weight. @param {HTMLElement[]} buttons @param {ArrayLike<number>} weights @param {number} prefix */
export function shadePatches(buttons, weights, prefix) {
  const placed = Array.from(weights).slice(prefix);
  const most = Math.max(...placed, 1e-9);
  const [red, green, blue] = LIGHT.share;
  buttons.forEach((button, token) => {
    const alpha = token < prefix ? 0 : (0.85 * weights[token]) / most;
    button.style.backgroundColor = alpha
      ? `rgb(${red} ${green} ${blue} / ${alpha.toFixed(3)})`
      : '';
  });
}
