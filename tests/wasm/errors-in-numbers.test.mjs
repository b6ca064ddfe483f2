// Refused calls whose numbers do not fit: every one with its whole message, which names the
// argument, what was expected and what came.
import { testRefusals } from '../helpers/refused.mjs';
import { asAny, layer, make, run, weights } from '../helpers/refusing-layer.mjs';
import { matrix } from '../helpers/requests.mjs';

testRefusals([
  [
    'weights of the wrong size',
    () => make({ weights: { ...weights, wk: new Float32Array(60) } }),
    'shape',
    'weights.wk: expected 8 × 8 = 64 values, got 60',
  ],
  [
    'weights with a row too few',
    () => make({ weights: { ...weights, wk: matrix(7, 8) } }),
    'shape',
    'weights.wk: expected 8 rows of 8 values, got 7 rows',
  ],
  [
    'weights with a short row',
    () => make({ weights: { ...weights, wk: matrix(8, 7) } }),
    'shape',
    'weights.wk[0]: expected 8 values, got 7',
  ],
  [
    'weights that are not all there',
    () => make({ weights: { wq: matrix(8, 8) } }),
    'shape',
    'weights.wk: expected 8 × 8 = 64 values, got nothing',
  ],
  [
    'a bias of the wrong length',
    () => make({ weights: { ...weights, bq: [1] } }),
    'shape',
    'weights.bq: expected 8 values, got 1',
  ],
  [
    'x with short rows',
    () => layer.run({ x: matrix(2, 7) }),
    'shape',
    'x[0]: expected 8 values, got 7',
  ],
  [
    'x as a flat list that makes no rows',
    () => layer.run({ x: new Float32Array(9) }),
    'shape',
    'x: expected rows of 8 values, got 9 values',
  ],
  ['x without rows', () => layer.run({ x: [] }), 'shape', 'x: expected at least one row, got none'],
  [
    'tokens that do not fit x',
    () => layer.run({ x: matrix(2, 8), tokens: ['a'] }),
    'shape',
    'tokens: expected one for each of 2 rows of x, got 1',
  ],
  [
    'no input at all',
    () => layer.run({}),
    'shape',
    'x: expected rows of dModel = 8 values, or tokens to make them of, got neither',
  ],
  [
    'a mask for another length',
    () =>
      make({
        mask: {
          allow: [
            [true, true],
            [true, true],
          ],
        },
      }).run({ tokens: ['a', 'b', 'c'] }),
    'shape',
    'mask.allow: expected 3 × 3 (queries × keys) or 2 × 3 × 3 (heads first), got 2 × 2',
  ],
  [
    'a reference with an index too few',
    () => run.explain({ tensor: 'x', index: [0] }),
    'shape',
    'ref.index: expected 2 numbers for x, got 1',
  ],

  [
    'heads that do not divide the width',
    () => make({ numHeads: 3 }),
    'range',
    'numHeads: expected a divisor of dModel = 8 (or a headDim beside it), got 3',
  ],
  [
    'key heads that do not divide the heads',
    () => make({ numHeads: 4, numKvHeads: 3 }),
    'range',
    'numKvHeads: expected a divisor of numHeads = 4, got 3',
  ],
  [
    'a size of zero',
    () => make({ dModel: 0 }),
    'range',
    'dModel: expected a whole number from 1 to 65536, got 0',
  ],
  [
    'a size that is not whole',
    () => make({ dModel: 8.5 }),
    'range',
    'dModel: expected a whole number from 1 to 65536, got 8.5',
  ],
  [
    'a seed that JavaScript cannot hold',
    () => make({ seed: 2 ** 53 }),
    'range',
    'seed: expected a whole number from 0 to 9007199254740991, got 9007199254740992',
  ],
  [
    'an odd number of turning columns',
    () => make({ position: { type: 'rope', rotaryDim: 3 } }),
    'range',
    'position.rotaryDim: expected a multiple of 2 from 2 to headDim = 4, got 3',
  ],
  [
    'a query beyond the tokens',
    () => run.trace({ query: 3 }),
    'range',
    'query: expected 0 to 2, got 3',
  ],
  [
    'a head that is not there',
    () => run.trace({ query: 0, heads: [2] }),
    'range',
    'heads[0]: expected 0 to 1, got 2',
  ],
  [
    'a tensor of a head that is not there',
    () => run.tensor('q', 2),
    'range',
    'head: expected 0 to 1, got 2',
  ],
  [
    'a tensor of a head far beyond',
    () => run.tensor('q', 1e12),
    'range',
    'head: expected 0 to 1, got 2147483647',
  ],
  [
    'a tensor of a negative head',
    () => run.tensor('q', -1),
    'range',
    'head: expected a whole number from 0 on, got -1',
  ],
  [
    'a tensor of half a head',
    () => run.tensor('q', 0.5),
    'range',
    'head: expected a whole number from 0 on, got 0.5',
  ],
  [
    'a tensor of a named head',
    () => run.tensor('q', asAny('0')),
    'range',
    'head: expected a whole number from 0 on, got string',
  ],
  ['a head of what has none', () => run.tensor('x', 0), 'range', 'head: x has no heads, got 0'],
  [
    'a reference beyond the columns',
    () => run.explain({ tensor: 'x', index: [0, 8] }),
    'range',
    'ref.index[1]: expected 0 to 7, got 8',
  ],
  [
    'a reference that needs a head',
    () => run.explain({ tensor: 'q', index: [0, 0] }),
    'range',
    'ref.head: expected 0 to 1 for q, got none',
  ],

  [
    'NaN in a typed array',
    () => layer.run({ x: new Float32Array(8).fill(NaN) }),
    'not_finite',
    'x[0][0]: expected a finite number, got NaN',
  ],
  [
    'Infinity in a list',
    () => layer.run({ x: [[0, 0, Infinity, 0, 0, 0, 0, 0]] }),
    'not_finite',
    'x[0][2]: expected a finite number, got Infinity',
  ],
  [
    'a number beyond 32-bit floats in a list',
    () => make({ scale: -1e39 }),
    'not_finite',
    'scale: expected a finite number, got -Infinity',
  ],
  [
    'a number beyond 32-bit floats in a Float64Array',
    () => make({ weights: { ...weights, wo: new Float64Array(64).fill(1e39) } }),
    'not_finite',
    'weights.wo[0][0]: expected a finite number, got Infinity',
  ],
  [
    'numbers whose products overflow',
    () => layer.run({ x: [new Array(8).fill(3e38)] }),
    'not_finite',
    'q: token 0, column 2 does not fit a 32-bit float; use smaller inputs or weights',
  ],
]);
