// What belongs to a whole model beside its walk: which picture goes in, what comes out, where every layer and head
// looks. The walk's own choice of patches stands above it; while somebody draws, the pad takes its place.
import { pictureOf } from '../../walk/load-model.js';
import { classOf } from '../../walk/run-of-model.js';
import { DrawingPad } from './drawing-pad.js';
import { h, setAttribute, setText } from '../dom.js';
import { Overview } from './overview.js';

/**
 * @typedef {import('../../walk/run-of-model.js').RunOfModel} RunOfModel
 * @typedef {import('../../walk/model-scripts.js').Sample} Sample
 * @typedef {import('../../engine/engine.js').HeadFacts} HeadFacts
 * @typedef {import('../../walk/model-runner.js').Pictures} Pictures
 * @typedef {{ sample: (index: number) => void, picture: (picture: any, drawn: boolean) => void, file: (file: File) => void,
 *   layer: (target: { layer: number, head: number }) => void, redraw: () => void, draws: (draws: boolean) => void }} Handlers
 *   draws: whether the pad stands where the patches do
 */

const MOST_LABELS = 5;

/** Which weights the picture is coloured by: the chosen head, or the attention rollout. */
const MODES = /** @type {const} */ (['head', 'rollout']);

/** Radio groups need a name of their own for every widget on the page. */
let groups = 0;

export class PicturePanel {
  /** @type {string | null} */
  #samplesKey = null;
  #choice = h('div', { class: 'picture-choice' });
  /** Whether a drawing goes in, and whether its pad is seen or the patches of it. */
  #isDrawn = false;
  #showsPad = true;
  #predictionName = h('span', { class: 'choice-name' });
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
    this.prediction = h('div', { class: 'prediction' }, this.#predictionName, this.#predictions);
    this.padChoice = /** @type {const} */ (['pad', 'patches']).map((name) =>
      h(
        'button',
        { type: 'button', class: 'tab', onclick: () => this.#showPad(name === 'pad') },
        this.#text(`pad.shown.${name}`),
      ),
    );
    this.padTabs = h(
      'div',
      { class: 'pad-tabs', role: 'group', 'aria-label': this.#text('pad.shown'), hidden: true },
      ...this.padChoice,
    );
    /** The picture and what the model says of it, below the choice of patches. */
    this.sources = h(
      'div',
      { class: 'picture-sources', hidden: true },
      this.pad.element,
      this.padTabs,
      this.prediction,
      this.#choice,
    );
    /** All layers and heads, and facts of the one that is walked. */
    this.side = h(
      'div',
      { class: 'picture-side', hidden: true },
      this.overview.element,
      h('div', { class: 'shade-box' }, this.shade, this.#note, this.#facts),
    );
  }

  /** @param {PicturePanel} before */
  takeOver(before) {
    this.#mode = before.#mode;
    this.#showPad(before.#showsPad);
    this.shade
      .querySelectorAll('input')
      .forEach((input, at) => (input.checked = MODES[at] === this.#mode));
    this.pad.takeOver(before.pad);
    this.on.redraw();
  }

  /** @param {boolean} hasHeads @param {Pictures | null} pictures  to choose from */
  show(hasHeads, pictures) {
    this.side.hidden = !hasHeads;
    this.sources.hidden = !hasHeads && !pictures;
    this.#choice.hidden = !pictures;
    this.#isDrawn = pictures?.drawn ?? false;
    if (pictures) this.#offer(pictures);
    this.#showPad(this.#showsPad || !this.#isDrawn);
  }

  /** Where the patches of a drawing stand, or the pad that it is drawn on. @param {boolean} shows */
  #showPad(shows) {
    this.#showsPad = shows;
    const draws = this.#isDrawn && shows;
    // The pad comes above what was chosen it with, which may be far down in the column.
    const column = this.sources.parentElement;
    if (draws && this.pad.element.hidden && column) column.scrollTop = 0;
    this.pad.element.hidden = !draws;
    this.padTabs.hidden = !this.#isDrawn;
    this.padChoice.forEach((button, at) =>
      setAttribute(button, 'aria-pressed', String((at === 0) === shows)),
    );
    this.on.draws(draws);
  }

  /** @param {string} key @param {Record<string, string | number>} [values] */
  #text(key, values) {
    return this.words.say(key, values);
  }

  /** The pictures to choose from. @param {Pictures} pictures */
  #offer({ samples, sample, pad, drawn }) {
    const key = samples.map(({ pixels }) => pixels.slice(200, 260)).join();
    if (key !== this.#samplesKey) {
      this.#samplesKey = key;
      this.#choice.replaceChildren(...this.#choices(samples, pad));
    }
    this.#choice.querySelectorAll('input[type=radio]').forEach((input, at) => {
      const isDrawing = at === samples.length;
      /** @type {HTMLInputElement} */ (input).checked = isDrawing ? drawn : at === sample;
    });
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
    return [...(chips.length ? [group] : []), own, file];
  }

  /**
   * @param {RunOfModel} modelRun
   * @param {{ layer: number, head: number, query: number }} state
   * @param {(weights: ArrayLike<number>) => void} shade  draws weights over the patches
   */
  async update(modelRun, { layer, head, query }, shade) {
    this.#ticket += 1;
    const { windows, isComparable } = modelRun;
    if (!isComparable)
      setText(this.#note, this.#text(windows ? 'window.none' : 'classLayers.none'));
    this.shade.hidden = this.#facts.hidden = !isComparable;
    if (!isComparable) {
      return this.overview.update(modelRun, null, { layer, head, attention: null });
    }
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
    setText(this.#note, rolls ? this.#text('shade.rollout.text') : '');
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
        ? this.#text(grid.prefix > 1 ? 'facts.onPrefixes' : 'facts.onPrefix', {
            share: this.words.percent(one.onPrefix),
            count: grid.prefix,
          })
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

  /** @param {RunOfModel} modelRun @returns {string}  what it comes to; empty without a prediction */
  showPredictions({ predictions }) {
    const isBlank = this.#isDrawn && this.pad.isEmpty;
    this.prediction.hidden = predictions.length === 0;
    this.prediction.classList.toggle('of-nothing', isBlank);
    if (!predictions.length) return '';
    setText(this.#predictionName, this.#text(isBlank ? 'prediction.empty' : 'prediction'));
    const named = predictions.map((one) => ({
      label: classOf(this.words, one),
      share: one.probability,
    }));
    const rest = named.slice(MOST_LABELS);
    const shown = named.slice(0, MOST_LABELS);
    if (rest.length) {
      const share = rest.reduce((sum, one) => sum + one.share, 0);
      shown.push({ label: this.#text('prediction.other', { count: rest.length }), share });
    }
    this.#predictions.replaceChildren(
      ...shown.map(({ label, share }) => bar(this.words, label, share)),
    );
    const [{ label, share }] = named;
    return this.#text('prediction.said', { label, share: this.words.percent(share) });
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
