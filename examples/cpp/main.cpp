// Prints the attention weights of a small causal layer, and where one of them comes from.
#include <attn/error.hpp>
#include <attn/explain.hpp>
#include <attn/run.hpp>

#include <iostream>
#include <memory>

int main() {
  try {
    attn::LayerSpec spec;
    spec.d_model = 8;
    spec.num_heads = 2;
    spec.mask.causal = true;
    spec.seed = 7;
    const auto layer = std::make_shared<const attn::AttentionLayer>(spec);
    const attn::Run run(layer, attn::sequence_of_words({"I", "like", "tea"}, layer->spec()));

    std::cout.precision(9);
    for (attn::Index head = 0; head < spec.num_heads; ++head) {
      std::cout << "head " << head << '\n' << run.weights(head) << '\n';
    }

    const attn::TensorRef ref{attn::TensorId::kWeights, 1, {2, 0}}; // head 1, query 2, key 0
    const attn::Explanation why = attn::explain(run, ref);
    std::cout << why.result.value << " = " << attn::operation_name(why.operation);
    for (const attn::Operand &operand : why.operands) {
      std::cout << ' ' << attn::tensor_name(operand.ref.tensor) << ' ' << operand.value;
    }
    std::cout << '\n';
  } catch (const attn::Error &error) {
    std::cerr << attn::error_code_name(error.code()) << ": " << error.what() << '\n';
    return 1;
  }
}
