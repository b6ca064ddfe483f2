// Where a worker finds the script of this package: it is loaded once more there, so a worker costs no
// bytes.
import { moduleUrl, scriptUrl } from '../own-url.js';

/** Anything else is somebody's bundle, whose own code must not run a second time in a worker. */
const OUR_FILE = /\/attention-walk[^/]*\.m?js$/;

const OUR_BANNER = '/*! Attention Walk';

/**
 * @typedef {object} WorkerScript
 * @property {string} url
 * @property {WorkerType} type
 * @property {() => void} release  once the worker has loaded it
 */

/** @returns {WorkerScript | undefined}  undefined where no worker can load it */
export function findWorkerScript() {
  if (typeof Worker !== 'function') return undefined;
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
  if (type === 'module') return fromText(`import ${quoted}`, type);
  // The part first: a script in a Blob is not told what lies beside it.
  const part = JSON.stringify(new URL('attention-walk-models.js', url).href);
  return fromText(`importScripts(${part}, ${quoted})`, type);
}

/** @param {string} text @param {WorkerType} type @returns {WorkerScript} */
function fromText(text, type) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  return { url, type, release: () => URL.revokeObjectURL(url) };
}

/** Of the single page: an inline script is not told which element it stands in. */
function inlineScript() {
  const texts = Array.from(document.scripts, ({ src, text }) => (src === '' ? text : ''));
  const ours = texts.filter(
    (text) => text.trimStart().startsWith(OUR_BANNER) && text.includes(ATTENTION_WALK_BUILD),
  );
  // The part stands before the script that uses it.
  return ours.length === 0 ? undefined : ours.join('\n');
}
