"""Random tensors under given names, the .safetensors file that holds them, and the parts that every
Transformer has, in float64."""

from __future__ import annotations

import json
import math
from typing import Callable

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

WIDTH, HEADS, LAYERS, INNER, LABELS = 8, 2, 2, 12, 5
IMAGE, PATCH, CHANNELS = 6, 2, 3
VOCABULARY, PLACES = 11, 7

Tensors = dict[str, Tensor]
Activation = Callable[[Tensor], Tensor]

ACTIVATIONS: dict[str, Activation] = {
    "gelu": lambda x: x * 0.5 * (1 + torch.erf(x / math.sqrt(2))),
    "gelu_new": lambda x: F.gelu(x, approximate="tanh"),
    "relu": torch.relu,
    "silu": lambda x: x * torch.sigmoid(x),
}


class Maker:
    """Random tensors under their names, rounded as the file will hold them."""

    def __init__(self, seed: int, dtype: str) -> None:
        self.random = torch.Generator().manual_seed(seed)
        self.dtype = dtype
        self.tensors: Tensors = {}

    def add(self, name: str, *shape: int, around: float = 0.0, spread: float = 0.5) -> None:
        value = torch.randn(shape, generator=self.random) * spread + around
        kind = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}[self.dtype]
        self.tensors[name] = value.to(kind)

    def norm(self, name: str, weight: str = "weight", bias: str = "bias") -> None:
        self.add(f"{name}.{weight}", WIDTH, around=1.0, spread=0.3)
        self.add(f"{name}.{bias}", WIDTH, spread=0.3)

    def linear(self, name: str, into: int, out: int, bias: bool = True) -> None:
        self.add(f"{name}.weight", out, into)
        if bias:
            self.add(f"{name}.bias", out, spread=0.3)

    def conv1d(self, name: str, into: int, out: int) -> None:
        self.add(f"{name}.weight", into, out)
        self.add(f"{name}.bias", out, spread=0.3)

    def doubles(self) -> Tensors:
        return {name: tensor.double() for name, tensor in self.tensors.items()}


def safetensors(maker: Maker, config: dict[str, object]) -> bytes:
    header: dict[str, object] = {"__metadata__": {"config": json.dumps(config)}}
    body = b""
    for name, tensor in maker.tensors.items():
        # numpy has no bfloat16; its bits are the upper half of the float32's.
        if maker.dtype == "BF16":
            data = (tensor.float().numpy().view(np.uint32) >> 16).astype("<u2").tobytes()
        else:
            data = tensor.numpy().tobytes()
        place = [len(body), len(body) + len(data)]
        header[name] = {"dtype": maker.dtype, "shape": list(tensor.shape), "data_offsets": place}
        body += data
    text = json.dumps(header, separators=(",", ":")).encode()
    return len(text).to_bytes(8, "little") + text + body


def norm(t: Tensors, name: str, x: Tensor, epsilon: float) -> Tensor:
    return F.layer_norm(x, x.shape[-1:], t[f"{name}.weight"], t[f"{name}.bias"], epsilon)


def linear(t: Tensors, name: str, x: Tensor) -> Tensor:
    return F.linear(x, t[f"{name}.weight"], t.get(f"{name}.bias"))


def conv1d(t: Tensors, name: str, x: Tensor) -> Tensor:
    """GPT-2 keeps its matrices [in, out]."""
    return x @ t[f"{name}.weight"] + t[f"{name}.bias"]


def attend(q: Tensor, k: Tensor, v: Tensor, causal: bool = False) -> tuple[Tensor, Tensor]:
    """[n, width] each, heads contiguous. Returns the heads side by side and [H, n, n]."""
    n = q.shape[0]
    q, k, v = (t.reshape(n, HEADS, -1).transpose(0, 1) for t in (q, k, v))
    scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[-1])
    if causal:
        scores = scores.masked_fill(torch.ones(n, n).triu(1).bool(), -math.inf)
    weights = scores.softmax(-1)
    return (weights @ v).transpose(0, 1).reshape(n, -1), weights


class Result:
    """What a forward pass leaves behind."""

    def __init__(self) -> None:
        self.hidden: list[Tensor] = []
        self.attention: list[Tensor] = []
        self.logits: Tensor | None = None
