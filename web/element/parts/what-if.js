// "What if": its menu in the header, and the line that says what changes did. What stands in both comes with the part of
// the script that is loaded on demand.
import { ask } from '../ask.js';
import { h } from '../dom.js';
import { panel } from './menu.js';

export class WhatIfMenu {
  /** Where the choice is or will be. */
  place = h('div');
  /** How many changes there are. */
  count = h('span', { class: 'changes-count' });
  /** What changes did, or why they were refused. */
  fact = h('div', { class: 'fact' });

  /** @param {import('../../text/index.js').Words} words @param {import('../card.js').Handlers} on */
  constructor(words, on) {
    this.element = panel([words.say('whatIf'), this.count], [this.place], 'what-if-menu');
    this.element.addEventListener('toggle', () => {
      if (this.element.open) void ask({ words, on }, this.place, () => on.changing());
    });
  }
}
