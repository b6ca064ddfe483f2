// Where this very script came from: read while it runs, since document.currentScript is gone afterwards.

/** Of a module; a classic script has no import.meta, and the build says undefined there. */
export const moduleUrl = import.meta.url;

/** Address of this script, where it is a classic one in a page; undefined in a module. */
export const scriptUrl = /** @type {HTMLScriptElement | null | undefined} */ (
  globalThis.document?.currentScript
)?.src;

/** Empty where it stands in the page itself, or where nothing tells. */
export const ownUrl = moduleUrl ?? scriptUrl ?? '';
