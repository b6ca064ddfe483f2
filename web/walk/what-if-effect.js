// What a change of positions or order did to the query's output: measured against a second run, never claimed.
import { changed, givenPlace, hasPositions } from './what-if.js';
import { Walk } from './walk.js';

/**
 * @typedef {{ key: string, values: (words: import('../text/index.js').Words) => Record<string, string> }} Fact  a key of the texts and what stands in it
 */

/** Two float32 sums in another order differ by about 1e-7 of their size. */
const ROUNDING = 1e-5;

export class Effect {
  #other;
  #kind;
  #whatIf;

  /**
   * @param {import('./walk.js').Engine} engine
   * @param {import('./walk.js').WalkInput} input  as given
   * @param {import('./what-if.js').WhatIf} whatIf  what is shown instead
   */
  constructor(engine, input, whatIf) {
    this.#other = new Walk(engine);
    this.#whatIf = whatIf;
    const isPositioned = hasPositions(input) && whatIf.positions;
    this.#kind = !whatIf.order ? 'removed' : isPositioned ? 'moved' : 'shuffled';
    const reference = whatIf.order ? { ...whatIf, order: null } : { ...whatIf, positions: true };
    this.#other.load(changed(input, reference));
  }

  /** @param {Walk} walk  shows the changed input @returns {Fact} */
  of(walk) {
    this.#other.goTo({ query: givenPlace(this.#whatIf, walk.query) });
    const token = walk.source.tokens[walk.query];
    const now = walk.source.row('output');
    const before = this.#other.source.row('output');
    const differences = now.map((value, column) => Math.abs(value - before[column]));
    const difference = Math.max(...differences);
    const size = Math.max(...before.map(Math.abs));
    const isSame = difference <= ROUNDING * Math.max(1, size);
    const isMasked = walk.source.config.maskInfo.type !== 'none';
    const seen = isSame ? 'same' : this.#kind === 'shuffled' && isMasked ? 'masked' : 'differs';
    return {
      key: `whatIf.${this.#kind}.${seen}`,
      values: (words) => ({
        token,
        difference: words.short(difference),
        size: words.number(size),
      }),
    };
  }

  dispose() {
    this.#other.dispose();
  }
}
