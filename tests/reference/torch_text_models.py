"""BERT (Devlin et al. 2019), and GPT-2 (Radford et al. 2019) as Hugging Face and minGPT name it."""

from __future__ import annotations

import torch.nn.functional as F

from torch_parts import (
    INNER, LAYERS, PLACES, VOCABULARY, WIDTH,
    Activation, Maker, Result, Tensors, attend, conv1d, linear, norm,
)

TOKEN_IDS = [3, 0, 10, 3, 7]


def make_bert(maker: Maker, prefix: str) -> None:
    embeddings = f"{prefix}embeddings"
    maker.add(f"{embeddings}.word_embeddings.weight", VOCABULARY, WIDTH)
    maker.add(f"{embeddings}.position_embeddings.weight", PLACES, WIDTH)
    maker.add(f"{embeddings}.token_type_embeddings.weight", 2, WIDTH)
    # The names that the original checkpoints have.
    maker.norm(f"{embeddings}.LayerNorm", "gamma", "beta")
    for i in range(LAYERS):
        block = f"{prefix}encoder.layer.{i}"
        for part in ("query", "key", "value"):
            maker.linear(f"{block}.attention.self.{part}", WIDTH, WIDTH)
        maker.linear(f"{block}.attention.output.dense", WIDTH, WIDTH)
        maker.norm(f"{block}.attention.output.LayerNorm")
        maker.linear(f"{block}.intermediate.dense", WIDTH, INNER)
        maker.linear(f"{block}.output.dense", INNER, WIDTH)
        maker.norm(f"{block}.output.LayerNorm")
    maker.linear(f"{prefix}pooler.dense", WIDTH, WIDTH)


def run_bert(t: Tensors, prefix: str, ids: list[int], act: Activation, epsilon: float) -> Result:
    result = Result()
    embeddings = f"{prefix}embeddings"
    x = t[f"{embeddings}.word_embeddings.weight"][ids]
    x = x + t[f"{embeddings}.position_embeddings.weight"][: len(ids)]
    x = x + t[f"{embeddings}.token_type_embeddings.weight"][0]
    gamma, beta = t[f"{embeddings}.LayerNorm.gamma"], t[f"{embeddings}.LayerNorm.beta"]
    x = F.layer_norm(x, (WIDTH,), gamma, beta, epsilon)
    result.hidden.append(x)
    for i in range(LAYERS):
        block = f"{prefix}encoder.layer.{i}"
        q, k, v = (
            linear(t, f"{block}.attention.self.{part}", x) for part in ("query", "key", "value")
        )
        heads, weights = attend(q, k, v)
        output = linear(t, f"{block}.attention.output.dense", heads)
        x = norm(t, f"{block}.attention.output.LayerNorm", x + output, epsilon)
        inner = linear(t, f"{block}.output.dense", act(linear(t, f"{block}.intermediate.dense", x)))
        x = norm(t, f"{block}.output.LayerNorm", x + inner, epsilon)
        result.attention.append(weights)
        result.hidden.append(x)
    return result


def make_gpt(maker: Maker, prefix: str, *, is_conv1d: bool) -> None:
    dense = maker.conv1d if is_conv1d else maker.linear
    maker.add(f"{prefix}wte.weight", VOCABULARY, WIDTH)
    maker.add(f"{prefix}wpe.weight", PLACES, WIDTH)
    for i in range(LAYERS):
        block = f"{prefix}h.{i}"
        maker.norm(f"{block}.ln_1")
        dense(f"{block}.attn.c_attn", WIDTH, 3 * WIDTH)
        dense(f"{block}.attn.c_proj", WIDTH, WIDTH)
        # The buffer of the causal mask, which some files carry along.
        maker.add(f"{block}.attn.bias", 1, 1, PLACES, PLACES)
        maker.norm(f"{block}.ln_2")
        dense(f"{block}.mlp.c_fc", WIDTH, INNER)
        dense(f"{block}.mlp.c_proj", INNER, WIDTH)
    maker.norm(f"{prefix}ln_f")
    if not is_conv1d:
        maker.linear("lm_head", WIDTH, VOCABULARY, bias=False)


def run_gpt(t: Tensors, prefix: str, ids: list[int], act: Activation, epsilon: float) -> Result:
    result = Result()
    is_tied = "lm_head.weight" not in t
    dense = conv1d if is_tied else linear
    x = t[f"{prefix}wte.weight"][ids] + t[f"{prefix}wpe.weight"][: len(ids)]
    result.hidden.append(x)
    for i in range(LAYERS):
        block = f"{prefix}h.{i}"
        qkv = dense(t, f"{block}.attn.c_attn", norm(t, f"{block}.ln_1", x, epsilon))
        heads, weights = attend(*qkv.chunk(3, -1), causal=True)
        x = x + dense(t, f"{block}.attn.c_proj", heads)
        inner = act(dense(t, f"{block}.mlp.c_fc", norm(t, f"{block}.ln_2", x, epsilon)))
        x = x + dense(t, f"{block}.mlp.c_proj", inner)
        result.attention.append(weights)
        result.hidden.append(x)
    last = norm(t, f"{prefix}ln_f", x, epsilon)[-1]
    result.logits = F.linear(last, t[f"{prefix}wte.weight" if is_tied else "lm_head.weight"])
    return result
