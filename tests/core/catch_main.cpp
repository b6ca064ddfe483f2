// SPDX-License-Identifier: MIT
/// Catch2 version 2 compiles its runner here; version 3 brings it as a library.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
