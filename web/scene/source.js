// What a scene is made from: one query's trace, and short ways to its parts.

/**
 * @typedef {import('../engine/engine.js').Trace} Trace
 * @typedef {import('../engine/engine.js').Explanation} Explanation
 * @typedef {import('../engine/engine.js').ValueRef} Ref
 */

export class Source {
  /**
   * @param {Trace} trace  every step and head, with weights
   * @param {number} head  the head that is shown where a step shows one
   * @param {Explanation | null} dot  the dot product that is spelled out beside a matrix product
   */
  constructor(trace, head, dot = null) {
    this.trace = trace;
    this.head = head;
    this.dot = dot;
    this.query = trace.config.query;
    this.tokens = trace.tokens;
    this.keys = trace.contextTokens ?? trace.tokens;
    this.crosses = trace.contextTokens !== undefined;
  }

  /**
   * @template {string} Id
   * @param {Id} id
   * @param {number} [head]
   * @returns {Extract<Trace['steps'][number], { id: Id }>}
   */
  step(id, head) {
    const found = this.trace.steps.find(
      (step) => step.id === id && (head === undefined || /** @type {any} */ (step).head === head),
    );
    return /** @type {any} */ (found);
  }

  /** Every head's part of a step. @template {string} Id @param {Id} id @returns {Extract<Trace['steps'][number], { id: Id }>[]} */
  everyHead(id) {
    return /** @type {any} */ (this.trace.steps.filter((step) => step.id === id));
  }

  /** @returns {number[]} */
  get heads() {
    return Array.from({ length: this.trace.config.numHeads }, (_, head) => head);
  }
}

/** @param {string} tensor @param {number} head @param {...number} index @returns {Ref} */
export const headRef = (tensor, head, ...index) => ({ tensor, head, index });

/** @param {string} tensor @param {...number} index @returns {Ref} */
export const ref = (tensor, ...index) => ({ tensor, index });
