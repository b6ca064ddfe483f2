// The one error type that callers meet.

/**
 * - `shape`: a list or matrix has the wrong number of values, rows or columns
 * - `range`: a number or choice lies outside what is allowed
 * - `not_finite`: an input is NaN or infinite, or a result does not fit a 32-bit float
 * - `parse`: a value has the wrong type, or is not JSON data at all
 * - `unsupported`: a name that is not known, or something that this layer or browser cannot do
 * - `disposed`: the object was disposed before
 * - `out_of_memory`: the result does not fit in memory
 * @typedef {'shape' | 'range' | 'not_finite' | 'parse' | 'unsupported' | 'disposed' | 'out_of_memory'} AttentionErrorCode
 */

/**
 * A refused call. The message names the argument, what was expected and what came:
 * `weights.wk: expected 8 × 8 = 64 values, got 60`. Nothing that was alive before is harmed.
 * @hideconstructor
 * @example
 * ```js
 * import { AttentionError, createEngine } from 'attention-walk';
 *
 * const engine = await createEngine();
 * try {
 *   engine.attention({ dModel: 8, numHeads: 2, softcap: -1 });
 * } catch (error) {
 *   if (!(error instanceof AttentionError)) throw error;
 *   console.log(error.code); // range
 * }
 * ```
 */
export class AttentionError extends Error {
  /**
   * @param {AttentionErrorCode} code
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(code, message, options) {
    super(message, options);
    this.name = 'AttentionError';
    /**
     * Stable across versions, for programs to branch on.
     * @readonly
     */
    this.code = code;
  }
}
