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
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from torch_image_models import make_hf_vit, make_timm, run_hf_vit, run_timm
from torch_parts import ACTIVATIONS, CHANNELS, HEADS, IMAGE, Maker, Result, safetensors
from torch_text_models import TOKEN_IDS, make_bert, make_gpt, run_bert, run_gpt

OUT = Path(__file__).parent / "models"


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


def gpt_case(
    seed: int, prefix: str, config: dict[str, object], is_conv1d: bool
) -> dict[str, object]:
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
