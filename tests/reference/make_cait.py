"""Write a small CaiT in timm's tensor names, and what the formulas of its paper make of it.

    python3 make_cait.py [--check]

Needs Python alone. Touvron et al. 2021, "Going deeper with Image Transformers", in the steps of timm's
Cait: blocks with talking heads (Shazeer et al. 2020) over the patches, then blocks with class
attention, all in float64 on the weights as the file holds them. Shares no code with the core. `--check`
compares with the committed file instead of writing it. The keys are those of make_models.py.
"""

from __future__ import annotations

import base64
import json
import math
import random
import struct
import sys
from pathlib import Path

OUT = Path(__file__).parent / "models" / "timm-cait.json"
WIDTH, HEADS, BLOCKS, CLASS_BLOCKS, INNER, LABELS = 12, 3, 2, 2, 16, 5
SIDE, PATCH, CHANNELS = 3, 2, 2  # patches on a side, pixels on a side of a patch
EPSILON = 1e-6

Rows = list[list[float]]
Tensors = dict[str, tuple[tuple[int, ...], list[float]]]


def make(source: random.Random) -> Tensors:
    """Random numbers in every parameter, rounded to float32."""
    tensors: Tensors = {}

    def add(name: str, *shape: int, around: float = 0.0, spread: float = 0.5) -> None:
        values = [source.gauss(around, spread) for _ in range(math.prod(shape))]
        tensors[name] = shape, list(struct.unpack(f"<{len(values)}f", struct.pack(f"<{len(values)}f", *values)))

    def norm(name: str) -> None:
        add(f"{name}.weight", WIDTH, around=1.0, spread=0.3)
        add(f"{name}.bias", WIDTH, spread=0.3)

    def linear(name: str, into: int, out: int) -> None:
        add(f"{name}.weight", out, into)
        add(f"{name}.bias", out, spread=0.3)

    def block(name: str) -> None:
        for part in ("norm1", "norm2"):
            norm(f"{name}.{part}")
        for part in ("gamma_1", "gamma_2"):
            add(f"{name}.{part}", WIDTH, around=0.8, spread=0.3)
        linear(f"{name}.attn.proj", WIDTH, WIDTH)
        linear(f"{name}.mlp.fc1", WIDTH, INNER)
        linear(f"{name}.mlp.fc2", INNER, WIDTH)

    add("cls_token", 1, 1, WIDTH)
    add("pos_embed", 1, SIDE * SIDE, WIDTH)
    add("patch_embed.proj.weight", WIDTH, CHANNELS, PATCH, PATCH)
    add("patch_embed.proj.bias", WIDTH, spread=0.3)
    for i in range(BLOCKS):
        block(f"blocks.{i}")
        linear(f"blocks.{i}.attn.qkv", WIDTH, 3 * WIDTH)
        linear(f"blocks.{i}.attn.proj_l", HEADS, HEADS)
        linear(f"blocks.{i}.attn.proj_w", HEADS, HEADS)
    for i in range(CLASS_BLOCKS):
        block(f"blocks_token_only.{i}")
        for part in "qkv":
            linear(f"blocks_token_only.{i}.attn.{part}", WIDTH, WIDTH)
    norm("norm")
    linear("head", WIDTH, LABELS)
    return tensors


def safetensors(tensors: Tensors, config: dict[str, object]) -> bytes:
    header: dict[str, object] = {"__metadata__": {"config": json.dumps(config)}}
    body = b""
    for name, (shape, values) in tensors.items():
        data = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header, separators=(",", ":")).encode()
    return len(text).to_bytes(8, "little") + text + body


def linear(t: Tensors, name: str, rows: Rows) -> Rows:
    """x · Wᵀ + b."""
    weight, bias = t[f"{name}.weight"][1], t[f"{name}.bias"][1]
    width = len(weight) // len(bias)
    return [
        [bias[out] + sum(weight[out * width + c] * row[c] for c in range(width)) for out in range(len(bias))]
        for row in rows
    ]


def norm(t: Tensors, name: str, rows: Rows) -> Rows:
    weight, bias = t[f"{name}.weight"][1], t[f"{name}.bias"][1]
    result = []
    for row in rows:
        mean = sum(row) / len(row)
        deviation = math.sqrt(sum((v - mean) ** 2 for v in row) / len(row) + EPSILON)
        result.append([(v - mean) / deviation * w + b for v, w, b in zip(row, weight, bias)])
    return result


def mlp(t: Tensors, name: str, rows: Rows) -> Rows:
    inner = linear(t, f"{name}.fc1", rows)
    return linear(t, f"{name}.fc2", [[0.5 * v * (1 + math.erf(v / math.sqrt(2))) for v in row] for row in inner])


def softmax(row: list[float]) -> list[float]:
    powers = [math.exp(v - max(row)) for v in row]
    return [power / sum(powers) for power in powers]


