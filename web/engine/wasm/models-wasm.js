// The wasm with whole models: the layer and its walk are in it as well.
import createModelsModule from 'attention-walk-models/glue';
import gzipped from 'attention-walk-models/gzipped';
import { wasmOf } from './wasm-module.js';

export const modelsWasm = wasmOf('models', createModelsModule, gzipped);
