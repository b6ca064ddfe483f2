// How values get into a text.

/** @typedef {Record<string, string | number>} Values  what stands in {braces} */

/**
 * @param {string} text
 * @param {Values} values  what has none here stays in its braces
 * @param {(value: string | number) => string} [write]
 */
export const filled = (text, values, write = String) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? write(values[name]) : whole));
