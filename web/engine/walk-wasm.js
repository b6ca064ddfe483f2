// The wasm of the layer and its walk.
import createAttentionModule from 'attention-walk-wasm/glue';
import compressed from 'attention-walk-wasm/gzip';
import { wasmOf } from './wasm-module.js';

export const walkWasm = wasmOf('wasm', createAttentionModule, compressed);

/** For the part, whose module is of the same compiler. */
export { createAttentionModule };
