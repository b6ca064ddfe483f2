// What a reader dropped or picked: a model with its configuration, a picture, or something else.
import { refusal } from '../../engine/refusal.js';

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
    throw refusal('parse', 'error.config', { reason });
  }
}

/**
 * Files dropped on the element, and pictures pasted into it.
 * @param {HTMLElement} host @param {(files: File[]) => void} take
 */
export function listenForFiles(host, take) {
  host.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  host.addEventListener('drop', (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
  host.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const picture = files.find(({ type }) => type.startsWith('image/'));
    if (picture) take([picture]);
  });
}
