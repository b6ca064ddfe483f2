// Our engine, with the memory of its wasm for those who measure that.

/** @typedef {import('../../../web/engine/engine.js').Engine} Engine */

/** @typedef {{ engine: Engine, memory: WebAssembly.Memory | undefined }} LoadedEngine */

/**
 * The memory is seen while the module starts, so this comes before any other engine of the page.
 * @param {string} url  of dist/attention-walk.mjs
 * @returns {Promise<LoadedEngine>}
 */
export async function loadEngine(url) {
  const { instantiate } = WebAssembly;
  /** @type {WebAssembly.Memory | undefined} */
  let memory;
  WebAssembly.instantiate = /** @type {any} */ (
    async (
      /** @type {WebAssembly.Module} */ module,
      /** @type {WebAssembly.Imports} */ imports,
    ) => {
      const instance = await instantiate(module, imports);
      memory = Object.values(instance.exports).find((one) => one instanceof WebAssembly.Memory);
      return instance;
    }
  );
  try {
    const { createEngine } = await import(url);
    const engine = await createEngine({ models: false }); // the layer's wasm alone
    return { engine, memory };
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}
