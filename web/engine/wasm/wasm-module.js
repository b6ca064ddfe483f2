// Brings a wasm module to life: once per page, however many copies of the script ask for it.
import unpacker from 'attention-walk-unpack/wasm';
import { refusal } from '../refusal.js';
import { unpacked } from './unpack.js';
import { edited } from './wasm-edits.js';

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
 * @param {Uint8Array} packed  an .lzma file
 * @returns {Wasm}
 */
export function wasmOf(name, createModule, packed) {
  /** Where the copies of this same build find each other. */
  const shared = Symbol.for(`attention-walk ${name} ${ATTENTION_WALK_BUILD}`);
  const page = /** @type {Record<symbol, Promise<WasmModule> | undefined>} */ (
    /** @type {unknown} */ (globalThis)
  );
  /** @type {Promise<WebAssembly.Module> | undefined} */
  let compiling;
  const compiled = () => {
    compiling ??= compile(packed).catch((error) => {
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

/** A module of one function that multiplies and adds in one instruction. */
const RELAXED_PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 123, 1, 123, 3, 2, 1, 0],
  ...[10, 13, 1, 11, 0, 32, 0, 32, 0, 32, 0, 253, 133, 2, 11],
);

/** @param {Uint8Array} packed */
async function compile(packed) {
  let bytes = unpacker;
  try {
    bytes = chosenBuild(await unpacked(packed, unpacker));
    return await WebAssembly.compile(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw noMemory(error);
    // Validating is allowed under every policy, so it tells the two reasons apart.
    const key = WebAssembly.validate(bytes) ? 'error.wasm.policy' : 'error.wasm.simd';
    throw refusal('unsupported', key, {}, { cause: error });
  }
}

/**
 * The relaxed build where the browser knows its instructions: it multiplies faster.
 * @param {Uint8Array<ArrayBuffer>} shipped
 */
function chosenBuild(shipped) {
  const end = shipped.length - 4;
  const start = end - new DataView(shipped.buffer, shipped.byteOffset).getUint32(end, true);
  const baseline = shipped.subarray(0, start);
  const edits = shipped.subarray(start, end);
  return WebAssembly.validate(RELAXED_PROBE) ? edited(baseline, edits) : baseline;
}
