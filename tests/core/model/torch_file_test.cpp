// SPDX-License-Identifier: MIT
/// Files of torch.save(): which tensors are found in them, and how every other pickle or zip is
/// refused. Nothing that a pickle asks for is ever done.
#include "models.hpp"
#include "tiny_models.hpp"
#include "torch_zips.hpp"

#include "catch.hpp"

#include <string>
#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

const std::string kFour = bytes_of<float>({1, 2, 3, 4});

std::string refusal(const std::string &file) {
  std::string all;
  return refusal_of([&] { opened({{"a.pt", file}}, all); });
}

std::string pickle_refusal(const std::string &instructions) {
  return refusal(torch_zip(instructions, {{"0", kFour}}));
}

bool starts_with(const std::string &text, const std::string &start) {
  return text.rfind(start, 0) == 0;
}

/// "name: numbers" of each tensor, in the order of their bytes; "*" where they are column by
/// column.
std::vector<std::string> tensors_of(const std::string &file) {
  std::string all;
  std::vector<std::string> told;
  for (const StoredTensor &one : opened({{"a.pt", file}}, all).take_tensors().tensors) {
    std::string line = one.name + (one.transposed ? "*:" : ":");
    if (number_size(one.type) == 0) {
      told.push_back(line + " " + one.type_name);
      continue;
    }
    std::vector<float> numbers(static_cast<std::size_t>(one.count()));
    decode_numbers(one.type, reinterpret_cast<const unsigned char *>(all.data()) + one.begin,
                   numbers);
    for (const float number : numbers) {
      line += " " + std::to_string(static_cast<int>(number));
    }
    told.push_back(line);
  }
  return told;
}

using Lines = std::vector<std::string>;

const Saved kWhole{"0", {2, 2}, {2, 1}};

} // namespace

TEST_CASE("a state dict gives its tensors, wherever the zip has their bytes") {
  const auto style = GENERATE(ZipStyle{}, ZipStyle{false, false, false}, ZipStyle{true, true, true},
                              ZipStyle{false, true, true});
  const std::string state = dict({{"a", tensor({"0", {3}, {1}})},
                                  {"b", tensor({"1", {2}, {1}, 0, "DoubleStorage"})},
                                  {"n", tensor({"2", {}, {}, 0, "LongStorage"})}});
  const std::string file = torch_zip(state,
                                     {{"0", bytes_of<float>({1, 2, 3})},
                                      {"1", bytes_of<double>({4, 5})},
                                      {"2", bytes_of<std::int64_t>({6})}},
                                     style);
  CHECK(tensors_of(file) == Lines{"a: 1 2 3", "b: 4 5", "n: I64"});
}

TEST_CASE("tensors may share a storage, begin in its middle, or be empty") {
  const std::string file = torch_zip(dict({{"all", tensor(kWhole)},
                                           {"tied", tensor(kWhole)},
                                           {"end", tensor({"0", {2}, {1}, 2})},
                                           {"none", tensor({"9", {0, 3}, {3, 1}})}}),
                                     {{"0", kFour}});
  CHECK(tensors_of(file) == Lines{"none:", "all: 1 2 3 4", "tied: 1 2 3 4", "end: 3 4"});
}

TEST_CASE("a matrix that was turned is read column by column, another order refused by name") {
  CHECK(tensors_of(torch_zip(dict({{"w", tensor({"0", {2, 2}, {1, 2}})}}), {{"0", kFour}})) ==
        Lines{"w*: 1 2 3 4"});
  CHECK(tensors_of(torch_zip(dict({{"w", tensor({"0", {1, 4}, {77, 1}})}}), {{"0", kFour}})) ==
        Lines{"w: 1 2 3 4"});
  CHECK(pickle_refusal(dict({{"w", tensor({"0", {2, 1, 2}, {1, 1, 2}})}})) ==
        "unsupported: tensor \"w\": its numbers do not lie row by row; save it as "
        "tensor.contiguous()");
  CHECK(starts_with(pickle_refusal(dict({{"w", tensor({"0", {4}, {0}})}})),
                    "unsupported: tensor \"w\": "));
}

