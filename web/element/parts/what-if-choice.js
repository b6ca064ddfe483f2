// The group "What if": positions on or off, and another order of the tokens.
import { shuffledOrder } from '../../walk/shuffled-order.js';
import { hasPositions, lengthOf } from '../../walk/what-if.js';
import { h } from '../dom.js';

/** @typedef {import('../../walk/what-if.js').WhatIf} WhatIf */

export class WhatIfChoice {
  /** @type {import('../../walk/walk.js').WalkInput | null} */
  #input = null;
  /** @type {number[] | null} */
  #order = null;

  /** @param {import('../../text/index.js').Words} words @param {(change: Partial<WhatIf>) => void} onChange */
  constructor(words, onChange) {
    const text = (/** @type {string} */ key) => words.say(key);
    const button = (/** @type {string} */ key, /** @type {() => void} */ onclick) =>
      h(
        'button',
        { type: 'button', class: 'chip', title: text(`${key}.hint`), onclick },
        text(key),
      );
    this.positions = h('input', {
      type: 'checkbox',
      onchange: () => onChange({ positions: this.positions.checked }),
    });
    this.label = h(
      'label',
      { class: 'switch', title: text('whatIf.positions.hint') },
      this.positions,
      text('whatIf.positions'),
    );
    this.shuffle = button('whatIf.shuffle', () => {
      if (this.#input) onChange({ order: shuffledOrder(this.#input, this.#order) });
    });
    this.restore = button('whatIf.restore', () => onChange({ order: null }));
    this.element = h(
      'div',
      { class: 'choice what-if', role: 'group', 'aria-label': text('whatIf') },
      h('span', { class: 'choice-name', 'aria-hidden': 'true' }, text('whatIf')),
      h('div', { class: 'choice-list' }, this.label, this.shuffle, this.restore),
    );
  }

  /**
   * @param {WhatIf} whatIf
   * @param {import('../../walk/walk.js').WalkInput | null} input  null where nothing can be changed
   */
  update({ positions, order }, input) {
    this.#input = input;
    this.#order = order;
    this.element.hidden = !input;
    this.positions.checked = positions;
    this.label.hidden = !input || !hasPositions(input);
    this.shuffle.disabled = !input || lengthOf(input) < 2;
    // A focus that would vanish with its button goes to the one that stays.
    const root = /** @type {Document | ShadowRoot} */ (this.restore.getRootNode());
    if (!order && root.activeElement === this.restore) this.shuffle.focus();
    this.restore.hidden = !order;
  }
}
