// SPDX-License-Identifier: MIT
/// What timm's names of architectures stand for, and what config.json says that is refused.
#include "golden.hpp"
#include "tiny_models.hpp"

#include "attn/safetensors.hpp"
#include "model/families/timm_architectures.hpp"

#include "catch.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

using namespace attn;
using namespace attn::test;

namespace {

using Rename = std::function<std::string(std::string)>;

/// The tensors of a golden file under other names; "" leaves one out.
FileWriter renamed(const std::string &file, const Rename &rename) {
  const auto start = static_cast<std::size_t>(safetensors_data_start(file, file.size()));
  const LibraryJson header = parse_json(std::string_view(file).substr(8, start - 8));
  FileWriter writer;
  for (const auto &[name, tensor] : header.items()) {
    const std::string own = name == "__metadata__" ? "" : rename(name);
    if (!own.empty()) {
      const auto begin = tensor.at("data_offsets").at(0).get<std::size_t>();
      const auto end = tensor.at("data_offsets").at(1).get<std::size_t>();
      writer.add_bytes(own, tensor.at("shape").get<std::vector<Index>>(),
                       tensor.at("dtype").get<std::string>().c_str(),
                       file.substr(start + begin, end - begin));
    }
  }
  return writer;
}

std::string replaced(std::string text, const std::string &from, const std::string &to) {
  const std::size_t at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string golden_bytes(const std::string &name) {
  std::ifstream file(golden::folder() / "families" / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The last axis in columns, all others in rows.
Matrix golden_tensor(const LibraryJson &tensor) {
  const auto shape = tensor.at("shape").get<std::vector<Index>>();
  const std::string bytes = golden::decode_bytes(tensor.at("data").get<std::string>());
  const auto count = static_cast<Index>(bytes.size() / sizeof(float));
  Matrix values(count / shape.back(), shape.back());
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

/// timm's tiny ViT with this configuration.
std::string refusal(
    const std::string &config,
    const std::function<void(FileWriter &)> &spoil = [](FileWriter &) {}) {
  FileWriter writer = tiny_vit();
  spoil(writer);
  return refusal_of([&] { load_model(writer.file(), parse_json(config)); });
}

std::string args_refusal(const std::string &args) {
  return refusal(R"({"architecture": "vit_base_patch16_224", "model_args": {"num_heads": 2, )" +
                 args + "}}");
}

bool starts_with(const std::string &text, const std::string &start) {
  return text.rfind(start, 0) == 0;
}

std::shared_ptr<const Model> tiny(const std::string &config) {
  return load_model(tiny_vit().file(), parse_json(config));
}

void add_constant(FileWriter &writer, const std::string &name, const std::vector<Index> &shape) {
  Index count = 1;
  for (const Index extent : shape) {
    count *= extent;
  }
  writer.add(name, shape, std::vector<float>(static_cast<std::size_t>(count), 0.5F));
}

} // namespace

TEST_CASE("the heads of an architecture are not its width by 64") {
  struct Case {
    const char *name;
    Index heads;
  };
  const Case one = GENERATE(
      Case{"vit_tiny_patch16_224", 3}, Case{"vit_base_patch16_224.augreg2_in21k_ft_in1k", 12},
      Case{"vit_huge_patch14_clip_378.dfn5b", 16}, Case{"vit_gigantic_patch14_clip_224", 16},
      Case{"vit_so400m_patch14_siglip_384", 16}, Case{"vit_so400m_patch16_siglip_gap_512", 16},
      Case{"vit_base_patch16_gap_224", 16}, Case{"vit_base_patch16_siglip_gap_224", 12},
      Case{"vit_giant_patch14_dinov2.lvd142m", 24}, Case{"vit_giant_patch14_reg4_dinov2", 24},
      Case{"vit_giantopt_patch16_siglip_256", 16}, Case{"vit_base_patch16_plus_clip_240", 14},
      Case{"vit_so150m2_patch16_reg1_gap_256", 13}, Case{"aimv2_large_patch14_224", 8},
      Case{"deit3_medium_patch16_224", 8}, Case{"vit_huge_plus_patch16_dinov3", 20},
      Case{"vit_base_patch16_224_in21k", 12}, Case{"vit_base_patch16_224_miil_in21k", 12},
      Case{"eva02_enormous_patch14_clip_224", 16}, Case{"beitv2_large_patch16_224", 16});
  CAPTURE(one.name);
  CHECK(timm_architecture(one.name).heads == one.heads);
}

TEST_CASE("CaiT's architectures are those of its tensors alone") {
  struct Case {
    const char *name;
    Index heads;
  };
  const Case one =
      GENERATE(Case{"cait_xxs24_224.fb_dist_in1k", 4}, Case{"cait_xxs24_384", 4},
               Case{"cait_xxs36_224", 4}, Case{"cait_xxs36_384", 4}, Case{"cait_xs24_384", 6},
               Case{"cait_s24_224", 8}, Case{"cait_s24_384", 8}, Case{"cait_s36_384", 8},
               Case{"cait_m36_384", 16}, Case{"cait_m48_448.fb_dist_in1k", 16});
  CAPTURE(one.name);
  CHECK(timm_architecture(one.name, true).heads == one.heads);
  CHECK(starts_with(refusal_of([&] { timm_architecture(one.name); }),
                    "unsupported: config.architecture: expected one of timm's"));
}

TEST_CASE("epsilon, activation, pooling and turns follow from the name") {
  CHECK(timm_architecture("vit_base_patch16_224").epsilon == 1e-6F);
  CHECK(timm_architecture("vit_base_patch16_clip_224").epsilon == 1e-5F);
  CHECK(timm_architecture("vit_base_patch16_dinov3").epsilon == 1e-5F);
  CHECK(timm_architecture("vit_large_patch14_clip_quickgelu_336").activation ==
        std::string("quick_gelu"));
  CHECK(timm_architecture("vit_so400m_patch14_siglip_378").activation == std::string("gelu"));
  CHECK(timm_architecture("vit_so400m_patch16_siglip_384").activation == std::string("gelu_tanh"));
  CHECK(timm_architecture("vit_large_patch16_siglip_384").activation == std::string("gelu"));
  CHECK(timm_architecture("vit_large_patch16_siglip_512").activation == std::string("gelu_tanh"));
  CHECK(timm_architecture("vit_base_patch16_siglip_224").pool == std::string("map"));
  CHECK(timm_architecture("vit_medium_patch16_rope_reg1_gap_256").rope == TimmRope::kStretched);
  CHECK(timm_architecture("vit_7b_patch16_dinov3").rope == TimmRope::kCentred);
  CHECK(timm_architecture("vit_base_patch16_rpn_224").has_norm_behind);
  CHECK_FALSE(timm_architecture("eva02_base_patch14_448").has_norm_behind);
}

TEST_CASE("an architecture that is not known is refused by name, whatever its heads") {
  for (const char *name : {"vit_base_patch16_224_new", "vit_pe_core_base_patch16_224",
                           "vit_base_patch16_rope_mixed_224", "beit3_base_patch16_224",
                           "vit_base_patch_224", "vit_dwee_patch16_reg1_gap_256", ""}) {
    CAPTURE(name);
    const std::string config = R"({"num_heads": 2, "architecture": ")" + std::string(name) + "\"}";
    CHECK(starts_with(refusal(config), "unsupported: config.architecture: expected one of timm's"));
  }
  CHECK(starts_with(refusal(R"({"architecture": "vit_tiny_patch16_224"})"),
                    "range: config.num_attention_heads: expected a divisor of 4, got 3"));
  CHECK(refusal(R"({"architecture": "test_vit"})") == "accepted");
}

TEST_CASE("arguments that mean other mathematics are refused by name") {
  CHECK(args_refusal(R"("drop_path_rate": 0.1, "img_size": 4, "patch_size": 2)") == "accepted");
  for (const char *args :
       {R"("attn_layer": "diff")", R"("block_fn": "ResPostBlock")", R"("mlp_layer": "SwiGLU")",
        R"("norm_layer": "simplenorm")", R"("act_layer": "hard_swish")", R"("rope_type": "mixed")",
        R"("use_rot_pos_emb": true)", R"("rope_temperature": 100)", R"("rope_grid_indexing": "xy")",
        R"("ref_feat_shape": [24, 24])", R"("global_pool": "prr")", R"("new_argument": 1)",
        R"("attn_type": "rope")", R"("embed_norm_layer": "rmsnorm")"}) {
    CAPTURE(args);
    const std::string key = std::string(args).substr(1, std::string(args).find(':') - 2);
    CHECK(starts_with(args_refusal(args), "unsupported: config.model_args." + key + ": "));
  }
  CHECK(starts_with(args_refusal(R"("patch_size": 4)"), "shape: config.model_args.patch_size: "));
  CHECK(starts_with(refusal(R"({"num_heads": 2, "global_pool": "prr"})"),
                    "unsupported: config.global_pool: "));
  CHECK(starts_with(refusal(R"({"num_heads": 2, "global_pool": ""})"),
                    "unsupported: config.global_pool: "));
  CHECK(starts_with(refusal(R"({"num_heads": 2, "global_pool": "map"})"),
                    "shape: tensor \"attn_pool.latent\": "));
}

TEST_CASE("arguments are read before the architecture's own") {
  const auto model = tiny(R"({"architecture": "vit_base_patch16_clip_224", "global_pool": "avgmax",
                              "model_args": {"num_heads": 2, "act_layer": "gelu_tanh"}})");
  CHECK(model->num_heads() == 2);
  CHECK(model->top.pooling == Pooling::kMeanMax);
  CHECK(model->blocks[0].mlp.activation == Activation::kGeluTanh);
  CHECK(model->blocks[0].norm1->epsilon == 1e-5F);
  const auto other = tiny(R"({"architecture": "vit_base_patch16_clip_224",
                              "model_args": {"num_heads": 2, "norm_layer": "layernorm"}})");
  CHECK(other->blocks[0].norm1->epsilon == 1e-6F);
}

TEST_CASE("norms stand behind each half of a block where the architecture has them there") {
  const auto model =
      tiny(R"({"architecture": "vit_base_patch16_rpn_224", "model_args": {"num_heads": 2}})");
  CHECK_FALSE(model->blocks[0].norm1);
  CHECK_FALSE(model->blocks[0].norm2);
  CHECK(model->blocks[0].post1);
  CHECK(model->blocks[0].post2);
}

TEST_CASE("tensors that change the result are never left aside") {
  const char *const name = GENERATE("head_dist.weight", "pre_logits.fc.weight", "attn_pool.latent",
                                    "blocks.0.attn.norm.weight", "rope.freqs", "head.fc.weight");
  CAPTURE(name);
  const auto add = [&](FileWriter &writer) { add_constant(writer, name, {3, 4}); };
  CHECK(starts_with(refusal(R"({"num_heads": 2, "global_pool": "token"})", add),
                    "unsupported: tensor \"" + std::string(name) + "\": "));
}

TEST_CASE("a norm without bias among others is a tensor too few") {
  const auto spoil = [](FileWriter &writer) { writer.remove("blocks.0.norm2.bias"); };
  CHECK(starts_with(refusal(R"({"num_heads": 2})", spoil),
                    "shape: tensor \"blocks.0.norm2.bias\": the model needs it"));
  const auto without = [](FileWriter &writer) {
    for (const char *norm : {"blocks.0.norm1", "blocks.0.norm2", "norm"}) {
      writer.remove(std::string(norm) + ".bias");
    }
  };
  FileWriter writer = tiny_vit();
  without(writer);
  const auto model = load_model(writer.file(), parse_json(R"({"num_heads": 2})"));
  CHECK(model->blocks[0].norm1->kind == NormKind::kRms);
  CHECK(model->top.norm->kind == NormKind::kRms);
}

TEST_CASE("SigLIP's pooled row in timm's names is what timm computes") {
  if (!golden::present()) {
    WARN(golden::absent_message());
    return;
  }
  const LibraryJson expected =
      golden::read_json(golden::folder() / "families" / "timm-siglip.expected.json");
  const Matrix pooled = golden_tensor(expected.at("pooled"));
  // A classifier that gives its input.
  FileWriter writer = renamed(golden_bytes("timm-siglip.safetensors"),
                              [](const std::string &name) { return name; });
  writer.add("head.weight", Matrix::Identity(pooled.size(), pooled.size()));
  const auto model = load_model(writer.file(), parse_json(golden_bytes("timm-siglip.config.json")));
  const ModelRun run = finished(ModelRun::of_pixels(model, golden_tensor(expected.at("pixels"))));
  const Matrix logits = run.logits();
  CHECK(golden::max_difference(logits, pooled) <=
        expected.at("tolerances").at("pooled").get<float>());
}

TEST_CASE("the same model under other names gives the same numbers") {
  if (!golden::present()) {
    WARN(golden::absent_message());
    return;
  }
  using Names = std::vector<std::pair<std::string, std::string>>;
  struct Case {
    std::string name; ///< of the golden file
    std::string config;
    Names names;
    std::function<void(FileWriter &)> change = [](FileWriter &) {};
  };
  const auto one = GENERATE(values<Case>({
      {"hf-dinov3",
       R"({"architecture": "vit_small_patch16_dinov3.lvd1689m", "model_args": {"num_heads": 2},
           "pretrained_cfg": {"input_size": [3, 32, 32]}})",
       Names{{"embeddings.patch_embeddings.", "patch_embed.proj."},
             {"embeddings.register_tokens", "reg_token"},
             {"embeddings.", ""},
             {"layer.", "blocks."},
             {"attention.", "attn."},
             {".o_proj.", ".proj."},
             {"layer_scale1.lambda1", "gamma_1"},
             {"layer_scale2.lambda1", "gamma_2"},
             {"mlp.up_proj", "mlp.fc1"},
             {"mlp.down_proj", "mlp.fc2"}}},
      // DINOv2's own names.
      {"timm-dinov2-swiglu", R"({"num_heads": 2})",
       Names{{"mlp.fc1", "mlp.w12"}, {"mlp.fc2", "mlp.w3"}}},
      // A bias of all rows, and a factor for the sum of attention and MLP.
      {"timm-vit-xp-parallel", R"({"num_heads": 2})", Names{{"mlp_bias", "in_proj.bias"}},
       [](FileWriter &writer) {
         for (const std::string block : {"blocks.0.", "blocks.1."}) {
           writer.lengthen(block + "in_proj.bias", 224);
           writer.add(block + "ls.gamma", {32}, std::vector<float>(32, 1.0F));
         }
       }},
  }));
  CAPTURE(one.name);
  const LibraryJson expected =
      golden::read_json(golden::folder() / "families" / (one.name + ".expected.json"));
  FileWriter writer = renamed(golden_bytes(one.name + ".safetensors"), [&](std::string name) {
    for (const auto &[from, to] : one.names) {
      name = replaced(name, from, to);
    }
    return name;
  });
  one.change(writer);
  const auto model = load_model(writer.file(), parse_json(one.config));
  ModelRun run = ModelRun::of_pixels(model, golden_tensor(expected.at("pixels")));
  for (std::size_t layer = 0; run.advance(); ++layer) {
    CHECK(golden::max_difference(run.hidden(), golden_tensor(expected.at("hidden").at(layer))) <=
          expected.at("tolerances").at("hidden").get<float>());
  }
}
