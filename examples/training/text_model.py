"""The text model: one layer of multi-head self-attention and nothing else.

    x = word embedding + position,   y = x + Concat(heads)·Wo + bo

and the answer is the known word whose embedding lies nearest to y, by cosine. There is no layer
norm, no MLP and no second layer, so every number fits on a page.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Layer(NamedTuple):
    """Everything that one run computes, batch first."""

    x: Tensor
    q: Tensor
    k: Tensor
    v: Tensor
    weights: Tensor  # [batch, head, query, key]
    output: Tensor


class TextModel(nn.Module):
    def __init__(self, words: int, positions: int, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.word = nn.Parameter(torch.randn(words, width))
        self.position = nn.Parameter(torch.randn(positions, width) * 0.1)
        for name in ("q", "k", "v", "o"):
            weight = nn.init.xavier_uniform_(torch.empty(width, width))
            setattr(self, f"w{name}", nn.Parameter(weight))
            setattr(self, f"b{name}", nn.Parameter(torch.zeros(width)))

    def forward(self, ids: Tensor) -> Layer:
        """Run token ids [batch, length]; an id of -1 is padding, which nobody attends to."""
        batch, length = ids.shape
        x = self.word[ids.clamp(min=0)] + self.position[:length]

        def heads(values: Tensor) -> Tensor:
            return values.view(batch, length, self.heads, -1).transpose(1, 2)

        q, k, v = x @ self.wq + self.bq, x @ self.wk + self.bk, x @ self.wv + self.bv
        scores = heads(q) @ heads(k).transpose(-2, -1) / (x.shape[-1] // self.heads) ** 0.5
        weights = scores.masked_fill((ids < 0)[:, None, None, :], -torch.inf).softmax(-1)
        concat = (weights @ heads(v)).transpose(1, 2).reshape(batch, length, -1)
        return Layer(x, q, k, v, weights, concat @ self.wo + self.bo)

    def nearness(self, vectors: Tensor) -> Tensor:
        """The cosine between each vector and the embedding of each known word."""
        return F.normalize(vectors, dim=-1) @ F.normalize(self.word, dim=-1).T

    def tensors(self) -> dict[str, Tensor]:
        """The weights under the names they have in the file; W is [in, out], y = x·W + b."""
        named = {"embeddings.word.weight": self.word, "embeddings.position.weight": self.position}
        for name in ("q", "k", "v", "o"):
            named[f"attention.w{name}"] = getattr(self, f"w{name}")
            named[f"attention.b{name}"] = getattr(self, f"b{name}")
        return named
