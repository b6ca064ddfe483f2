"""Vision Transformers (Dosovitskiy et al. 2021), in the names of timm and of Hugging Face."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from torch_parts import (
    CHANNELS, HEADS, IMAGE, INNER, LABELS, LAYERS, PATCH, WIDTH,
    Activation, Maker, Result, Tensors, attend, linear, norm,
)


def make_timm(
    maker: Maker, *, qkv_bias: bool, class_token: bool, fc_norm: bool, head_size: int
) -> None:
    patches = (IMAGE // PATCH) ** 2
    if class_token:
        maker.add("cls_token", 1, 1, WIDTH)
    maker.add("pos_embed", 1, patches + class_token, WIDTH)
    maker.add("patch_embed.proj.weight", WIDTH, CHANNELS, PATCH, PATCH)
    maker.add("patch_embed.proj.bias", WIDTH, spread=0.3)
    for i in range(LAYERS):
        maker.norm(f"blocks.{i}.norm1")
        maker.linear(f"blocks.{i}.attn.qkv", WIDTH, 3 * HEADS * head_size, qkv_bias)
        maker.linear(f"blocks.{i}.attn.proj", HEADS * head_size, WIDTH)
        maker.norm(f"blocks.{i}.norm2")
        maker.linear(f"blocks.{i}.mlp.fc1", WIDTH, INNER)
        maker.linear(f"blocks.{i}.mlp.fc2", INNER, WIDTH)
    maker.norm("fc_norm" if fc_norm else "norm")
    maker.linear("head", WIDTH, LABELS)


def run_timm(t: Tensors, pixels: Tensor, act: Activation, mean: bool, epsilon: float) -> Result:
    result = Result()
    weight, bias = t["patch_embed.proj.weight"], t["patch_embed.proj.bias"]
    x = F.conv2d(pixels[None], weight, bias, stride=PATCH)[0].flatten(1).T
    prefix = "cls_token" in t
    if prefix:
        x = torch.cat([t["cls_token"][0], x])
    x = x + t["pos_embed"][0]
    result.hidden.append(x)
    for i in range(LAYERS):
        block = f"blocks.{i}"
        qkv = linear(t, f"{block}.attn.qkv", norm(t, f"{block}.norm1", x, epsilon))
        heads, weights = attend(*qkv.chunk(3, -1))
        x = x + linear(t, f"{block}.attn.proj", heads)
        inner = act(linear(t, f"{block}.mlp.fc1", norm(t, f"{block}.norm2", x, epsilon)))
        x = x + linear(t, f"{block}.mlp.fc2", inner)
        result.attention.append(weights)
        result.hidden.append(x)
    if "norm.weight" in t:
        x = norm(t, "norm", x, epsilon)
    pooled = x[prefix:].mean(0) if mean else x[0]
    if "fc_norm.weight" in t:
        pooled = norm(t, "fc_norm", pooled, epsilon)
    result.logits = linear(t, "head", pooled)
    return result


def make_hf_vit(maker: Maker, prefix: str, *, qkv_bias: bool, classifier: bool) -> None:
    embeddings = f"{prefix}embeddings"
    maker.add(f"{embeddings}.cls_token", 1, 1, WIDTH)
    maker.add(f"{embeddings}.position_embeddings", 1, (IMAGE // PATCH) ** 2 + 1, WIDTH)
    maker.add(f"{embeddings}.patch_embeddings.projection.weight", WIDTH, CHANNELS, PATCH, PATCH)
    maker.add(f"{embeddings}.patch_embeddings.projection.bias", WIDTH, spread=0.3)
    for i in range(LAYERS):
        block = f"{prefix}encoder.layer.{i}"
        for part in ("query", "key", "value"):
            maker.linear(f"{block}.attention.attention.{part}", WIDTH, WIDTH, qkv_bias)
        maker.linear(f"{block}.attention.output.dense", WIDTH, WIDTH)
        maker.linear(f"{block}.intermediate.dense", WIDTH, INNER)
        maker.linear(f"{block}.output.dense", INNER, WIDTH)
        maker.norm(f"{block}.layernorm_before")
        maker.norm(f"{block}.layernorm_after")
    maker.norm(f"{prefix}layernorm")
    if classifier:
        maker.linear("classifier", WIDTH, LABELS)
    else:
        maker.linear(f"{prefix}pooler.dense", WIDTH, WIDTH)


def run_hf_vit(t: Tensors, prefix: str, pixels: Tensor, act: Activation, epsilon: float) -> Result:
    result = Result()
    projection = f"{prefix}embeddings.patch_embeddings.projection"
    x = F.conv2d(pixels[None], t[f"{projection}.weight"], t[f"{projection}.bias"], stride=PATCH)
    x = torch.cat([t[f"{prefix}embeddings.cls_token"][0], x[0].flatten(1).T])
    x = x + t[f"{prefix}embeddings.position_embeddings"][0]
    result.hidden.append(x)
    for i in range(LAYERS):
        block = f"{prefix}encoder.layer.{i}"
        before = norm(t, f"{block}.layernorm_before", x, epsilon)
        parts = (
            linear(t, f"{block}.attention.attention.{part}", before)
            for part in ("query", "key", "value")
        )
        heads, weights = attend(*parts)
        x = x + linear(t, f"{block}.attention.output.dense", heads)
        after = norm(t, f"{block}.layernorm_after", x, epsilon)
        inner = act(linear(t, f"{block}.intermediate.dense", after))
        x = x + linear(t, f"{block}.output.dense", inner)
        result.attention.append(weights)
        result.hidden.append(x)
    if "classifier.weight" in t:
        result.logits = linear(t, "classifier", norm(t, f"{prefix}layernorm", x, epsilon)[0])
    return result
