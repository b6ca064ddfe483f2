"""Write small models with the tensor names of other software, and what PyTorch computes with them.

    python3 make_models.py [--check]

Needs python3-torch and numpy, both from Debian. The forward passes follow the papers (Dosovitskiy
et al. 2021, Devlin et al. 2019, Radford et al. 2019), run in float64 on the weights as the file
holds them, and share no code with the core. `--check` compares with the committed files instead of
writing them. Every file: `file` (a .safetensors in base64), `input`, `hidden` (behind the
embedding, then behind each layer: [layers + 1][token][column]), `attention`
([layer][head][query][key]) and, where the model has a head, `logits`.
"""

from __future__ import annotations

import base64
import json
import math
import sys
from pathlib import Path
from typing import Callable

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

OUT = Path(__file__).parent / "models"
WIDTH, HEADS, LAYERS, INNER, LABELS = 8, 2, 2, 12, 5
IMAGE, PATCH, CHANNELS = 6, 2, 3
VOCABULARY, PLACES = 11, 7
TOKEN_IDS = [3, 0, 10, 3, 7]

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


# -- timm's VisionTransformer ------------------------------------------------------------------


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


# -- Hugging Face's ViT ------------------------------------------------------------------------


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


# -- BERT --------------------------------------------------------------------------------------


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


# -- GPT-2 and minGPT --------------------------------------------------------------------------


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


# -- The cases ---------------------------------------------------------------------------------


def numbers(tensor: Tensor) -> object:
    """Nested lists, nine significant digits."""
    if tensor.ndim:
        return [numbers(row) for row in tensor]
    return float(f"{tensor.item():.9g}")


def case(
    maker: Maker, config: dict[str, object], given: dict[str, object], result: Result
) -> dict[str, object]:
    content: dict[str, object] = {
        "dtype": maker.dtype,
        "file": base64.b64encode(safetensors(maker, config)).decode(),
        "input": given,
        "hidden": [numbers(rows) for rows in result.hidden],
        "attention": [numbers(rows) for rows in result.attention],
    }
    if result.logits is not None:
        content["logits"] = numbers(result.logits)
    return content


def image_input() -> tuple[Tensor, dict[str, object]]:
    random = torch.Generator().manual_seed(99)
    pixels = torch.randn(CHANNELS, IMAGE, IMAGE, generator=random)
    return pixels.double(), {"pixels": [float(v) for v in pixels.flatten()]}


def timm_case(
    seed: int, dtype: str, config: dict[str, object], mean: bool, **shape: object
) -> dict[str, object]:
    maker = Maker(seed, dtype)
    make_timm(maker, **shape)  # type: ignore[arg-type]
    pixels, given = image_input()
    act = ACTIVATIONS[str(config.get("hidden_act", "gelu"))]
    return case(maker, config, given, run_timm(maker.doubles(), pixels, act, mean, 1e-6))


def hf_vit_case(
    seed: int, dtype: str, prefix: str, config: dict[str, object], **shape: bool
) -> dict[str, object]:
    maker = Maker(seed, dtype)
    make_hf_vit(maker, prefix, **shape)
    pixels, given = image_input()
    act = ACTIVATIONS[str(config["hidden_act"])]
    epsilon = float(str(config.get("layer_norm_eps", 1e-12)))
    return case(maker, config, given, run_hf_vit(maker.doubles(), prefix, pixels, act, epsilon))


def bert_case() -> dict[str, object]:
    maker = Maker(6, "F32")
    make_bert(maker, "bert.")
    config: dict[str, object] = {
        "model_type": "bert",
        "num_attention_heads": HEADS,
        "hidden_act": "gelu",
    }
    result = run_bert(maker.doubles(), "bert.", TOKEN_IDS, ACTIVATIONS["gelu"], 1e-12)
    return case(maker, config, {"tokenIds": TOKEN_IDS}, result)


