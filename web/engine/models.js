// What opens whole models, in the wasm that has them.
import { Core } from './core.js';
import { loadModel, readModel } from './model-file.js';
import { Model } from './model.js';
import { modelsWasm } from './wasm/models-wasm.js';

/** @typedef {import('./model-types.js').LongCall} LongCall */
/** @typedef {import('./model-types.js').ModelFiles} ModelFiles */
/** @typedef {{ openModel: (files: ModelFiles, config?: object, call?: LongCall) => Promise<Model> }} OpensModels */

/** @implements {OpensModels} */
export class Models {
  #core;

  /** @param {Core} core */
  constructor(core) {
    this.#core = core;
  }

  /** Where layers with all their parts are computed. */
  get core() {
    return this.#core;
  }

  /** See Engine.model. @param {ModelFiles} files @param {object} config */
  model(files, config) {
    return new Model(this.#core, loadModel(this.#core, files, config));
  }

  /** See Engine.openModel. @param {ModelFiles} files @param {object} [config] @param {LongCall} [call] */
  async openModel(files, config = {}, call = {}) {
    return new Model(this.#core, await readModel(this.#core, files, config, call));
  }
}

/** @returns {Promise<Models>} */
export async function startModels() {
  return new Models(new Core(await modelsWasm.load()));
}
