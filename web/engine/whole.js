// Whole numbers on their way to the core.
import { refusal } from './refusal.js';

/**
 * As the core takes it, which knows the range: a 32-bit integer.
 * @param {string} name
 * @param {unknown} value
 */
export function whole(name, value) {
  if (typeof value === 'number' && Number.isInteger(value)) {
    return Math.max(-(2 ** 31), Math.min(value, 2 ** 31 - 1));
  }
  const got = typeof value === 'number' ? value : typeof value;
  throw refusal('range', 'error.whole', { name, got });
}
