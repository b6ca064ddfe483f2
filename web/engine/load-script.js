// Scripts that lie beside this one and register what they bring: a script element loads from
// file:// and under a strict policy, where fetch() does not.
import { ownUrl } from './own-url.js';

/**
 * @param {string} path  from this script's folder
 * @returns {Promise<void>}  rejects where it cannot be loaded
 */
export function loadScript(path) {
  return new Promise((resolve, reject) => {
    if (!ownUrl || ownUrl.startsWith('blob:') || !globalThis.document) {
      throw new Error('nothing lies beside this script');
    }
    const script = document.createElement('script');
    script.src = new URL(path, ownUrl).href;
    // It stays in the page until then: WebKit may collect one that is not, and its listeners with it.
    script.onload = () => {
      script.remove();
      resolve();
    };
    script.onerror = () => {
      script.remove();
      reject(new Error(`${script.src} could not be loaded`));
    };
    document.head.append(script);
  });
}
