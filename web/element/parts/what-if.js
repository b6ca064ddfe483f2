// "What if": its menu in the header, and the line that says what a change did to the output. What stands in both comes
// with the part of the script that is loaded on demand.
import { isAsGiven } from '../../walk/what-if.js';
import { ask, fillDressed } from '../ask.js';
import { h, setText } from '../dom.js';
import { onDemand } from '../on-demand.js';
import { panel } from './menu.js';

/**
 * @typedef {import('../../walk/what-if.js').WhatIf} WhatIf
 * @typedef {object} Shown
 * @property {WhatIf} whatIf
 * @property {import('../../walk/walk.js').WalkInput | null} base  null where nothing can be changed
 * @property {() => import('../../walk/what-if-effect.js').Fact | null} fact  asked for when the part is here
 */

export class WhatIfMenu {
  /** Where the choice is or will be. */
  #place = h('div');
  /** @type {import('./what-if-choice.js').WhatIfChoice | null} */
  #choice = null;
  /** @type {Shown | null} */
  #shown = null;
  /** The change that was asked about last; empty for none. */
  #asked = '';

  /**
   * @param {import('../../text/index.js').Words} words
   * @param {{ whatIf: (change: Partial<WhatIf>) => void, failed: (error: unknown) => void }} on
   */
  constructor(words, on) {
    this.words = words;
    this.on = on;
    this.element = panel([words.say('whatIf')], [this.#place], 'what-if-menu');
    this.element.addEventListener('toggle', () => {
      if (this.element.open && !this.#choice) void ask(this, this.#place, this.#fill);
    });
    this.fact = h('div', { class: 'fact' });
  }

  /** @param {Shown} shown */
  update(shown) {
    this.#shown = shown;
    if (onDemand.dress) fillDressed(this.#place, this.#fill);
    const change = isAsGiven(shown.whatIf) ? '' : JSON.stringify(shown.whatIf);
    // One question is enough for what is awaited, or cannot be had.
    const isOpen = change === this.#asked && !onDemand.dress;
    this.#asked = change;
    if (!change) this.fact.replaceChildren();
    else if (!isOpen) void ask(this, this.fact, () => this.#tell());
  }

  #tell() {
    const fact = this.#asked ? this.#shown?.fact() : null;
    setText(this.fact, fact ? this.words.say(fact.key, fact.values(this.words)) : '');
  }

  #fill = (/** @type {import('../ask.js').Part} */ { WhatIfChoice }) => {
    if (!this.#choice) {
      this.#choice = new WhatIfChoice(this.words, this.on.whatIf);
      this.#place.replaceChildren(this.#choice.element);
    }
    if (this.#shown) this.#choice.update(this.#shown.whatIf, this.#shown.base);
  };
}
