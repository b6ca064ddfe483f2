"""Train one of the two image models that ship with the page, and write it as safetensors.

    python3 train_vit.py --dataset fashion
    python3 train_vit.py --dataset digits

In the first two thirds of the epochs each image is seen with half of its patches, chosen at random:
that halves the time, and keeps the model from leaning on a few patches.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from pathlib import Path

import torch
import torch.nn.functional as F

import data
import safetensors_io
from evaluate import accuracy
from model import VisionTransformer, ViTShape

MODELS = Path(__file__).parents[2] / "web/models"
NAMES = {"fashion": "fashion-vit", "digits": "digit-vit"}


def learning_rate(step: int, steps: int, peak: float, warmup: float = 0.06) -> float:
    """Up in a straight line, then down along a cosine."""
    done = step / steps
    if done < warmup:
        return peak * (done / warmup + 1e-3)
    return peak * 0.5 * (1 + math.cos(math.pi * (done - warmup) / (1 - warmup)))


def config(shape: ViTShape, data_set: data.DataSet, name: str) -> dict[str, object]:
    """Everything needed to run the model, with the keys of Hugging Face."""
    return {
        "model_type": "vit",
        "hidden_size": shape.hidden_size,
        "num_hidden_layers": shape.num_hidden_layers,
        "num_attention_heads": shape.num_attention_heads,
        "intermediate_size": shape.intermediate_size,
        "hidden_act": "gelu",
        "layer_norm_eps": shape.layer_norm_eps,
        "image_size": shape.image_size,
        "patch_size": shape.patch_size,
        "num_channels": shape.num_channels,
        "qkv_bias": True,
        "id2label": {str(index): label for index, label in enumerate(data_set.labels)},
        "image_mean": [data_set.mean],
        "image_std": [data_set.std],
        "name": name,
        "license": "MIT",
        "trained_on": data_set.trained_on,
    }


def save(path: Path, model: VisionTransformer, data_set: data.DataSet, name: str) -> int:
    settings = config(model.shape, data_set, name)
    metadata = {key: str(settings[key]) for key in ("name", "license", "trained_on")}
    metadata["config"] = json.dumps(settings)
    return safetensors_io.save(path, model.state_dict(), metadata)


def train(model: VisionTransformer, data_set: data.DataSet, options: argparse.Namespace) -> None:
    images, labels = data.load(data_set.name, "train")
    named = dict(model.named_parameters())
    decayed = {n for n, p in named.items() if p.ndim > 1 and n not in ("cls_token", "pos_embed")}
    optimizer = torch.optim.AdamW(
        [
            {"params": [named[n] for n in named if n in decayed], "weight_decay": 0.05},
            {"params": [named[n] for n in named if n not in decayed], "weight_decay": 0.0},
        ]
    )
    batches = len(images) // options.batch
    steps = options.epochs * batches
    began = time.time()
    for epoch in range(options.epochs):
        total = 0.0
        seen = options.seen if epoch < options.epochs * 2 // 3 else 1.0
        for index, chosen in enumerate(torch.randperm(len(images)).split(options.batch)[:batches]):
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(epoch * batches + index, steps, options.rate)
            changed = data.augment(images[chosen], data_set.augment)
            logits = model(data.normalise(changed, data_set), seen=seen)
            loss = F.cross_entropy(logits, labels[chosen], label_smoothing=options.smoothing)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
        spent = time.time() - began
        print(f"epoch {epoch + 1}: loss {total / batches:.4f}, {spent:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", choices=NAMES, required=True)
    parser.add_argument("--epochs", type=int, help="default: 18 for fashion, 60 for digits")
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--width", type=int, default=48)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument(
        "--seen", type=float, default=0.5, help="share of the patches seen in the first two thirds"
    )
    parser.add_argument("--rate", type=float, default=1.5e-3, help="the highest learning rate")
    parser.add_argument("--smoothing", type=float, default=0.1, help="label smoothing")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="default: web/models/<name>/model.safetensors")
    options = parser.parse_args()
    options.epochs = options.epochs or (18 if options.dataset == "fashion" else 60)
    name = NAMES[options.dataset]
    out = options.out or MODELS / name / "model.safetensors"

    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    data_set = data.DATA_SETS[options.dataset]
    shape = ViTShape(
        hidden_size=options.width,
        num_hidden_layers=options.layers,
        intermediate_size=2 * options.width,
    )
    model = VisionTransformer(shape)
    print(f"{name}: {sum(p.numel() for p in model.parameters())} parameters", flush=True)
    train(model, data_set, options)
    size = save(out, model, data_set, name)
    model.load_state_dict(safetensors_io.load(out)[0])  # judge what the file holds, not more
    right, count = accuracy(model, data_set)
    print(f"{name}: {100 * right / count:.2f}% of {count}, {size} bytes in {out}")


if __name__ == "__main__":
    main()
