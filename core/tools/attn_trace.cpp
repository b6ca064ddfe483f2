// SPDX-License-Identifier: MIT
/// attn_trace: a walk request as JSON in, the trace (or one explanation) as JSON out.
#include "attn/error.hpp"
#include "attn/examples.hpp"
#include "attn/explain.hpp"
#include "attn/json_input.hpp"
#include "attn/trace.hpp"
#include "attn/version.hpp"

#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace {

constexpr const char *kHelp = R"(usage: attn_trace [--explain REF] [FILE]
       attn_trace --examples | --version | --help

Reads one walk request (JSON) from FILE, or from standard input when there is no FILE or it is "-",
runs the attention layer and writes the trace of one query token as JSON.

The request is one flat object with the keys of an attention layer (dModel, numHeads, numKvHeads,
headDim, valueDim, outDim, scale, softcap, mask, position, weights, seed), of its input (x, tokens,
context) and of the trace (query, heads, steps, traceWeights, indent). "example": ID starts from a
built-in example, which the other keys override.

  echo '{"example": "simple", "query": 1, "indent": 2}' | attn_trace

  --explain REF  writes where one number comes from in place of the trace; REF is JSON such as
                 {"tensor": "weights", "head": 0, "index": [1, 2]}
  --examples     writes the built-in examples as a JSON list
  --version      writes the version
  --help         writes this text

Errors go to standard error as "attn_trace: CODE: MESSAGE", with exit code 1; a wrong command line
gives exit code 2.
)";

struct Arguments {
  std::optional<std::string> explain;
  std::string file = "-";
};

/// Prints what is wrong with the command line; the caller exits with code 2.
std::optional<Arguments> read_arguments(const std::vector<std::string> &words) {
  Arguments arguments;
  bool has_file = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--explain") {
      if (i + 1 == words.size()) {
        std::cerr << "attn_trace: --explain needs a reference; see attn_trace --help\n";
        return std::nullopt;
      }
      arguments.explain = words[++i];
    } else if (words[i] != "-" && words[i].starts_with('-')) {
      std::cerr << "attn_trace: unknown option " << words[i] << "; see attn_trace --help\n";
      return std::nullopt;
    } else if (has_file) {
      std::cerr << "attn_trace: more than one file; see attn_trace --help\n";
      return std::nullopt;
    } else {
      arguments.file = words[i];
      has_file = true;
    }
  }
  return arguments;
}

std::string read_all(const std::string &file) {
  if (file == "-") {
    return {std::istreambuf_iterator<char>(std::cin), {}};
  }
  std::ifstream stream(file, std::ios::binary);
  std::string content(std::istreambuf_iterator<char>(stream), {});
  if (!stream) {
    throw attn::Error(attn::ErrorCode::kParse, "cannot read the file " + file);
  }
  return content;
}

std::string answer(const Arguments &arguments) {
  const attn::WalkRequest request =
      attn::read_walk_request(attn::parse_json(read_all(arguments.file)));
  attn::JsonWriter out(request.trace.indent);
  if (arguments.explain) {
    const attn::TensorRef ref = attn::read_tensor_ref(attn::parse_json(*arguments.explain));
    write_json(out, attn::explain(request.run, ref));
  } else {
    write_trace(out, request.run, request.trace.options);
  }
  return out.text();
}

} // namespace

int main(int argc, char **argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const std::string first = words.empty() ? "" : words.front();
  if (first == "--help" || first == "-h") {
    std::cout << kHelp;
    return 0;
  }
  if (first == "--version") {
    std::cout << "attn_trace " << attn::version() << '\n';
    return 0;
  }
  try {
    if (first == "--examples") {
      attn::JsonWriter out(2);
      attn::write_examples(out);
      std::cout << out.text() << '\n';
      return 0;
    }
    const std::optional<Arguments> arguments = read_arguments(words);
    if (!arguments) {
      return 2;
    }
    std::cout << answer(*arguments) << '\n';
    std::cout.flush();
    if (!std::cout) {
      std::cerr << "attn_trace: cannot write the answer\n";
      return 1;
    }
    return 0;
  } catch (const attn::Error &error) {
    std::cerr << "attn_trace: " << attn::error_code_name(error.code()) << ": " << error.what()
              << '\n';
  } catch (const std::bad_alloc &) {
    std::cerr << "attn_trace: out_of_memory: the run does not fit in memory\n";
  } catch (const std::exception &error) {
    std::cerr << "attn_trace: internal: " << error.what() << '\n';
  }
  return 1;
}