def mixed(t: Tensors, name: str, heads: list[Rows]) -> list[Rows]:
    """out[a][i][j] = Σ_b W[a, b] · in[b][i][j] + bias[a]: nn.Linear over the heads."""
    by_place = [[[head[i][j] for head in heads] for j in range(len(heads[0][i]))] for i in range(len(heads[0]))]
    after = [linear(t, name, row) for row in by_place]
    return [[[place[a] for place in row] for row in after] for a in range(len(heads))]


def head_of(rows: Rows, head: int) -> Rows:
    size = WIDTH // HEADS
    return [row[head * size : (head + 1) * size] for row in rows]


def attend(t: Tensors, name: str, q: Rows, k: Rows, v: Rows, talking: bool) -> tuple[Rows, list[Rows]]:
    scale = (WIDTH // HEADS) ** -0.5
    weights = [
        [[sum(a * scale * b for a, b in zip(query, key)) for key in head_of(k, h)] for query in head_of(q, h)]
        for h in range(HEADS)
    ]
    if talking:
        weights = mixed(t, f"{name}.proj_l", weights)
    weights = [[softmax(row) for row in head] for head in weights]
    if talking:
        weights = mixed(t, f"{name}.proj_w", weights)
    z: Rows = [[] for _ in q]
    for h in range(HEADS):
        values = head_of(v, h)
        for i, row in enumerate(weights[h]):
            z[i] += [sum(w * value[c] for w, value in zip(row, values)) for c in range(WIDTH // HEADS)]
    return linear(t, f"{name}.proj", z), weights


def added(t: Tensors, gamma: str, rows: Rows, change: Rows) -> Rows:
    factors = t[gamma][1]
    return [[v + g * c for v, g, c in zip(row, factors, own)] for row, own in zip(rows, change)]


def talking_block(t: Tensors, name: str, rows: Rows) -> tuple[Rows, list[Rows]]:
    qkv = linear(t, f"{name}.attn.qkv", norm(t, f"{name}.norm1", rows))
    q, k, v = ([row[part * WIDTH : (part + 1) * WIDTH] for row in qkv] for part in range(3))
    output, weights = attend(t, f"{name}.attn", q, k, v, talking=True)
    rows = added(t, f"{name}.gamma_1", rows, output)
    return added(t, f"{name}.gamma_2", rows, mlp(t, f"{name}.mlp", norm(t, f"{name}.norm2", rows))), weights


def class_block(t: Tensors, name: str, token: Rows, patches: Rows) -> tuple[Rows, list[Rows]]:
    u = norm(t, f"{name}.norm1", token + patches)
    q, k, v = (linear(t, f"{name}.attn.{part}", u[:1] if part == "q" else u) for part in "qkv")
    output, weights = attend(t, f"{name}.attn", q, k, v, talking=False)
    token = added(t, f"{name}.gamma_1", token, output)
    return added(t, f"{name}.gamma_2", token, mlp(t, f"{name}.mlp", norm(t, f"{name}.norm2", token))), weights


def patches_of(pixels: list[float]) -> Rows:
    """Row by row; the numbers of a patch channel by channel."""
    size = SIDE * PATCH
    return [
        [
            pixels[(channel * size + row * PATCH + y) * size + col * PATCH + x]
            for channel in range(CHANNELS)
            for y in range(PATCH)
            for x in range(PATCH)
        ]
        for row in range(SIDE)
        for col in range(SIDE)
    ]


def case() -> dict[str, object]:
    source = random.Random(2021)
    t = make(source)
    config = {"architecture": "cait_xxs24_224", "num_classes": LABELS, "model_args": {"num_heads": HEADS}}
    pixels = [source.gauss(0, 1) for _ in range(CHANNELS * (SIDE * PATCH) ** 2)]
    position = t["pos_embed"][1]
    rows = linear(t, "patch_embed.proj", patches_of(pixels))
    rows = [[v + position[i * WIDTH + c] for c, v in enumerate(row)] for i, row in enumerate(rows)]
    hidden, attention = [rows], []
    for i in range(BLOCKS):
        rows, weights = talking_block(t, f"blocks.{i}", rows)
        hidden.append(rows)
        attention.append(weights)
    token = [t["cls_token"][1]]
    for i in range(CLASS_BLOCKS):
        token, weights = class_block(t, f"blocks_token_only.{i}", token, rows)
        hidden.append(token + rows)
        attention.append(weights)
    logits = linear(t, "head", norm(t, "norm", token + rows)[:1])[0]
    return {
        "dtype": "F32",
        "file": base64.b64encode(safetensors(t, config)).decode(),
        "input": {"pixels": pixels},
        "hidden": rounded(hidden),
        "attention": rounded(attention),
        "logits": rounded(logits),
    }


def rounded(value: object) -> object:
    """Nested lists, nine significant digits."""
    return [rounded(one) for one in value] if isinstance(value, list) else float(f"{value:.9g}")


def main() -> None:
    text = json.dumps(case(), separators=(",", ":")) + "\n"
    if "--check" not in sys.argv[1:]:
        OUT.write_text(text)
    elif OUT.read_text() != text:
        sys.exit(f"{OUT.name} is not what this script writes")


main()
