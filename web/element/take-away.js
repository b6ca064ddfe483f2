// What a reader takes away, the link and files. Where the browser or the page around does not allow it, that is said.
import { fetched } from './ask.js';
import { download, exported } from './export/formats.js';
import { onDemand } from './on-demand.js';
import { told } from './told.js';

/** @param {import('./view.js').View} view @param {string} address */
export async function copyLink(view, address) {
  try {
    await navigator.clipboard.writeText(address);
    view.flashShared();
  } catch {
    await fetched(view, () => onDemand.showLink?.(view, address));
  }
}

/**
 * A file is saved, a text is copied.
 * @param {import('./export/formats.js').Shown} shown
 * @param {string} id  of a format
 * @param {string} name  of the file, without its ending
 */
export async function take(shown, id, name) {
  const { view } = shown;
  try {
    const blob = await exported(id, shown);
    if (onDemand.showText?.(view, { blob, id, name })) return;
    download(blob, `${name}.${id.toLowerCase()}`);
    if (mayBeBlocked()) view.showProgress(view.words.say('export.blocked'));
  } catch (error) {
    view.showProgress(told(view.words, error));
    view.on.failed(error);
  }
}

/** A sandboxed frame cannot ask what it may do; only where its page may be looked at is there an answer. */
function mayBeBlocked() {
  const sandbox = /** @type {HTMLIFrameElement | null} */ (window.frameElement)?.sandbox;
  if (sandbox?.length) return !sandbox.contains('allow-downloads');
  return window.origin === 'null' && window.parent !== window;
}
