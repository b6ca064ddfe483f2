// What the build puts behind the two imports of wasm-module.js, and the table that
// wasm_bindings/bindings.cpp exports.

declare module 'attention-walk-wasm/glue' {
  /** Emscripten's loader; resolves when the module is ready to be called. */
  export default function createAttentionModule(options: {
    printErr(text: string): void;
    instantiateWasm(
      imports: WebAssembly.Imports,
      receive: (instance: WebAssembly.Instance) => void,
    ): object;
  }): Promise<import('./core.js').WasmModule>;
}

declare module 'attention-walk-wasm/gzip' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

declare module 'attention-walk-models/text-tiny' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

/** Tells this build's wasm from any other. */
declare const ATTENTION_WALK_BUILD: string;
