// The wasm of the layer and its walk.
import createAttentionModule from 'attention-walk-wasm/glue';
import gzipped from 'attention-walk-wasm/gzipped';
import { wasmOf } from './wasm-module.js';

export const walkWasm = wasmOf('wasm', createAttentionModule, gzipped);
