// Explanations, computed again from the operands that they name, and followed down to what was given.
import assert from 'node:assert/strict';

/** @typedef {import('../../web/engine/engine.js').Explanation} Explanation */
/** @typedef {import('../../web/engine/engine.js').Run} Run */

/**
 * Explains every operand, and theirs, once each.
 * @param {Run} run
 * @param {Explanation} explanation
 * @param {Map<string, number | null>} seen
 * @param {Set<string | undefined>} sources
 */
export function follow(run, explanation, seen, sources) {
  const key = JSON.stringify(explanation.ref);
  if (seen.has(key)) return;
  seen.set(key, explanation.value);
  assertFollows(explanation);
  if (explanation.operation === 'given') sources.add(explanation.source);
  for (const operand of everyOperand(explanation)) {
    const next = run.explain(operand.ref);
    assert.equal(next.value, operand.value, `${JSON.stringify(operand.ref)} in ${key}`);
    follow(run, next, seen, sources);
  }
}

/** @param {Explanation} explanation */
function everyOperand({ operands, pairs, bias }) {
  return [...operands, ...pairs.flat(), ...(bias ? [bias] : [])];
}

/**
 * The value follows from the operands by the operation that is named.
 * @param {Explanation} explanation
 */
export function assertFollows(explanation) {
  const { value, operation, source } = explanation;
  const what = JSON.stringify(explanation);
  if (operation === 'given') {
    assert.equal(typeof source, 'string', what);
    assert.deepEqual(everyOperand(explanation), [], what);
    return;
  }
  if (operation === 'masked') {
    assert.ok(value === null || value === 0, what);
    return;
  }
  const expected = computed(explanation);
  const numbers = everyOperand(explanation).map((operand) => Math.abs(operand.value ?? 0));
  const tolerance = 2e-6 * Math.max(1, ...numbers);
  assert.ok(value !== null && Math.abs(value - expected) <= tolerance, `${expected} for ${what}`);
}

/** @param {Explanation} explanation */
function computed({ operation, operands, pairs, bias, factor = NaN, factors = [] }) {
  const values = operands.map(({ value }) => value ?? -Infinity);
  const [a, b] = values;
  switch (operation) {
    case 'dot':
      return pairs.reduce(
        (sum, [left, right]) => sum + (left.value ?? NaN) * (right.value ?? NaN),
        bias?.value ?? 0,
      );
    case 'sum':
      return values.reduce((sum, value) => sum + value, 0);
    case 'product':
      return a * b;
    case 'scale':
      return a * factor;
    case 'softcap':
      return factor * Math.tanh(a / factor);
    case 'rotate':
      return a * factors[0] + b * factors[1];
    case 'max':
      return Math.max(...values);
    case 'exp':
      return Math.exp(a - b);
    case 'divide':
      return a / b;
    case 'copy':
      return a;
    case 'mean':
      return mean(values);
    case 'deviation':
      return Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)) + factor);
    case 'rms':
      return Math.sqrt(mean(values.map((value) => value ** 2)) + factor);
    case 'length':
      return Math.max(1e-12, Math.hypot(...values));
    case 'normalize':
      return ((a - b) / values[2]) * values[3] + (values[4] ?? 0);
    case 'rmsNormalize':
      return (a / b) * values[2] + (values[3] ?? 0);
    case 'cosine':
      return (
        pairs.reduce((sum, [left, right]) => sum + (left.value ?? NaN) * (right.value ?? NaN), 0) /
        (factors[0] * factors[1] || 1)
      );
    default:
      throw new Error(`no rule for ${operation}`);
  }
}

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