TEST_CASE("a turned matrix loads as the same model") {
  FileWriter plain = tiny_vit();
  const std::string file = plain.file();
  std::string all;
  std::vector<std::pair<std::string, std::string>> storages;
  std::vector<std::pair<std::string, std::string>> members;
  for (const StoredTensor &one : opened({{"", file}}, all).take_tensors().tensors) {
    std::vector<float> numbers(static_cast<std::size_t>(one.count()));
    std::memcpy(numbers.data(), all.data() + one.begin, numbers.size() * sizeof(float));
    Saved saved{std::to_string(storages.size()), {}, {}};
    std::int64_t stride = 1;
    for (std::size_t axis = one.shape.size(); axis-- > 0;) {
      saved.shape.insert(saved.shape.begin(), one.shape[axis]);
      saved.strides.insert(saved.strides.begin(), stride);
      stride *= one.shape[axis];
    }
    if (one.shape.size() == 2) {
      const auto rows = static_cast<std::size_t>(one.shape[0]);
      const auto cols = static_cast<std::size_t>(one.shape[1]);
      const std::vector<float> before = numbers;
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i % cols * rows + i / cols] = before[i];
      }
      saved.strides = {1, one.shape[0]};
    }
    members.emplace_back(one.name, tensor(saved));
    storages.emplace_back(saved.storage, bytes_of(numbers));
  }
  const LibraryJson heads = {{"num_heads", 2}};
  const auto turned = load_model(torch_zip(dict(members), storages), heads);
  CHECK(vit_run(turned).logits() == vit_run(load_model(file, heads)).logits());
}

TEST_CASE("the state is found in what training wrote, a teacher's before a student's") {
  const std::string inner = dict({{"w", tensor(kWhole)}});
  const std::string other = dict({{"v", tensor({"0", {1}, {1}})}});
  const auto found = [&](const std::string &instructions) {
    return tensors_of(torch_zip(instructions, {{"0", kFour}}));
  };
  for (const char *key :
       {"state_dict", "model_state_dict", "model", "teacher", "student", "module"}) {
    CHECK(found(dict({{"epoch", whole(3)}, {key, inner}, {"best", tensor(kWhole)}})) ==
          Lines{"w: 1 2 3 4"});
  }
  CHECK(found(dict({{"student", other}, {"teacher", inner}, {"optimizer", other}})) ==
        Lines{"w: 1 2 3 4"});
  CHECK(found(dict({{"model", dict({{"module", inner}})}})) == Lines{"w: 1 2 3 4"});
  CHECK(found(dict({{"model", text("vit")}, {"x", dict({{"y", tensor(kWhole)}})}})) ==
        Lines{"x.y: 1 2 3 4"});
}

TEST_CASE("what else training writes is read over") {
  const std::string options =
      name("argparse", "Namespace") + ")R" + dict({{"lr", "G12345678"}}) + "b";
  const std::string scalar = name("numpy.core.multiarray", "scalar") + name("numpy", "dtype") +
                             text("f8") + "\x85R" + "C\x02xy" + "\x86R";
  const std::string parameter = name("torch._utils", "_rebuild_parameter") + "(" + tensor(kWhole) +
                                "\x88" + name("collections", "OrderedDict") + ")R" + "tR";
  const std::string state = name("collections", "OrderedDict") + ")Rq\x05(" + text("w") +
                            parameter + "u" + dict({{"_metadata", "N"}}) + "b";
  const std::string steps =
      std::string("](") + whole(1) + "\x8A\x09" + "123456789" + "\x8A\x01\xFF" + "e";
  CHECK(tensors_of(torch_zip(dict({{"args", options},
                                   {"best", scalar},
                                   {"steps", steps},
                                   {"state_dict", state},
                                   {"again", "h\x05"}}),
                             {{"0", kFour}})) == Lines{"w: 1 2 3 4"});
}

TEST_CASE("protocol 4 says the same with other instructions") {
  const std::string short_text = std::string("\x8C\x01") + "w";
  const std::string named =
      std::string("\x8C\x0B") + "collections" + "\x8C\x0B" + "OrderedDict" + "\x93)R";
  const std::string framed =
      "\x95" + little(99, 8) + named + "\x94" + short_text + "\x94" + tensor(kWhole) + "s";
  CHECK(tensors_of(torch_zip(framed, {{"0", kFour}})) == Lines{"w: 1 2 3 4"});
}

TEST_CASE("any other name that a pickle asks for is refused, and nothing is called") {
  CHECK(pickle_refusal(name("os", "system") + text("rm -rf /") + "\x85R") ==
        "unsupported: a.pt: its pickle asks for os.system; only tensors, dicts, lists and numbers "
        "are read, and nothing is ever called. Save the tensors alone: "
        "torch.save(model.state_dict(), …)");
  for (const auto &[module, member] : std::vector<std::pair<std::string, std::string>>{
           {"builtins", "eval"},
           {"torch", "load"},
           {"torch._utils", "_rebuild_sparse_tensor"},
           {"collections", "OrderedDict.fromkeys"},
           {"torchvision.models.vit", "VisionTransformer"}}) {
    CHECK(starts_with(pickle_refusal(name(module, member)),
                      "unsupported: a.pt: its pickle asks for " + module + "." + member + ";"));
    CHECK(starts_with(pickle_refusal(text(module) + text(member) + "\x93"),
                      "unsupported: a.pt: its pickle asks for "));
  }
  const std::string odd = pickle_refusal(name("a\x01\xFF", std::string(5000, 'x')));
  CHECK(starts_with(odd, "unsupported: a.pt: its pickle asks for a??.xxx"));
  CHECK(odd.size() < 500);
}

