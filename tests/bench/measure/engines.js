// Our engine once for each wasm build, beside each other in one page or process.

/** @typedef {import('../../../web/engine/engine.js').Engine} Engine */
/** @typedef {'baseline' | 'relaxed'} Build */

/**
 * @typedef {object} LoadedEngine
 * @property {Build} build
 * @property {Engine} engine
 * @property {WebAssembly.Memory | undefined} memory
 */

/**
 * Only the builds that differ: where relaxed SIMD is not valid, or there is one build only, there
 * is nothing to compare the baseline with.
 * @param {string} url  of dist/attention-walk.mjs
 * @returns {Promise<LoadedEngine[]>}
 */
export async function loadEngines(url) {
  const baseline = await loadEngine(url, 'baseline');
  const relaxed = await loadEngine(url, 'relaxed');
  return baseline.sum === relaxed.sum ? [baseline] : [baseline, relaxed];
}

let copies = 0;

/**
 * The engine tells by WebAssembly.validate which build to take, so an answer that is always "no"
 * makes it the baseline. The other functions are listened to.
 * @param {string} url
 * @param {Build} build
 * @returns {Promise<LoadedEngine & { sum: string }>}  sum: differs where the wasm does
 */
export async function loadEngine(url, build) {
  const own = {
    ...pick(),
    sum: '',
    memory: /** @type {WebAssembly.Memory | undefined} */ (undefined),
  };
  if (build === 'baseline') WebAssembly.validate = () => false;
  WebAssembly.compile = (bytes) => {
    own.sum = checksum(/** @type {ArrayBuffer} */ (bytes));
    return own.compile(bytes);
  };
  WebAssembly.compileStreaming = async (source) => {
    const response = await source;
    return WebAssembly.compile(await response.arrayBuffer());
  };
  WebAssembly.instantiate = /** @type {any} */ (
    async (/** @type {any} */ source, /** @type {any} */ imports) => {
      const made = /** @type {any} */ (await own.instantiate(source, imports));
      const { exports } = made.instance ?? made;
      own.memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
      return made;
    }
  );
  try {
    forgetSharedModule();
    copies += 1;
    const { createEngine } = await import(`${url}?copy=${copies}`);
    const engine = await createEngine({ models: false }); // the layer's wasm alone
    return { build, engine, memory: own.memory, sum: own.sum };
  } finally {
    const { validate, compile, compileStreaming, instantiate } = own;
    Object.assign(WebAssembly, { validate, compile, compileStreaming, instantiate });
  }
}

function pick() {
  const { validate, compile, compileStreaming, instantiate } = WebAssembly;
  return { validate, compile, compileStreaming, instantiate };
}

/** Copies of the script on one page share one module; here each copy is to have its own. */
function forgetSharedModule() {
  const shared = /** @type {Record<symbol, unknown>} */ (/** @type {unknown} */ (globalThis));
  for (const key of Object.getOwnPropertySymbols(shared)) {
    if (key.description?.startsWith('attention-walk wasm')) delete shared[key];
  }
}

/** @param {ArrayBuffer} bytes */
function checksum(bytes) {
  let sum = 0;
  for (const byte of new Uint8Array(bytes)) sum = (Math.imul(sum, 31) + byte) | 0;
  return `${bytes.byteLength} ${sum}`;
}
