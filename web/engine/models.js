// What opens whole models, in the wasm that has them.
import { Core } from './core.js';
import { loadModel, readModel } from './model-file.js';
import { Model } from './model.js';
import { modelsWasm } from './wasm/models-wasm.js';

/** @typedef {import('./model-types.js').LongCall} LongCall */
/** @typedef {{ openModel: (file: Blob, config?: object, call?: LongCall) => Promise<Model> }} OpensModels */

/** @implements {OpensModels} */
export class Models {
  #core;

  /** @param {Core} core */
  constructor(core) {
    this.#core = core;
  }

  /** See Engine.model. @param {ArrayBuffer | Uint8Array} bytes @param {object} config */
  model(bytes, config) {
    return new Model(this.#core, loadModel(this.#core, bytes, config));
  }

  /** See Engine.openModel. @param {Blob} file @param {object} [config] @param {LongCall} [call] */
  async openModel(file, config = {}, call = {}) {
    return new Model(this.#core, await readModel(this.#core, file, config, call));
  }
}

/** @returns {Promise<Models>} */
export async function startModels() {
  return new Models(new Core(await modelsWasm.load()));
}
