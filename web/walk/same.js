// Whether an input says the same as another one: lists, typed arrays and plain objects by what is in them, anything
// else by what it is.

/** @param {any} value @returns {boolean} */
const isList = (value) => Array.isArray(value) || ArrayBuffer.isView(value);

/** @param {any} value */
const isPlain = (value) =>
  Boolean(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));

/** @param {any} one @param {any} other @returns {boolean} */
export function isSame(one, other) {
  if (Object.is(one, other)) return true;
  if (isList(one)) {
    if (!isList(other) || one.constructor !== other.constructor) return false;
    if (one.length !== other.length) return false;
    for (let at = 0; at < one.length; at += 1) if (!isSame(one[at], other[at])) return false;
    return true;
  }
  if (!isPlain(one) || !isPlain(other)) return false;
  return Object.keys({ ...one, ...other }).every((key) => isSame(one[key], other[key]));
}

/**
 * What contains itself is refused by the core; here it is left as it is.
 * @param {any} value @param {any[]} [above] @returns {any}
 */
export function copyOf(value, above = []) {
  if (ArrayBuffer.isView(value)) return /** @type {any} */ (value).slice?.() ?? value;
  if ((!Array.isArray(value) && !isPlain(value)) || above.includes(value)) return value;
  const path = [...above, value];
  if (Array.isArray(value)) return value.map((one) => copyOf(one, path));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copyOf(one, path)]));
}
