// Where a worker finds this very script: it is loaded once more there, so a worker costs no bytes.

/** Only known while a classic script is being evaluated. */
const scriptUrl = /** @type {HTMLScriptElement | null | undefined} */ (
  globalThis.document?.currentScript
)?.src;

/** Anything else is somebody's bundle, whose own code must not run a second time in a worker. */
const OUR_FILE = /\/attention-walk[^/]*\.m?js$/;

const OUR_BANNER = '/*! Attention Walk';

/**
 * @typedef {object} WorkerSource
 * @property {string} url
 * @property {WorkerType} type
 * @property {() => void} release  once the worker has loaded it
 */

/**
 * Tells this script's worker from the host page's own, and from one of another build: what the
 * global scope of a worker is named.
 */
export const WORKER_NAME = `attention-walk ${ATTENTION_WALK_BUILD}`;

/** @returns {WorkerSource | undefined}  undefined where no worker can load it */
export function workerSource() {
  if (typeof Worker !== 'function') return undefined;
  // A classic script has no import.meta; the build says undefined there.
  const moduleUrl = import.meta.url;
  if (moduleUrl) return fromUrl(moduleUrl, 'module');
  if (scriptUrl) return fromUrl(scriptUrl, 'classic');
  const inline = inlineScript();
  return inline === undefined ? undefined : fromText(inline, 'classic');
}

/** @param {string} url @param {WorkerType} type */
function fromUrl(url, type) {
  const { protocol, pathname, origin } = new URL(url);
  // From disk, a worker may load nothing but a Blob, and that nothing in turn.
  if (!/^https?:$/.test(protocol) || !OUR_FILE.test(pathname)) return undefined;
  if (origin === location.origin) return { url, type, release() {} };
  // A worker's own script has to be of the page's origin; what that one loads, has not.
  const quoted = JSON.stringify(url);
  return fromText(type === 'module' ? `import ${quoted}` : `importScripts(${quoted})`, type);
}

/** @param {string} text @param {WorkerType} type @returns {WorkerSource} */
function fromText(text, type) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  return { url, type, release: () => URL.revokeObjectURL(url) };
}

/** Of the single page: an inline module is not told which element it stands in. */
function inlineScript() {
  for (const { src, text } of document.scripts) {
    if (src === '' && text.trimStart().startsWith(OUR_BANNER) && text.includes(WORKER_NAME)) {
      return text;
    }
  }
  return undefined;
}
