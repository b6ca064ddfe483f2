// What can be walked through: the built-in examples, typed words, and own numbers.
import { refusal } from '../engine/refusal.js';
import { ON_DEMAND, sentenceModel } from './shipped-models.js';

/**
 * @typedef {import('./walk.js').WalkInput} WalkInput
 * @typedef {{ text: string, dModel: number, numHeads: number, positions: boolean, causal: boolean }} TypedWords
 */

const MOST_WORDS = 64;
const LONGEST_LINKED_DATA = 4000;

/** Stands in a link for numbers that are too many for it. */
const TOO_LARGE = 'large';

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
  #numbers = null;
  /** Why the numbers that were given cannot be read. @type {unknown} */
  refused = null;
  /** Seeded, untrained weights instead of the trained ones. */
  seeded = false;
  /** @type {{ numbers: WalkInput, link: import('./permalink.js').LinkState } | null} */
  #linked = null;

  /** @param {WalkInput[]} examples */
  constructor(examples) {
    this.examples = examples;
  }

  get numbers() {
    return this.#numbers;
  }
  set numbers(value) {
    this.#numbers = value;
    this.refused = null;
  }

  /** Whether numbers were given, readable or not. */
  get hasGiven() {
    return Boolean(this.numbers || this.refused);
  }

  /**
   * @param {string} example  an id, or OWN
   * @returns {WalkInput}
   * @throws {AttentionError} code `range`
   */
  of(example) {
    if (example === OWN) {
      if (this.refused) throw this.refused;
      return this.numbers ?? inputOfWords(this.typed);
    }
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
    this.#take(jsonOf(json));
  }

  /** From the page: what is wrong with it is told when it is walked. @param {() => unknown} given */
  takePage(given) {
    try {
      this.#take(given());
    } catch (error) {
      this.numbers = null;
      this.refused = error;
    }
  }

  /** @param {any} numbers @throws {AttentionError} code `shape` */
  #take(numbers) {
    const got = numbers === null ? 'null' : Array.isArray(numbers) ? 'a list' : typeof numbers;
    if (got !== 'object') throw refusal('shape', 'error.own.object', { got });
    this.numbers = numbers;
  }

  /** @param {TypedWords} words */
  takeWords(words) {
    this.typed = words;
    this.numbers = null;
  }

  /** What a link has to say about own input; numbers too many for it stay with the page. @returns {import('./permalink.js').LinkState} */
  toLink() {
    const { numbers } = this;
    if (!numbers) return { ...this.typed };
    // Written again at every step, but large numbers take a tenth of a second to write.
    if (this.#linked?.numbers !== numbers) {
      const data = JSON.stringify(numbers);
      const isShort = data.length <= LONGEST_LINKED_DATA;
      this.#linked = { numbers, link: { data: isShort ? data : TOO_LARGE } };
    }
    return this.#linked.link;
  }

  /**
   * A link that does not have its words or numbers is about those that the page gives.
   * @param {import('./permalink.js').LinkState} link
   */
  takeLink({ data, text, dModel, numHeads, positions, causal }) {
    if (this.numbers && (data === TOO_LARGE || (!data && text === undefined))) return;
    if (data === TOO_LARGE) {
      this.refused = refusal('unsupported', 'error.own.large');
      return;
    }
    if (data) return this.takePage(() => jsonOf(String(data)));
    this.takeWords({
      text: String(text ?? FIRST_WORDS.text),
      dModel: Number(dModel ?? FIRST_WORDS.dModel),
      numHeads: Number(numHeads ?? FIRST_WORDS.numHeads),
      positions: Boolean(positions),
      causal: Boolean(causal),
    });
  }
}

/** @param {string} json @throws {AttentionError} code `parse` */
export function jsonOf(json) {
  try {
    return JSON.parse(json);
  } catch (error) {
    const reason = /** @type {Error} */ (error).message;
    throw refusal('parse', 'error.json', { reason });
  }
}
