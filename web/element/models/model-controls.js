// What whole models have beside the walk: pictures to choose from or words to type, where every layer
// and head looks, and what the model says.
import { formatNumber } from '../../text/numbers.js';
import { phrase } from '../../text/en.js';
import { h, setText } from '../dom.js';
import { GuestPanel } from './reading-panel.js';
import { PicturePanel, shadePatches } from './picture-panel.js';

/**
 * @typedef {import('../../walk/walk.js').Walk} Walk
 * @typedef {import('../../walk/run-of-model.js').Passage} Passage
 * @typedef {import('./picture-panel.js').Pictures} Pictures
 * @typedef {{ passage: Passage | null, layer: number, pictures: Pictures | null }} Look
 */

/** Whether there is more than one map to choose from. @param {Passage} passage */
const hasOverview = (passage) => passage.places !== null || passage.numLayers > 1;

export class ModelControls {
  readout = h('p', { class: 'readout', hidden: true });
  /** @type {() => void} */
  #showAgain = () => {};

  /**
   * @param {Record<string, string>} strings
   * @param {import('../view.js').Handlers} on
   * @param {import('../parts/choices.js').TokenChoice} tokens  whose patches are shaded
   */
  constructor(strings, on, tokens) {
    this.strings = strings;
    this.tokens = tokens;
    this.reader = new GuestPanel(strings, on);
    this.panel = new PicturePanel(strings, {
      sample: on.sample,
      picture: on.picture,
      file: on.file,
      layer: (target) => on.goTo(target),
      redraw: () => this.#showAgain(),
    });
  }

  get guest() {
    return this.reader.element;
  }

  get sources() {
    return this.panel.sources;
  }

  get side() {
    return this.panel.side;
  }

  /** @param {Walk} walk @param {Look} look */
  update(walk, { passage, layer, pictures }) {
    this.panel.show(passage !== null && hasOverview(passage), pictures !== null);
    this.reader.element.hidden = true;
    if (pictures) this.panel.offer(pictures);
    this.#showAgain = () => this.#show(walk, passage, layer);
    this.#showAgain();
  }

  /** Where the whole model looks and what it says, beside the step that is shown. @param {Walk} walk @param {Passage | null} passage @param {number} layer */
  #show({ head, query, step, source }, passage, layer) {
    const near = passage?.readout(query);
    this.readout.hidden = !near || step !== 'output';
    if (near) {
      const [before, after] = [near.before[0], near.after[0]].map(({ token, cosine }) =>
        phrase(this.strings, 'readout.word', { token, cosine: formatNumber(cosine) }),
      );
      const token = source.tokens[query];
      setText(this.readout, phrase(this.strings, 'readout', { token, before, after }));
    }
    if (!passage || !hasOverview(passage)) return;
    const prefix = passage.places?.prefix ?? 0;
    void this.panel.update(passage, { layer, head, query }, (weights, hue) =>
      passage.places ? shadePatches(this.tokens.buttons, weights, prefix, hue) : undefined,
    );
  }
}
