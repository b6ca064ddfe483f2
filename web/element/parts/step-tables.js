// Every number of the step that is shown, as tables in their sheet.
import { NARROW } from '../../steps/kit/layout.js';
import { ask } from '../ask.js';

export class StepTables {
  /** What the tables were made of. */
  #key = '';

  /** @param {import('../card.js').Card} card */
  constructor(card) {
    this.card = card;
  }

  /** They are made anew the next time. */
  forget() {
    this.#key = '';
  }

  /** @param {import('../../walk/walk.js').Walk} walk */
  update(walk) {
    const { card } = this;
    const { step, head, query, source } = walk;
    const isNarrow = card.stage.box.clientWidth < NARROW;
    const key = JSON.stringify([step, head, query, source.config, source.tokens, isNarrow]);
    if (key === this.#key) return;
    this.#key = key;
    void ask(card, card.tables, ({ showTables }) => showTables(card, walk));
  }
}
