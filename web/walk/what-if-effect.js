// What a change of positions or order did to the query's output: measured against a second run, never claimed.
import { formatNumber } from '../text/numbers.js';
import { changed, givenPlace, hasPositions, isAsGiven } from './what-if.js';
import { Walk } from './walk.js';

/**
 * @typedef {{ key: string, values: Record<string, string> }} Fact  a key of the strings and what stands in it
 */

/** Two float32 sums in another order differ by about 1e-7 of their size. */
const ROUNDING = 1e-5;
const MOST_DECIMALS = 8;

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
    const now = walk.source.row('output');
    const before = this.#other.source.row('output');
    const differences = now.map((value, column) => Math.abs(value - before[column]));
    const difference = Math.max(...differences);
    const size = Math.max(...before.map(Math.abs));
    const isSame = difference <= ROUNDING * Math.max(1, size);
    const isMasked = walk.source.config.mask !== 'none';
    const seen = isSame ? 'same' : this.#kind === 'shuffled' && isMasked ? 'masked' : 'differs';
    return {
      key: `whatIf.${this.#kind}.${seen}`,
      values: {
        token: walk.source.tokens[walk.query],
        difference: shortNumber(difference),
        size: formatNumber(size),
      },
    };
  }

  dispose() {
    this.#other.dispose();
  }
}

/** @param {import('./walk.js').Engine} engine @param {import('./walk.js').WalkInput} input @param {import('./what-if.js').WhatIf} whatIf */
export const effectOf = (engine, input, whatIf) =>
  isAsGiven(whatIf) ? null : new Effect(engine, input, whatIf);

/** Two digits that count, written out: 0.31, 0.0000012. @param {number} value ≥ 0 */
export function shortNumber(value) {
  if (value === 0) return '0';
  const decimals = Math.max(2, Math.min(MOST_DECIMALS, 1 - Math.floor(Math.log10(value))));
  return value.toFixed(decimals);
}
