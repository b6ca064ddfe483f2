// What a scene is made from: the numbers of one query and one head, and what the reader points at.

/**
 * @typedef {import('../engine/engine.js').Trace} Trace
 * @typedef {import('../engine/engine.js').TensorName} TensorName
 * @typedef {import('../engine/engine.js').Explanation} Explanation
 * @typedef {import('../engine/engine.js').ValueRef} Ref
 * @typedef {import('./run-numbers.js').RunNumbers} RunNumbers
 * @typedef {import('./run-numbers.js').Rows} Rows
 * @typedef {import('./steps.js').StepId} StepId
 * @typedef {{ id: 'input', values: Rows, embedding?: Rows, position?: Rows, hidden?: Rows }} InputNumbers
 * @typedef {{ q: Rows, k: Rows, v: Rows, qProjected?: Rows, kProjected?: Rows }} HeadNumbers
 */

export class Source {
  #numbers;

  /**
   * @param {RunNumbers} numbers
   * @param {{ query: number, head: number, dot?: Explanation | null, pointed?: Ref[] }} state
   *   head: the one that is shown where a step shows one; dot: the dot product that is spelled out beside a matrix
   *   product; pointed: the numbers that the reader points at or has locked, the latest first
   */
  constructor(numbers, { query, head, dot = null, pointed = [] }) {
    this.#numbers = numbers;
    this.query = query;
    this.head = head;
    this.dot = dot;
    this.pointed = pointed;
    this.config = numbers.config;
    this.tokens = numbers.tokens;
    this.keys = numbers.keys;
    this.crosses = numbers.crosses;
    this.grid = numbers.grid;
    this.origin = numbers.origin;
    this.words = numbers.words;
  }

  /** Whether the run has a tensor. @param {string} name */
  has(name) {
    return this.#numbers.has(name);
  }

  /** See RunNumbers. */
  get residual() {
    return this.#numbers.residual(this.query);
  }

  /** See RunNumbers. */
  get readout() {
    return this.#numbers.readout(this.query);
  }

  /** The same numbers with something pointed at. @param {{ dot: Explanation | null, pointed: Ref[] }} look */
  pointing(look) {
    const { query, head } = this;
    return new Source(this.#numbers, { query, head, ...look });
  }

  /** A whole matrix. @param {TensorName} name @param {number} [head] @returns {Rows} */
  rows(name, head) {
    return this.#numbers.rows(name, head);
  }

  /**
   * The query's row of a matrix; masked scores are null.
   * @param {TensorName} name @param {number} [head]
   * @returns {number[]}
   */
  row(name, head) {
    const row = Array.from(this.rows(name, head)[this.query]);
    return /** @type {number[]} */ (row.map((value) => (value === -Infinity ? null : value)));
  }

  /**
   * A step as in a trace; matrices are rows of tensors.
   * @template {StepId} Id
   * @param {Id} id
   * @param {number} [head]
   * @returns {Id extends 'input' ? InputNumbers : Id extends 'project' ? { id: 'project', heads: HeadNumbers[] }
   *   : Extract<Trace['steps'][number], { id: Id }>}
   */
  step(id, head = this.head) {
    const step =
      id === 'input'
        ? this.#input()
        : id === 'project'
          ? { id, heads: this.heads.map((one) => this.#projected(one)) }
          : this.#numbers.step(id, this.query, head);
    return /** @type {any} */ (step);
  }

  /** Every head's part of a step. @template {StepId} Id @param {Id} id @returns {Extract<Trace['steps'][number], { id: Id }>[]} */
  everyHead(id) {
    return /** @type {any} */ (this.heads.map((head) => this.step(id, head)));
  }

  /** @returns {number[]} */
  get heads() {
    return Array.from({ length: this.config.numHeads }, (_, head) => head);
  }

  /** Whether q and k are turned by their positions after the projection. */
  get rotates() {
    return this.config.positionInfo.rotates;
  }

  /** Whether positions are added to x. */
  get addsPositions() {
    return this.config.positionInfo.adds;
  }

  /** @returns {InputNumbers} */
  #input() {
    const values = this.rows('x');
    const hidden = this.origin?.normed ? { hidden: this.rows('hidden') } : {};
    if (!this.addsPositions) return { id: 'input', values, ...hidden };
    return {
      id: 'input',
      values,
      ...hidden,
      embedding: this.rows('embedding'),
      position: this.rows('position'),
    };
  }

  /** @param {number} head @returns {HeadNumbers} */
  #projected(head) {
    const part = (/** @type {TensorName} */ name) => this.rows(name, head);
    const names = /** @type {const} */ (['q', 'k', 'v', 'qProjected', 'kProjected']);
    const shown = names.filter((name) => this.has(name)).map((name) => [name, part(name)]);
    return Object.fromEntries(shown);
  }
}

/** @param {string} tensor @param {number} head @param {...number} index @returns {Ref} */
export const headRef = (tensor, head, ...index) => ({ tensor, head, index });

/** @param {string} tensor @param {...number} index @returns {Ref} */
export const ref = (tensor, ...index) => ({ tensor, index });
