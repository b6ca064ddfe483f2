// The state of a walk as readable pairs in a URL fragment, and back. Touches no location itself.

/**
 * What a link keeps: one table serves writing and reading, and names the type of every value.
 * @type {Record<string, 'text' | 'number' | 'flag'>}
 */
const KEYS = {
  example: 'text',
  text: 'text',
  dModel: 'number',
  numHeads: 'number',
  positions: 'flag',
  causal: 'flag',
  data: 'text',
  // Of links that were written before there was a list of changes.
  noPositions: 'flag',
  order: 'text',
  changes: 'text',
  step: 'text',
  head: 'number',
  query: 'number',
  layer: 'number',
  picture: 'number',
  weights: 'text',
  numbers: 'flag',
  theme: 'text',
};

/** @typedef {Record<string, string | number | boolean | undefined>} LinkState */

/** @param {LinkState} state @param {string} [before]  whose other pairs are kept @returns {string} without '#' */
export function writeFragment(state, before = '') {
  const pairs = new URLSearchParams(before);
  for (const [key, type] of Object.entries(KEYS)) {
    const value = state[key];
    pairs.delete(key);
    if (value === undefined || value === '' || value === false) continue;
    pairs.set(key, type === 'flag' ? '1' : String(value));
  }
  return pairs.toString();
}

/** Unknown keys are ignored, numbers that are none too. @param {string} fragment with or without '#' @returns {LinkState} */
export function readFragment(fragment) {
  const pairs = new URLSearchParams(fragment.replace(/^#/, ''));
  /** @type {LinkState} */
  const state = {};
  for (const [key, type] of Object.entries(KEYS)) {
    const value = pairs.get(key);
    if (value === null) continue;
    if (type === 'text') state[key] = value;
    else if (type === 'flag') state[key] = value === '1';
    else if (/^\d{1,4}$/.test(value)) state[key] = Number(value);
  }
  return state;
}