def gpt_case(seed: int, prefix: str, config: dict[str, object], is_conv1d: bool) -> dict[str, object]:
    maker = Maker(seed, "F32")
    make_gpt(maker, prefix, is_conv1d=is_conv1d)
    result = run_gpt(maker.doubles(), prefix, TOKEN_IDS, ACTIVATIONS["gelu_new"], 1e-5)
    return case(maker, config, {"tokenIds": TOKEN_IDS}, result)


def image_case(
    width: int, height: int, size: int, channels: int, mean: list[float], std: list[float]
) -> dict[str, object]:
    """A picture, and what torchvision's CenterCrop, Resize(antialias=True) and Normalize make of
    it, written with the torch function that Resize itself calls."""
    random = torch.Generator().manual_seed(width * 100 + size)
    rgba = torch.randint(0, 256, (height, width, 4), generator=random)
    rgba[..., 3] = torch.where(rgba[..., 3] < 160, torch.tensor(255), rgba[..., 3])
    image = rgba.double().permute(2, 0, 1)
    image = image[:3] * image[3] / 255
    if channels == 1:
        image = (torch.tensor([0.299, 0.587, 0.114]).double()[:, None, None] * image).sum(0)[None]
    side = min(width, height)
    top, left = (height - side) // 2, (width - side) // 2
    image = image[None, :, top : top + side, left : left + side]
    image = F.interpolate(image, (size, size), mode="bilinear", antialias=True)[0] / 255
    image = (image - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None]
    return {
        "width": width,
        "height": height,
        "rgba": rgba.flatten().tolist(),
        "size": size,
        "channels": channels,
        "mean": mean,
        "std": std,
        "pixels": numbers(image.flatten()),
    }


def contents() -> dict[str, dict[str, object]]:
    heads = {"num_heads": HEADS}
    hf = {"model_type": "vit", "num_attention_heads": HEADS, "image_size": IMAGE}
    grey, colours = ([0.25], [0.5]), ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    images = [
        image_case(17, 11, 4, 1, *grey),
        image_case(6, 12, 8, 3, *colours),
        image_case(10, 10, 10, 1, *grey),
        image_case(23, 7, 3, 3, *colours),
    ]
    plain = {"class_token": True, "fc_norm": False, "head_size": 4}
    return {
        "timm-class-token": timm_case(1, "F32", {**heads}, False, qkv_bias=True, **plain),
        "timm-fc-norm": timm_case(
            2,
            "F32",
            {**heads, "hidden_act": "relu", "global_pool": "avg"},
            True,
            qkv_bias=False,
            class_token=True,
            fc_norm=True,
            head_size=4,
        ),
        "timm-no-class-token-f16": timm_case(
            3,
            "F16",
            {**heads, "hidden_act": "silu", "global_pool": "avg"},
            True,
            qkv_bias=True,
            class_token=False,
            fc_norm=False,
            head_size=6,
        ),
        "hf-vit": hf_vit_case(
            4, "F32", "vit.", {**hf, "hidden_act": "gelu"}, qkv_bias=True, classifier=True
        ),
        "hf-vit-no-qkv-bias-bf16": hf_vit_case(
            5,
            "BF16",
            "",
            {**hf, "hidden_act": "gelu_new", "layer_norm_eps": 1e-6},
            qkv_bias=False,
            classifier=False,
        ),
        "bert": bert_case(),
        "gpt2": gpt_case(
            7, "transformer.", {"n_head": HEADS, "activation_function": "gelu_new"}, True
        ),
        "mingpt": gpt_case(8, "transformer.", {"n_head": HEADS}, False),
        "images": {"cases": images},
    }


def main() -> None:
    torch.set_num_threads(1)
    OUT.mkdir(exist_ok=True)
    for name, content in contents().items():
        path = OUT / f"{name}.json"
        text = json.dumps(content, separators=(",", ":")) + "\n"
        if "--check" not in sys.argv:
            path.write_text(text)
            print(f"{path.name}: {len(text)} bytes")
        elif path.read_text() != text:
            sys.exit(f"{path.name} is not what PyTorch computes here")


if __name__ == "__main__":
    main()
