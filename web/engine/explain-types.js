// Types of run.explain(): one number, and the numbers that it was computed from.

/**
 * A number that went into another.
 * @typedef {object} Operand
 * @property {import('./tensor-types.js').ValueRef} ref
 * @property {number | null} value  null = masked
 */

/**
 * How the value comes from its operands:
 * - `given`: not computed; see source
 * - `dot`: the sum of the products of the pairs, plus bias
 * - `cosine`: the sum of the products of the pairs, divided by factors[0] · factors[1], their
 *   lengths; 0 when one of them is 0
 * - `sum`: the sum of the operands
 * - `product`: a · b
 * - `scale`: a · factor
 * - `softcap`: factor · tanh(a / factor)
 * - `rotate`: a · factors[0] + b · factors[1]
 * - `max`: the largest of the operands
 * - `exp`: e^(a − b)
 * - `divide`: a / b
 * - `copy`: a
 * - `masked`: left out of the softmax
 * - `mean`: the sum of the operands ÷ their number
 * - `deviation`: √(mean squared distance of the operands from their mean + factor)
 * - `normalize`: (a − b) ÷ c · d + e, or without e
 * - `rms`: √(mean of the squares of the operands + factor)
 * - `rmsNormalize`: a ÷ b · c + d, or without d
 * - `length`: √(sum of the squares of the operands), at least 1e-12
 * @typedef {'given' | 'dot' | 'sum' | 'product' | 'scale' | 'softcap' | 'rotate' | 'max' | 'exp'
 *   | 'divide' | 'copy' | 'masked' | 'mean' | 'deviation' | 'normalize' | 'rms'
 *   | 'rmsNormalize' | 'length' | 'cosine'} Operation
 */

/**
 * One number and what it was computed from.
 * @typedef {object} Explanation
 * @property {import('./tensor-types.js').ValueRef} ref
 * @property {number | null} value  null = masked
 * @property {Operation} operation
 * @property {Operand[]} operands  empty for `given` and `dot`
 * @property {[Operand, Operand][]} pairs  empty but for a `dot` or a `cosine`
 * @property {Operand} [bias]  of a `dot` that has one
 * @property {number} [factor]
 * @property {number[]} [factors]
 * @property {'input' | 'word vector' | 'trained embedding' | 'pixel' | 'class token' | 'patch embedding' | 'layer before' | 'sinusoidal' | 'learned position' | 'weights'
 *   | 'seeded weights' | 'mask' | 'alibi' | 'relative'} [source]  of a `given`
 */

export {};
