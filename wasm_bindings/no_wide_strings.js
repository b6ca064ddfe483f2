// SPDX-License-Identifier: MIT
// For Emscripten's linker: embind tells JavaScript of every type that it knows, and its wide strings,
// which no binding of ours takes or gives, would bring their decoders along.
mergeInto(LibraryManager.library, {
  _embind_register_std_wstring__deps: [],
  _embind_register_std_wstring: function () {},
});
