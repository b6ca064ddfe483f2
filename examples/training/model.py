"""The Vision Transformer that the page walks through: plain, pre-norm, with timm's tensor names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class ViTShape:
    """The sizes of a model, named as in Hugging Face's config.json."""

    hidden_size: int = 48
    num_hidden_layers: int = 4
    num_attention_heads: int = 4
    intermediate_size: int = 96
    image_size: int = 28
    patch_size: int = 4
    num_channels: int = 1
    num_labels: int = 10
    layer_norm_eps: float = 1e-6

    @property
    def num_tokens(self) -> int:
        return (self.image_size // self.patch_size) ** 2 + 1


class AttentionTrace(NamedTuple):
    """What one attention layer did: its input (after the layer norm), weights and output."""

    x: Tensor
    weights: Tensor  # [batch, head, query, key]
    output: Tensor


class Attention(nn.Module):
    def __init__(self, shape: ViTShape) -> None:
        super().__init__()
        width = shape.hidden_size
        self.heads = shape.num_attention_heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x: Tensor, trace: list[AttentionTrace] | None = None) -> Tensor:
        batch, tokens, width = x.shape
        head_size = width // self.heads
        qkv = self.qkv(x).reshape(batch, tokens, 3, self.heads, head_size)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        weights = (q * head_size**-0.5 @ k.transpose(-2, -1)).softmax(-1)
        output = self.proj((weights @ v).transpose(1, 2).reshape(batch, tokens, width))
        if trace is not None:
            trace.append(AttentionTrace(x, weights, output))
        return output


class Mlp(nn.Module):
    def __init__(self, shape: ViTShape) -> None:
        super().__init__()
        self.fc1 = nn.Linear(shape.hidden_size, shape.intermediate_size)
        self.fc2 = nn.Linear(shape.intermediate_size, shape.hidden_size)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, shape: ViTShape) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(shape.hidden_size, eps=shape.layer_norm_eps)
        self.attn = Attention(shape)
        self.norm2 = nn.LayerNorm(shape.hidden_size, eps=shape.layer_norm_eps)
        self.mlp = Mlp(shape)

    def forward(self, x: Tensor, trace: list[AttentionTrace] | None = None) -> Tensor:
        x = x + self.attn(self.norm1(x), trace)
        return x + self.mlp(self.norm2(x))


class PatchEmbed(nn.Module):
    """Cut the image into patches and project each to a vector: a convolution without overlap."""

    def __init__(self, shape: ViTShape) -> None:
        super().__init__()
        size = shape.patch_size
        self.proj = nn.Conv2d(shape.num_channels, shape.hidden_size, size, stride=size)

    def forward(self, images: Tensor) -> Tensor:
        return self.proj(images).flatten(2).transpose(1, 2)


class VisionTransformer(nn.Module):
    def __init__(self, shape: ViTShape) -> None:
        super().__init__()
        width = shape.hidden_size
        self.shape = shape
        self.cls_token = nn.Parameter(torch.empty(1, 1, width))
        self.pos_embed = nn.Parameter(torch.empty(1, shape.num_tokens, width))
        self.patch_embed = PatchEmbed(shape)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.num_hidden_layers))
        self.norm = nn.LayerNorm(width, eps=shape.layer_norm_eps)
        self.head = nn.Linear(width, shape.num_labels)
        nn.init.trunc_normal_(self.cls_token, std=0.02)
        nn.init.trunc_normal_(self.pos_embed, std=0.02)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)

    def embed(self, images: Tensor) -> Tensor:
        """[CLS] and the projected patches, each plus its position."""
        x = self.patch_embed(images)
        return torch.cat([self.cls_token.expand(len(x), -1, -1), x], 1) + self.pos_embed

    def forward(
        self, images: Tensor, trace: list[AttentionTrace] | None = None, seen: float = 1.0
    ) -> Tensor:
        """Logits for images [batch, channels, height, width]; `trace` collects every layer's.

        With `seen` below 1, each image loses all but that share of its patches, at random.
        """
        x = self.embed(images)
        if seen < 1:
            batch, tokens, width = x.shape
            kept = torch.rand(batch, tokens - 1).topk(round(seen * (tokens - 1))).indices + 1
            kept = F.pad(kept, (1, 0))  # [CLS] always stays
            x = x.gather(1, kept.unsqueeze(-1).expand(-1, -1, width))
        for block in self.blocks:
            x = block(x, trace)
        return self.head(self.norm(x)[:, 0])
