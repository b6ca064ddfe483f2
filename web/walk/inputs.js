// What can be walked through: the built-in examples, typed words, and own numbers.
import { refusal } from '../engine/refusal.js';
import { ON_DEMAND, sentenceModel } from './shipped-models.js';

/**
 * @typedef {import('./walk.js').WalkInput} WalkInput
 * @typedef {{ text: string, dModel: number, numHeads: number, positions: boolean, causal: boolean }} TypedWords
 */

const MOST_WORDS = 64;
const LONGEST_LINKED_DATA = 4000;

/** The example that stands for the reader's own words or numbers. */
export const OWN = 'own';

/** A model file of the reader's own, once there is one. */
export const OWN_MODEL = 'model';

/** Models that are loaded when they are asked for, and then read or look at what they are given. */
export const MODEL_EXAMPLES = Object.freeze([
  ...ON_DEMAND,
  { id: OWN_MODEL, onDemand: true, text: '1 2 3 4', waits: true },
]);

/** @type {TypedWords} */
export const FIRST_WORDS = Object.freeze({
  text: 'time flies like an arrow',
  dModel: 8,
  numHeads: 2,
  positions: true,
  causal: false,
});

/**
 * @param {TypedWords} words
 * @returns {WalkInput}
 */
export function inputOfWords({ text, dModel, numHeads, positions, causal }) {
  return {
    tokens: text.trim().split(/\s+/u).filter(Boolean).slice(0, MOST_WORDS),
    dModel,
    numHeads,
    seed: 7,
    position: positions ? 'sinusoidal' : 'none',
    mask: causal ? 'causal' : 'none',
  };
}

/** Own numbers win over typed words: whoever gave them meant them. */
export class Inputs {
  /** @type {TypedWords} */
  typed = FIRST_WORDS;
  /** @type {WalkInput | null} */
  numbers = null;
  /** Seeded, untrained weights instead of the trained ones. */
  seeded = false;
  /** @type {{ numbers: WalkInput, link: import('./permalink.js').LinkState } | null} */
  #linked = null;

  /** @param {WalkInput[]} examples */
  constructor(examples) {
    this.examples = examples;
  }

  /**
   * @param {string} example  an id, or OWN
   * @returns {WalkInput}
   * @throws {AttentionError} code `range`
   */
  of(example) {
    if (example === OWN) return this.numbers ?? inputOfWords(this.typed);
    const found = this.examples.find(({ id }) => id === example);
    const words = sentenceModel(example);
    if (found && words && !this.seeded) return { ...found, words };
    if (found) return found;
    const known = [...this.examples.map(({ id }) => id), OWN].join(', ');
    throw refusal('range', 'error.example.unknown', { known, got: example });
  }

  /** Whether an example has trained weights, which can be exchanged for seeded ones. @param {string} example */
  hasTrained(example) {
    return sentenceModel(example) !== undefined;
  }

  /** @param {string} json  from a reader: parsed and nothing else @throws {AttentionError} code `parse` */
  takeJson(json) {
    try {
      this.numbers = JSON.parse(json);
    } catch (error) {
      const reason = /** @type {Error} */ (error).message;
      throw refusal('parse', 'error.json', { reason });
    }
  }

  /** @param {TypedWords} words */
  takeWords(words) {
    this.typed = words;
    this.numbers = null;
  }

  /** What a link has to say about own input; numbers too large for a link are left out. @returns {import('./permalink.js').LinkState} */
  toLink() {
    const { numbers } = this;
    if (!numbers) return { ...this.typed };
    // Written again at every step, but large numbers take a tenth of a second to write.
    if (this.#linked?.numbers !== numbers) {
      const data = JSON.stringify(numbers);
      this.#linked = { numbers, link: data.length <= LONGEST_LINKED_DATA ? { data } : {} };
    }
    return this.#linked.link;
  }

  /** @param {import('./permalink.js').LinkState} link @throws {AttentionError} code `parse` */
  takeLink({ data, text, dModel, numHeads, positions, causal }) {
    if (data) return this.takeJson(String(data));
    this.takeWords({
      text: String(text ?? FIRST_WORDS.text),
      dModel: Number(dModel ?? FIRST_WORDS.dModel),
      numHeads: Number(numHeads ?? FIRST_WORDS.numHeads),
      positions: Boolean(positions),
      causal: Boolean(causal),
    });
  }
}
