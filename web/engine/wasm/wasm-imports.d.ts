// What the build puts behind the imports that name no file, and the table that
// wasm_bindings/bindings.cpp exports.

declare module 'attention-walk-wasm/glue' {
  /** Emscripten's loader; resolves when the module is ready to be called. */
  export default function createAttentionModule(options: {
    printErr(text: string): void;
    instantiateWasm(
      imports: WebAssembly.Imports,
      receive: (instance: WebAssembly.Instance) => void,
    ): object;
  }): Promise<import('../core.js').WasmModule>;
}

declare module 'attention-walk-wasm/gzipped' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

declare module 'attention-walk-models/glue' {
  export { default } from 'attention-walk-wasm/glue';
}

declare module 'attention-walk-models/gzipped' {
  export { default } from 'attention-walk-wasm/gzipped';
}

/** The script of the part, as a module: tells its build, and makes the part of what it shares. */
declare module 'attention-walk/models-part' {
  export const build: string;
  const make: (shared: () => unknown[]) => typeof import('../../models-part.js');
  export default make;
}

/** The modules of this script that the part uses as well, in the order the build gave them. */
declare module 'attention-walk/shared' {
  const shared: () => unknown[];
  export default shared;
}

/** The models that ship, in their order: web/tools/package/models.mjs writes it from the folders of web/models. */
declare module 'attention-walk/model-list' {
  type ByLanguage = Record<string, string>;
  export const models: {
    name: string;
    kind: string;
    examples: string[];
    example: string;
    title: ByLanguage;
    description?: ByLanguage;
    pad?: boolean;
    text: string;
    bytes: number;
  }[];
  /** What imports each one's script; nothing in a classic script. */
  export const scripts: Record<string, () => Promise<unknown>>;
  /** Where those are that are fetched on demand; nothing in a classic script. */
  export const files: Record<string, () => string>;
}

/** A trained model, which puts itself where the page looks for it. */
declare module 'attention-walk/models/*';

/** Tells this build from any other. */
declare const ATTENTION_WALK_BUILD: string;

/** False in a classic script, which can import nothing that a bundler would find. */
declare const ATTENTION_WALK_IS_MODULE: boolean;
