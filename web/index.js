// The package's entry: the engine everywhere, and the element where there is a DOM.
/** First in the script: in its midst the wasm would cut in two what a server's compression sees. @internal */
import 'attention-walk-wasm/gzipped';
import { AttentionWalkElement } from './element/attention-walk.js';
import { listenToProse } from './element/prose-links.js';
import { serveModels } from './engine/worker/serve-models.js';

export { AttentionError } from './engine/attention-error.js';
export { createEngine } from './engine/engine.js';
export { AttentionWalkElement };

if (globalThis.customElements && !customElements.get('attention-walk')) {
  customElements.define('attention-walk', AttentionWalkElement);
  listenToProse(document);
}

// The same script is what the worker of a large model loads.
serveModels();
