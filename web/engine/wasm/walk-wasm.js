// The wasm of the layer and its walk.
import createAttentionModule from 'attention-walk-wasm/glue';
import packed from 'attention-walk-wasm/packed';
import { wasmOf } from './wasm-module.js';

export const walkWasm = wasmOf('wasm', createAttentionModule, packed);

/** For the part, whose module is of the same compiler. */
export { createAttentionModule };