TEST_CASE("instructions that torch.save() does not write are refused by their number") {
  for (const char code : {'i', 'o', 'P', 'g', 'p', 'I', 'S', '\x82', '\x97', '\xFF'}) {
    CHECK(starts_with(pickle_refusal(std::string("}") + code),
                      "unsupported: a.pt: its pickle has the instruction " +
                          std::to_string(static_cast<unsigned char>(code)) + " at byte 3, "));
  }
}

TEST_CASE("a pickle that misuses its stack, marks or memo is refused") {
  const std::vector<std::string> spoiled{"0",
                                         "1",
                                         "t",
                                         "u",
                                         "s",
                                         "(0",
                                         "}s",
                                         "](N(u",
                                         "R",
                                         "NR",
                                         "N)R",
                                         "Q",
                                         "NQ",
                                         "b",
                                         "Nb0b",
                                         "h\x07",
                                         "j\xFF\xFF\xFF\xFF",
                                         "q",
                                         "a",
                                         "\x85",
                                         "\x87",
                                         "}(Nu",
                                         "(Nd",
                                         "N(}u",
                                         "NN\x93",
                                         "(((",
                                         "2",
                                         ")Ns",
                                         "](NNuN",
                                         name("torch", "FloatStorage") + ")R",
                                         name("collections", "OrderedDict") + "N\x85R",
                                         name("torch", "Size") + ")R",
                                         name("torch._utils", "_rebuild_tensor_v2") + ")R",
                                         name("torch._utils", "_rebuild_tensor_v2") + "(NNNNtR",
                                         "(" + text("storage") +
                                             name("collections", "OrderedDict") + text("0") + "tQ"};
  for (const std::string &instructions : spoiled) {
    CAPTURE(instructions);
    CHECK(starts_with(pickle_refusal(instructions), "parse: a.pt: "));
  }
}

