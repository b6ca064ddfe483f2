// What is refused, by JavaScript and by the browser: these are also the messages of the errors, in every language of the
// page. What the core refuses stands in C++ and stays English.

export const ERRORS = {
  'error.bug': 'Attention Walk has a bug: {message}',
  'error.memory.result': 'the result does not fit in memory',
  'error.x.type': 'x: expected a Float32Array of {size} values, got {type}',
  'error.x.length': 'x: expected a Float32Array of {size} values, got {count} values',
  'error.whole.from0': '{name}: expected a whole number from 0 on, got {got}',
  'error.index': '{name}: expected an integer from 0 to {last}, got {got}',
  'error.request.kind':
    '{path}: expected numbers, strings, lists, Float32Arrays or plain objects, got {type}',
  'error.request.depth': '{name}: nested deeper than {levels} levels, or contains itself',
  'error.grid.places':
    'grid: expected one place for each of {length} tokens, got {prefix} + {rows} × {columns}',
  'error.grid.image': 'grid.image.data: expected 4 × {width} × {height} values, got {got}',
  'error.step': 'step: expected one of {known}, got "{got}"',
  'error.example.unknown': 'example: expected one of {known}, got "{got}"',
  'error.json': 'This is not JSON: {reason}',
  'error.models.notLoaded':
    'model: models are not loaded; createEngine() loads them, and openModel() does',
  'error.model.script': 'model: models/{name}.js was not found beside the script',
  'error.part.missing': '{file} could not be loaded from beside this script',
  'error.part.build': '{file} is of another build than this script',
  'error.walk.empty': 'walk: no input is loaded',
  'error.notReady': 'attention-walk: not ready yet; wait for aw-ready',
  'error.export.size': 'export: the element has no size on screen yet',
  'error.export.format': 'export: expected one of {known}, got "{got}"',
  'error.wasm.none':
    'WebAssembly is not available here. It may be switched off, or the browser too old for it.',
  'error.wasm.gzip': 'This browser is too old: it cannot unpack gzip (DecompressionStream).',
  'error.wasm.memory': 'There is no memory left to start WebAssembly in.',
  'error.wasm.policy':
    "This page's Content-Security-Policy does not allow WebAssembly. Its script-src needs 'wasm-unsafe-eval'.",
  'error.wasm.simd': 'This browser is too old: its WebAssembly has no SIMD instructions.',

  // What hosts and browsers do not allow.
  'error.own.object': 'data: expected an object such as { tokens, x, dModel, numHeads }, got {got}',
  'error.own.large':
    'data: these numbers are too many for a link; open the page or file that they came from',
};
