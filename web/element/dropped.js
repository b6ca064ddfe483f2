// What a reader dropped or picked: a model with its configuration, a picture, or something else.
import { AttentionError } from '../engine/attention-error.js';

/**
 * @param {File[]} files
 * @returns {{ weights?: File, picture?: File, other?: File, config: () => Promise<object> }}
 *   config: of all JSON files together
 */
export function sorted(files) {
  const weights = files.find(({ name }) => name.endsWith('.safetensors'));
  const picture = files.find(({ type }) => type.startsWith('image/'));
  const config = async () => {
    const texts = files.filter(({ name }) => name.endsWith('.json')).map((file) => file.text());
    return Object.assign({}, ...(await Promise.all(texts)).map(parsed));
  };
  return { weights, picture, other: files[0], config };
}

/** @param {string} text @throws {AttentionError} code `parse` */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = /** @type {Error} */ (error).message;
    throw new AttentionError('parse', `config: this is not JSON: ${reason}`);
  }
}
