// The group "What if": positions on or off, another order of the tokens, and what that did to the output.
import { hasPositions, lengthOf } from '../../walk/what-if.js';
import { h, setText } from '../dom.js';

/** @typedef {'shuffle' | 'restore' | { positions: boolean }} WhatIfWish */

export class WhatIfChoice {
  /** @param {import('../../text/index.js').Words} words @param {(wish: WhatIfWish) => void} onWish */
  constructor(words, onWish) {
    const text = (/** @type {string} */ key) => words.say(key);
    const button = (/** @type {string} */ key, /** @type {WhatIfWish} */ wish) =>
      h(
        'button',
        { type: 'button', class: 'chip', title: text(`${key}.hint`), onclick: () => onWish(wish) },
        text(key),
      );
    this.words = words;
    this.positions = h('input', {
      type: 'checkbox',
      onchange: () => onWish({ positions: this.positions.checked }),
    });
    this.label = h(
      'label',
      { class: 'switch', title: text('whatIf.positions.hint') },
      this.positions,
      text('whatIf.positions'),
    );
    this.shuffle = button('whatIf.shuffle', 'shuffle');
    this.restore = button('whatIf.restore', 'restore');
    this.element = h(
      'div',
      { class: 'choice what-if', role: 'group', 'aria-label': text('whatIf') },
      h('span', { class: 'choice-name', 'aria-hidden': 'true' }, text('whatIf')),
      h('div', { class: 'choice-list' }, this.label, this.shuffle, this.restore),
    );
    this.fact = h('p', { class: 'fact' });
  }

  /**
   * @param {import('../../walk/what-if.js').WhatIf} whatIf
   * @param {import('../../walk/walk.js').WalkInput | null} input  null where nothing can be changed
   * @param {import('../../walk/what-if-effect.js').Fact | null} fact
   */
  update({ positions, order }, input, fact) {
    this.element.hidden = !input;
    this.positions.checked = positions;
    this.label.hidden = !input || !hasPositions(input);
    this.shuffle.disabled = !input || lengthOf(input) < 2;
    // A focus that would vanish with its button goes to the one that stays.
    const root = /** @type {Document | ShadowRoot} */ (this.restore.getRootNode());
    if (!order && root.activeElement === this.restore) this.shuffle.focus();
    this.restore.hidden = !order;
    setText(this.fact, fact ? this.words.say(fact.key, fact.values(this.words)) : '');
  }
}
