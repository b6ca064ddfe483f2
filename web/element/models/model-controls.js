// What whole models have beside the walk: pictures to choose from or words to type, where every layer
// and head looks, and what the model says.
import { isLarge } from '../../steps/kit/is-large.js';
import { h, setText } from '../dom.js';
import { ReadingPanel } from './reading-panel.js';
import { PicturePanel, shadePatches } from './picture-panel.js';

/**
 * @typedef {import('../../walk/walk.js').Walk} Walk
 * @typedef {import('../../walk/run-of-model.js').RunOfModel} RunOfModel
 * @typedef {import('./picture-panel.js').Pictures} Pictures
 * @typedef {{ modelRun: RunOfModel | null, layer: number, pictures: Pictures | null }} Look
 */

/** Whether there is more than one map to choose from. @param {RunOfModel} modelRun */
const hasOverview = (modelRun) => modelRun.places !== null || modelRun.numLayers > 1;

export class ModelControls {
  readout = h('p', { class: 'readout', hidden: true });
  /** Whether there is a column beside the walk. */
  hasSide = false;
  /** @type {() => void} */
  #showAgain = () => {};

  /**
   * @param {import('../../text/index.js').Words} words
   * @param {import('../view.js').Handlers} on
   * @param {import('../parts/choices.js').TokenChoice} tokens  whose patches are shaded
   */
  constructor(words, on, tokens) {
    this.words = words;
    this.tokens = tokens;
    this.reader = new ReadingPanel(words, on);
    this.panel = new PicturePanel(words, {
      sample: on.sample,
      picture: on.picture,
      file: on.file,
      layer: (target) => on.goTo(target),
      redraw: () => this.#showAgain(),
    });
  }

  /** What a reader has done, from the same controls in another language. @param {ModelControls} before */
  takeOver(before) {
    this.panel.takeOver(before.panel);
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
    const showsHeads = modelRun !== null && hasOverview(modelRun);
    this.hasSide = showsHeads || pictures !== null;
    this.panel.show(showsHeads, pictures !== null);
    this.reader.element.hidden = true;
    if (pictures) this.panel.offer(pictures);
    this.#showAgain = () => this.#show(walk, modelRun, layer);
    this.#showAgain();
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
    if (!modelRun || !hasOverview(modelRun)) return;
    const prefix = modelRun.places?.prefix ?? 0;
    void this.panel.update(modelRun, { layer, head, query }, (weights) =>
      modelRun.places ? shadePatches(this.tokens.buttons, weights, prefix) : undefined,
    );
  }
}
