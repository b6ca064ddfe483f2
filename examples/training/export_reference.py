"""Write what PyTorch computes from the shipped weights, for the tests of the C++ runner.

    python3 export_reference.py

Everything is computed in float64 from the weights as they stand in the files, and written with
seven significant digits to reference/<model>.json.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from torch import Tensor

import data
import grammar
from evaluate import IMAGE_MODELS, MODELS, ids_of, load_text, load_vit
from text_model import TextModel

OUT = Path(__file__).parent / "reference"
INDEXES = {"fashion-vit": (0, 5000), "digit-vit": (3, 700)}  # of the test images
QUERIES = (0, 25)  # [CLS], and the patch in the middle
SENTENCES = (
    "The animal didn't cross the street because it was too tired",
    "The animal didn't cross the street because it was too wide",
    "What is attention ?",
)


def numbers(tensor: Tensor) -> object:
    """Nested lists, rounded to seven significant digits."""
    if tensor.ndim:
        return [numbers(row) for row in tensor]
    return float(f"{tensor.item():.7g}")


@torch.no_grad()
def image_cases(name: str) -> list[dict[str, object]]:
    data_set = IMAGE_MODELS[name]
    model = load_vit(MODELS / name / "model.safetensors").double()
    images, labels = data.load(data_set.name, "test")
    cases = []
    for index in INDEXES[name]:
        pixels = (images[index : index + 1].double() / 255 - data_set.mean) / data_set.std
        trace: list = []
        logits = model(pixels.unsqueeze(1), trace)[0]
        rows = list(QUERIES)
        layers = [
            {
                "layer": layer,
                "x": numbers(trace[layer].x[0, rows]),
                "weights": numbers(trace[layer].weights[0][:, rows]),
                "output": numbers(trace[layer].output[0, rows]),
            }
            for layer in (0, len(trace) - 1)
        ]
        cases.append(
            {
                "index": index,
                "label": data_set.labels[labels[index]],
                "pixels": images[index].flatten().tolist(),
                "embedded": numbers(model.embed(pixels.unsqueeze(1))[0, rows]),
                "layers": layers,
                "logits": numbers(logits),
                "probabilities": numbers(logits.softmax(-1)),
            }
        )
    return cases


@torch.no_grad()
def text_cases(model: TextModel) -> list[dict[str, object]]:
    cases = []
    for text in SENTENCES:
        tokens = grammar.tokenize(text)
        ids = ids_of(tokens)
        layer = model(ids)
        case: dict[str, object] = {"text": text, "tokens": tokens, "ids": ids[0].tolist()}
        case |= {field: numbers(getattr(layer, field)[0]) for field in layer._fields}
        for when, vectors in (("before", layer.x), ("after", layer.x + layer.output)):
            cosines, words = model.nearness(vectors)[0].max(-1)
            case[when] = [
                {"word": grammar.VOCABULARY[word], "cosine": numbers(cosine)}
                for word, cosine in zip(words, cosines)
            ]
        cases.append(case)
    return cases


def write(name: str, content: dict[str, object]) -> None:
    OUT.mkdir(exist_ok=True)
    path = OUT / f"{name}.json"
    path.write_text(json.dumps(content, separators=(",", ":"), ensure_ascii=False) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


def main() -> None:
    torch.set_num_threads(1)
    for name in IMAGE_MODELS:
        about = (
            "x is the layer's input after norm1, output the attention's before the residual; "
            "x, output and embedded have one row per query, weights [head][query][key]; "
            "the model's input is (pixels / 255 - image_mean) / image_std"
        )
        write(name, {"about": about, "queries": QUERIES, "cases": image_cases(name)})
    about = (
        "x = word + position; q, k, v [token][column], heads contiguous; weights "
        "[head][query][key]; before and after: the word with the largest cosine with x, x + output"
    )
    model = load_text(MODELS / "text-tiny/model.safetensors").double()
    write("text-tiny", {"about": about, "cases": text_cases(model)})


if __name__ == "__main__":
    main()
