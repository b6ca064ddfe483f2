// What whole models have beside the walk: pictures to choose from or words to type, where every layer
// and head looks, and what the model says.
import { isLarge } from '../../steps/kit/is-large.js';
import { h, setText } from '../dom.js';
import { NextWord } from './next-word.js';
import { ReadingPanel } from './reading-panel.js';
import { PicturePanel } from './picture-panel.js';

/**
 * @typedef {import('../../walk/walk.js').Walk} Walk
 * @typedef {import('../../walk/run-of-model.js').RunOfModel} RunOfModel
 * @typedef {import('./picture-panel.js').Pictures} Pictures
 * @typedef {{ goTo: (target: import('../../walk/walk.js').Target) => void, files: (files: File[]) => void, load: () => void,
 *   text: (text: string) => void, next: (token: import('../../engine/engine.js').NextToken) => void, sample: (index: number) => void, picture: (picture: any, drawn: boolean) => void,
 *   file: (file: File) => void }} Handlers
 * @typedef {{ modelRun: RunOfModel | null, layer: number, pictures: Pictures | null }} Look
 */

/** Whether there is more than one map to choose from. @param {RunOfModel} modelRun */
const hasOverview = (modelRun) => modelRun.places !== null || modelRun.numLayers > 1;

export class ModelControls {
  readout = h('p', { class: 'readout', hidden: true });
  /** Whether there is a column beside the walk. */
  hasSide = false;
  /** Whether there are layers and heads to choose from in it. */
  hasHeads = false;
  /** Whether the model says what comes next. */
  hasNext = false;
  /** What the model says, where there is something to say. */
  #prediction = '';
  #toldPrediction = '';
  /** @type {() => void} */
  #showAgain = () => {};

  /**
   * @param {import('../../text/index.js').Words} words
   * @param {import('../parts/choices.js').TokenChoice} tokens  whose patches are shaded
   * @param {Handlers} on
   */
  constructor(words, tokens, on) {
    this.words = words;
    this.tokens = tokens;
    this.reader = new ReadingPanel(words, on);
    this.next = new NextWord(words, on.next);
    this.panel = new PicturePanel(words, {
      sample: on.sample,
      picture: on.picture,
      file: on.file,
      layer: (target) => on.goTo(target),
      redraw: () => this.#showAgain(),
      draws: (draws) => (tokens.element.hidden = draws),
    });
    this.panel.sources.prepend(this.next.element);
  }

  /** What a reader has done, from the same controls in another language. @param {ModelControls} before */
  takeOver(before) {
    this.panel.takeOver(before.panel);
    this.next.takeOver(before.next);
    if (before.reader.isAsking) this.reader.ask();
  }

  get reading() {
    return this.reader.element;
  }

  get sources() {
    return this.panel.sources;
  }

  get side() {
    return this.panel.side;
  }

  /** @param {Walk} walk @param {Look} look */
  update(walk, { modelRun, layer, pictures }) {
    this.hasHeads = modelRun !== null && hasOverview(modelRun);
    this.hasNext = modelRun?.hasNextToken ?? false;
    this.hasSide = this.hasHeads || pictures !== null || this.hasNext;
    this.panel.show(this.hasHeads, pictures);
    if (this.hasNext) this.panel.sources.hidden = false;
    void this.next.update(this.hasNext ? modelRun : null);
    this.reader.element.hidden = true;
    this.#showAgain = () => this.#show(walk, modelRun, layer);
    this.#showAgain();
  }

  /** The prediction, when it is another one than was told last. */
  news() {
    const isNew = this.#prediction !== this.#toldPrediction;
    this.#toldPrediction = this.#prediction;
    return isNew ? this.#prediction : '';
  }

  /** Where the whole model looks and what it says, beside the step that is shown. @param {Walk} walk @param {RunOfModel | null} modelRun @param {number} layer */
  #show({ head, query, step, source }, modelRun, layer) {
    const near = modelRun?.readout(query);
    // Few tokens have it in the picture itself.
    this.readout.hidden = !near || step !== 'output' || !isLarge(source);
    if (near) {
      const [before, after] = [near.before[0], near.after[0]].map(({ token, cosine }) =>
        this.words.say('readout.word', { token, cosine: this.words.number(cosine) }),
      );
      const token = source.tokens[query];
      setText(this.readout, this.words.say('readout', { token, before, after }));
    }
    this.#prediction = '';
    if (!modelRun || !hasOverview(modelRun)) return;
    this.#prediction = this.panel.showPredictions(modelRun);
    void this.panel.update(modelRun, { layer, head, query }, (weights) =>
      this.tokens.shade(weights),
    );
  }
}
