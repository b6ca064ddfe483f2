import assert from 'node:assert/strict';

/**
 * Every value within 1e-5 of what is expected.
 * @param {ArrayLike<number>} values
 * @param {ArrayLike<number>} expected
 */
export function near(values, expected) {
  assert.equal(values.length, expected.length);
  for (let i = 0; i < values.length; i += 1) {
    assert.ok(Math.abs(values[i] - expected[i]) < 1e-5, `[${i}]: ${values[i]} ≠ ${expected[i]}`);
  }
}
