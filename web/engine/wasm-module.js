// Brings the wasm module to life: once per page, however many copies of the script ask for it.
import createAttentionModule from 'attention-walk-wasm/glue';
import compressed from 'attention-walk-wasm/gzip';
import { AttentionError } from './attention-error.js';
import { edited } from './wasm-edits.js';

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

/** A module of one function that multiplies and adds in one instruction. */
const RELAXED_PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 123, 1, 123, 3, 2, 1, 0],
  ...[10, 13, 1, 11, 0, 32, 0, 32, 0, 32, 0, 253, 133, 2, 11],
);

async function compile() {
  const bytes = await moduleBytes();
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

/** The relaxed build where the browser knows its instructions: it multiplies faster. */
async function moduleBytes() {
  const shipped = new Uint8Array(await decompress());
  const end = shipped.length - 4;
  const start = end - new DataView(shipped.buffer).getUint32(end, true);
  const baseline = shipped.subarray(0, start);
  const edits = shipped.subarray(start, end);
  return WebAssembly.validate(RELAXED_PROBE) ? edited(baseline, edits) : baseline;
}

/** Nothing is fetched: a response only holds the bytes while they flow. */
function decompress() {
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}
