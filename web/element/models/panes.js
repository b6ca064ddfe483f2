// In a narrow card, what stands beside a walk through a model: the step, the next word, the picture, or all heads, one at a time.
import { h, setAttribute } from '../dom.js';

export const PANES = /** @type {const} */ (['step', 'next', 'picture', 'heads']);

export class Panes {
  /** @param {import('../../text/index.js').Words} words @param {(name: string) => void} onChoose */
  constructor(words, onChoose) {
    this.buttons = PANES.map((name) =>
      h(
        'button',
        { type: 'button', class: 'tab pane-tab', 'data-pane': name, onclick: () => onChoose(name) },
        words.say(`pane.${name}`),
      ),
    );
    this.element = h(
      'div',
      { class: 'panes', role: 'group', 'aria-label': words.say('panes') },
      ...this.buttons,
    );
  }

  /** @param {string} name  of PANES */
  choose(name) {
    for (const button of this.buttons)
      setAttribute(button, 'aria-pressed', String(button.dataset.pane === name));
  }
}
