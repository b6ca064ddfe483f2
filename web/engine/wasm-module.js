// Brings the wasm module to life: once per page, however many copies of the script ask for it.
import createAttentionModule from 'attention-walk-wasm/glue';
import compressed from 'attention-walk-wasm/gzip';
import { AttentionError } from './attention-error.js';

/** @typedef {import('./core.js').WasmModule} WasmModule */

/** Where the copies of this same build find each other. */
const SHARED = Symbol.for(`attention-walk wasm ${ATTENTION_WALK_BUILD}`);

/** @type {Promise<WebAssembly.Module> | undefined} */
let compiling;

/** Of this copy of the script, for a worker to start from. */
export function compiledWasm() {
  compiling ??= compile().catch((error) => {
    compiling = undefined;
    throw error;
  });
  return compiling;
}

/** Before the first loadWasmModule(). @param {WebAssembly.Module} compiled  by the page, of this build */
export function useCompiledWasm(compiled) {
  compiling = Promise.resolve(compiled);
}

/**
 * @returns {Promise<WasmModule>}  the same one for every caller; after a failed attempt the next
 *   call tries again
 */
export function loadWasmModule() {
  const shared = /** @type {Record<symbol, Promise<WasmModule> | undefined>} */ (
    /** @type {unknown} */ (globalThis)
  );
  shared[SHARED] ??= startWasmModule().catch((error) => {
    delete shared[SHARED];
    throw error;
  });
  return shared[SHARED];
}

/** @returns {Promise<WasmModule>} */
async function startWasmModule() {
  if (typeof WebAssembly !== 'object') {
    throw new AttentionError(
      'unsupported',
      'WebAssembly is not available here. It may be switched off, or the browser too old for it.',
    );
  }
  const compiled = await compiledWasm();
  const instance = new Promise((resolve, reject) => {
    // Compiling ourselves instead of handing the bytes to the glue: its own error for a failed
    // start does not tell why. What it prints to the console it throws as well.
    createAttentionModule({
      printErr() {},
      instantiateWasm(imports, receive) {
        WebAssembly.instantiate(compiled, imports).then(receive, reject);
        return {};
      },
    }).then(resolve, reject);
  });
  try {
    return /** @type {WasmModule} */ (await instance);
  } catch (error) {
    throw new AttentionError('out_of_memory', 'There is no memory left to start WebAssembly in.', {
      cause: error,
    });
  }
}

async function compile() {
  const bytes = await decompress();
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    // Validating is allowed under every policy, so it tells the two reasons apart.
    const reason = WebAssembly.validate(bytes)
      ? "This page's Content-Security-Policy does not allow WebAssembly. " +
        "Its script-src needs 'wasm-unsafe-eval'."
      : 'This browser is too old: its WebAssembly has no SIMD instructions.';
    throw new AttentionError('unsupported', reason, { cause: error });
  }
}

/** Nothing is fetched: a response only holds the bytes while they flow. */
function decompress() {
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}
