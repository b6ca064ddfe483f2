// The largest magnitude of numbers, by which the colours of a picture are scaled.

/** @param {Float32Array} values */
function largestOf(values) {
  let limit = 0;
  for (let index = 0; index < values.length; index += 1) {
    const magnitude = Math.abs(values[index]);
    if (magnitude > limit && magnitude < Infinity) limit = magnitude;
  }
  return limit;
}

/** Of whole matrices, which every scene asks for again. @type {WeakMap<Float32Array[], number>} */
const limits = new WeakMap();

/** @param {Float32Array[]} rows */
function largestOfRows(rows) {
  const limit = limits.get(rows) ?? rows.reduce((most, row) => Math.max(most, largestOf(row)), 0);
  limits.set(rows, limit);
  return limit;
}

/**
 * Largest magnitude in nested lists and objects of numbers; masked values do not count.
 * @param {...unknown} nested
 * @returns {number} > 0
 */
export function largest(...nested) {
  let limit = 0;
  const visit = (/** @type {any} */ value) => {
    if (value instanceof Float32Array) limit = Math.max(limit, largestOf(value));
    else if (value?.[0] instanceof Float32Array) limit = Math.max(limit, largestOfRows(value));
    else if (typeof value === 'number') limit = Math.max(limit, Math.abs(value));
    else if (value) Object.values(value).forEach(visit);
  };
  nested.forEach(visit);
  return limit || 1;
}
