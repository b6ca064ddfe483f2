// Counts how often the page compiles wasm.
const counter = /** @type {any} */ (window);
counter.compiled = 0;
const { compile } = WebAssembly;
WebAssembly.compile = (...args) => {
  counter.compiled += 1;
  return compile.apply(WebAssembly, args);
};