TEST_CASE("counts that are absurd cost neither time nor memory") {
  CHECK(starts_with(pickle_refusal("X\xFF\xFF\xFF\xFF"), "parse: a.pt: its pickle is cut short"));
  CHECK(starts_with(pickle_refusal("\x8D\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
                    "parse: a.pt: its pickle is cut short"));
  CHECK(
      starts_with(pickle_refusal("Nr\xFF\xFF\xFF\xFF"), "unsupported: a.pt: its pickle has more"));
  CHECK(starts_with(pickle_refusal(std::string(3'000'000, 'N')),
                    "unsupported: a.pt: its pickle has more than 1048576 values"));
  CHECK(starts_with(pickle_refusal(std::string(3'000'000, '(')),
                    "unsupported: a.pt: its pickle has more than 1048576 values"));
}

TEST_CASE("dicts that are deep, many times the same, or in a circle come to an end") {
  std::string deep = tensor(kWhole);
  for (int i = 0; i < 5000; ++i) {
    deep = "}" + text("a") + deep + "s";
  }
  CHECK(starts_with(pickle_refusal(deep), "parse: a.pt: expected a dict of tensors"));
  // Each holds the one before a hundred times: 100 to the power of 7.
  std::string wide = dict({{"a", tensor(kWhole)}}) + std::string("q\0", 2) + "0";
  for (char level = 0; level < 7; ++level) {
    wide += "}(";
    for (int i = 0; i < 100; ++i) {
      wide += text(std::to_string(i)) + "h" + level;
    }
    wide += "uq" + std::string(1, static_cast<char>(level + 1)) + "0";
  }
  CHECK(
      starts_with(pickle_refusal(wide + "h\x07"), "unsupported: a.pt: its dicts have more than "));
  CHECK(starts_with(pickle_refusal(std::string("}q\0", 3) + text("model") + std::string("h\0s", 3)),
                    "parse: a.pt: expected a dict of tensors"));
  CHECK(starts_with(pickle_refusal(dict({{std::string(2000, 'n'), tensor(kWhole)}})),
                    "unsupported: a.pt: the name of a tensor has more than 1000 bytes: nnn"));
}

TEST_CASE("what is saved without a dict of tensors is refused with what is expected") {
  CHECK(pickle_refusal(tensor(kWhole)) == "parse: a.pt: expected a dict of tensors, as "
                                          "model.state_dict() gives it, got a tensor");
  CHECK(pickle_refusal("]") ==
        "parse: a.pt: expected a dict of tensors, as model.state_dict() gives "
        "it, got another value");
  CHECK(starts_with(pickle_refusal("}"), "parse: a.pt: expected a dict of tensors"));
}

TEST_CASE("sizes that do not fit their storage are refused with the tensor's name") {
  const auto of = [](const Saved &saved) { return pickle_refusal(dict({{"w", tensor(saved)}})); };
  CHECK(of({"0", {5}, {1}}) ==
        "shape: tensor \"w\": expected 20 bytes in \"model/data/0\" of a.pt, got 16");
  CHECK(of({"0", {4}, {1}, 1}) ==
        "shape: tensor \"w\": expected 20 bytes in \"model/data/0\" of a.pt, got 16");
  CHECK(of({"7", {4}, {1}}) ==
        "shape: tensor \"w\": expected 16 bytes in \"model/data/7\" of a.pt, got 0");
  CHECK(starts_with(of({"../0", {4}, {1}}), "shape: tensor \"w\": expected 16 bytes in "));
  CHECK(starts_with(of({"0", {-4}, {1}}), "shape: tensor \"w\": "));
  CHECK(starts_with(of({"0", {4}, {1}, -1}), "shape: tensor \"w\": "));
  constexpr std::int64_t kMost = 2147483647;
  CHECK(starts_with(of({"0", {kMost, kMost, kMost}, {1, 1, 1}}), "shape: tensor \"w\": "));
  CHECK(starts_with(of({"0", std::vector<std::int64_t>(20, 1), std::vector<std::int64_t>(20, 1)}),
                    "shape: tensor \"w\": "));
}

TEST_CASE("a zip that is cut short or spoiled is refused") {
  const std::string file = torch_zip(dict({{"w", tensor(kWhole)}}), {{"0", kFour}});
  CHECK(refusal(file) == "accepted");
  for (std::size_t size = 8; size < file.size(); size += 7) {
    CHECK(starts_with(refusal(file.substr(0, size)), "parse: a.pt: this zip is spoiled: "));
  }
  for (std::size_t at = 0; at < file.size(); ++at) {
    std::string spoiled = file;
    spoiled[at] = static_cast<char>(~static_cast<unsigned char>(spoiled[at]));
    const std::string told = refusal(spoiled);
    CHECK(told.size() < 500); // whatever it says, it ends
  }
  CHECK(
      starts_with(refusal("PK\3\4" + std::string(100, '\0')), "parse: a.pt: this zip is spoiled"));
}

TEST_CASE("packed and encrypted entries are refused by name") {
  const std::string state = pickle(dict({{"w", tensor(kWhole)}}));
  CHECK(refusal(zip_of({{"m/data.pkl", state, 8}})) ==
        "unsupported: a.pt: its entry \"m/data.pkl\" is compressed or encrypted; torch.save() "
        "stores entries as they are");
  CHECK(starts_with(refusal(zip_of({{"m/data.pkl", state}, {"m/data/0", kFour, 0, 1}})),
                    "unsupported: a.pt: its entry \"m/data/0\" is compressed or encrypted"));
  CHECK(refusal(zip_of({{"m/data.pkl", state}, {"m/data/0", kFour}, {"m/notes", "x", 8, 1}})) ==
        "accepted");
}

TEST_CASE("other files that are often taken for one are refused with what to do") {
  const std::string state = pickle(dict({{"w", tensor(kWhole)}}));
  CHECK(starts_with(refusal(zip_of({{"m/data.pkl", state}, {"m/constants.pkl", "x"}})),
                    "unsupported: a.pt: this is a program of TorchScript; "));
  CHECK(starts_with(refusal(zip_of({{"m/data.pkl", state}, {"m/byteorder", "big"}})),
                    "unsupported: a.pt: its numbers are big-endian; "));
  CHECK(starts_with(refusal(zip_of({{"word/document.xml", "x"}})),
                    "unsupported: a.pt: this is a zip, but none of torch.save()"));
  CHECK(starts_with(refusal("\x80\x02\x8A\x0Al\xFC\x9C"
                            "F\xF9 j\xA8P\x19.\x80\x02M\xE9\x03."),
                    "unsupported: a.pt: this is a pickle that is in no zip, as torch.save() wrote "
                    "before PyTorch 1.6; "));
  CHECK(starts_with(refusal("version https://git-lfs.github.com/spec/v1\noid sha256:12"),
                    "unsupported: a.pt: this is a pointer of Git LFS to the file; "));
}
