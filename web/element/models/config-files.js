// What stands in the JSON files beside a model's weights, all of them together.
import { refusal } from '../../engine/refusal.js';

/** @param {File[]} files @returns {Promise<object>} */
export async function configOf(files) {
  const texts = files.filter(({ name }) => name.endsWith('.json')).map((file) => file.text());
  return Object.assign({}, ...(await Promise.all(texts)).map(parsed));
}

/** @param {string} text @throws {AttentionError} code `parse` */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = /** @type {Error} */ (error).message;
    throw refusal('parse', 'error.config', { reason });
  }
}
