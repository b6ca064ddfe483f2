// Brings a wasm module to life: once per page, however many copies of the script ask for it.
import { refusal } from '../refusal.js';
import { gunzip } from './gunzip.js';

/** @typedef {import('../core.js').WasmModule} WasmModule */

/**
 * One of our wasm binaries: `compiled` is of this copy of the script, for a worker to start from;
 * `use` comes before the first `load`, with what a page of this build compiled; `load` gives the same
 * module to every caller, and after a failed attempt the next call tries again.
 * @typedef {object} Wasm
 * @property {() => Promise<WebAssembly.Module>} compiled
 * @property {(compiled: WebAssembly.Module) => void} use
 * @property {() => Promise<WasmModule>} load
 */

/**
 * @param {string} name
 * @param {typeof import('attention-walk-wasm/glue').default} createModule
 * @param {Uint8Array<ArrayBuffer>} gzipped  a .wasm.gz file
 * @returns {Wasm}
 */
export function wasmOf(name, createModule, gzipped) {
  /** Where the copies of this same build find each other. */
  const shared = Symbol.for(`attention-walk ${name} ${ATTENTION_WALK_BUILD}`);
  const page = /** @type {Record<symbol, Promise<WasmModule> | undefined>} */ (
    /** @type {unknown} */ (globalThis)
  );
  /** @type {Promise<WebAssembly.Module> | undefined} */
  let compiling;
  const compiled = () => {
    compiling ??= compile(gzipped).catch((error) => {
      compiling = undefined;
      throw error;
    });
    return compiling;
  };
  return {
    compiled,
    use(given) {
      compiling = Promise.resolve(given);
    },
    load() {
      const starting = (page[shared] ??= start(createModule, compiled).catch((error) => {
        delete page[shared];
        throw error;
      }));
      return starting;
    },
  };
}

/**
 * @param {typeof import('attention-walk-wasm/glue').default} createModule
 * @param {() => Promise<WebAssembly.Module>} compile
 * @returns {Promise<WasmModule>}
 */
async function start(createModule, compile) {
  if (typeof WebAssembly !== 'object') {
    throw refusal('unsupported', 'error.wasm.none');
  }
  const compiled = await compile();
  const instance = new Promise((resolve, reject) => {
    // Compiling ourselves instead of handing the bytes to the glue: its own error for a failed
    // start does not tell why. What it prints to the console it throws as well.
    createModule({
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
    throw noMemory(error);
  }
}

/** @param {unknown} cause */
const noMemory = (cause) => refusal('out_of_memory', 'error.wasm.memory', {}, { cause });

/** @param {Uint8Array<ArrayBuffer>} gzipped */
async function compile(gzipped) {
  try {
    const bytes = await gunzip(gzipped);
    return await WebAssembly.compile(bytes).catch((error) => {
      throw error instanceof RangeError ? error : notAllowed(bytes, error);
    });
  } catch (error) {
    throw error instanceof RangeError ? noMemory(error) : error;
  }
}

/**
 * Validating is allowed under every policy, so it tells the two reasons apart.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {unknown} cause
 */
const notAllowed = (bytes, cause) => {
  const key = WebAssembly.validate(bytes) ? 'error.wasm.policy' : 'error.wasm.simd';
  return refusal('unsupported', key, {}, { cause });
};
