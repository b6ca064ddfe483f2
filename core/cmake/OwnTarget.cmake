# What every target of this project is compiled with; dependencies never see these flags.
function(attention_walk_own_target target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  if(MSVC)
    target_compile_options(${target} PRIVATE /W4 $<$<BOOL:${ATTENTION_WALK_WERROR}>:/WX>)
    return()
  endif()
  # -ffp-contract=off: a fused multiply-add would make the same seed give different numbers on
  # different machines, and an explanation differ from the trace in the last bit.
  target_compile_options(${target} PRIVATE -ffp-contract=off)
  attention_walk_warnings(${target})
  if(EMSCRIPTEN)
    # Nothing ends a module but its page, and it has no threads.
    target_compile_options(${target} PRIVATE -flto -msimd128 -mbulk-memory -fwasm-exceptions -fno-rtti
                                             -fno-c++-static-destructors -fno-threadsafe-statics
                                             -DEMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0)
    target_link_options(${target} PRIVATE -Oz -flto -mbulk-memory -fwasm-exceptions -fno-rtti)
  endif()
  if(ATTENTION_WALK_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=address,undefined
                                             -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=address,undefined)
  endif()
endfunction()

function(attention_walk_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wshadow
                                           $<$<BOOL:${ATTENTION_WALK_WERROR}>:-Werror>)
endfunction()

# The optimization level of single sources in the wasm build: size first, as parsing and printing
# JSON is most of the code; the sources that multiply matrices are named with -O3.
function(attention_walk_optimize level)
  if(EMSCRIPTEN AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS ${level})
  endif()
endfunction()
