"""Measure the models that ship, from the files that ship.

    python3 evaluate.py
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import torch
from torch import Tensor

import data
import grammar
import safetensors_io
from model import VisionTransformer, ViTShape
from text_model import TextModel

MODELS = Path(__file__).parents[2] / "web/models"
IMAGE_MODELS = {"fashion-vit": data.FASHION, "digit-vit": data.DIGITS}


@torch.no_grad()
def accuracy(
    model: VisionTransformer, data_set: data.DataSet, changed: bool = False
) -> tuple[int, int]:
    """How many test images get the right label, and how many there are.

    With `changed`, they are moved, turned and redrawn as training images are, always alike.
    """
    images, labels = data.load(data_set.name, "test")
    torch.manual_seed(0)
    right = 0
    for some, expected in zip(images.split(500), labels.split(500)):
        if changed:
            some = data.augment(some, data_set.augment)
        right += int((model(data.normalise(some, data_set)).argmax(1) == expected).sum())
    return right, len(labels)


def load_vit(path: Path) -> VisionTransformer:
    """The model in a file, with its shape as the file's own config gives it."""
    tensors, metadata = safetensors_io.load(path)
    config = json.loads(metadata["config"])
    fields = {key: config[key] for key in ViTShape.__dataclass_fields__ if key in config}
    model = VisionTransformer(ViTShape(**fields, num_labels=len(config["id2label"])))
    model.load_state_dict(tensors)
    return model.eval()


def load_text(path: Path) -> TextModel:
    tensors, metadata = safetensors_io.load(path)
    config = json.loads(metadata["config"])
    assert config["vocab"] == grammar.VOCABULARY
    positions = config["max_position_embeddings"]
    model = TextModel(len(config["vocab"]), positions, config["d_model"], config["num_heads"])
    for name, parameter in model.tensors().items():
        parameter.data.copy_(tensors[name])
    return model


def ids_of(tokens: list[str] | tuple[str, ...]) -> Tensor:
    """Token ids [1, length]; words that are not known become the unknown word."""
    known = {word: index for index, word in enumerate(grammar.VOCABULARY)}
    return torch.tensor([[known.get(word, known[grammar.UNKNOWN]) for word in tokens]])


@torch.no_grad()
def held_out_accuracy(model: TextModel) -> tuple[int, int]:
    """For how many held-out sentences "it" ends up nearest to the noun it stands for."""
    by_length: dict[int, list[grammar.Sentence]] = {}
    total = right = 0
    for sentence in grammar.held_out_sentences():
        by_length.setdefault(len(sentence.tokens), []).append(sentence)
    known = {word: index for index, word in enumerate(grammar.VOCABULARY)}
    for sentences in by_length.values():
        ids = torch.tensor([[known[word] for word in s.tokens] for s in sentences])
        it = torch.tensor([s.it for s in sentences])
        wanted = torch.tensor([known[s.tokens[s.referent]] for s in sentences])
        layer = model(ids)
        after = (layer.x + layer.output)[torch.arange(len(ids)), it]
        right += int((model.nearness(after).argmax(-1) == wanted).sum())
        total += len(ids)
    return right, total


@torch.no_grad()
def other_words_accuracy(model: TextModel, count: int = 2000) -> dict[str, tuple[int, int]]:
    """On random sentences: do words stay nearest to themselves, and do masked ones fit the slot?"""
    source = random.Random(99)
    before = after = masked = words = others = 0
    for _ in range(count):
        sentence = grammar.random_sentence(source)
        ids = ids_of(sentence.tokens)
        layer = model(ids)
        plain = ids[0] != ids_of(["it"])[0, 0]
        others += int(plain.sum())
        before += int((model.nearness(layer.x)[0].argmax(-1) == ids[0]).sum())
        nearest = model.nearness(layer.x + layer.output)[0].argmax(-1)
        after += int((nearest == ids[0])[plain].sum())
        words += len(sentence.tokens)
        place = source.randrange(len(sentence.tokens))
        hidden = [*sentence.tokens]
        hidden[place] = grammar.MASK
        layer = model(ids_of(hidden))
        guess = model.nearness(layer.x + layer.output)[0, place].argmax()
        masked += grammar.VOCABULARY[int(guess)] in sentence.slots[place]
    return {
        ", words nearest to themselves before attention": (before, words),
        ', words other than "it" nearest to themselves after attention': (after, others),
        ", masked words guessed as one that fits": (masked, count),
    }


def image_figures(name: str) -> dict[str, tuple[int, int]]:
    vit = load_vit(MODELS / name / "model.safetensors")
    return {
        "": accuracy(vit, IMAGE_MODELS[name]),
        ", moved and redrawn as in training": accuracy(vit, IMAGE_MODELS[name], changed=True),
    }


def text_figures() -> dict[str, tuple[int, int]]:
    model = load_text(MODELS / "text-tiny/model.safetensors")
    return {"": held_out_accuracy(model), **other_words_accuracy(model)}


def main() -> None:
    names = [*IMAGE_MODELS, "text-tiny"]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", metavar="MODEL", help=f"default: {' '.join(names)}")
    torch.set_num_threads(1)
    for name in parser.parse_args().models or names:
        figures = image_figures(name) if name in IMAGE_MODELS else text_figures()
        for what, (right, count) in figures.items():
            print(f"{name}{what}: {100 * right / count:.2f}% of {count}", flush=True)


if __name__ == "__main__":
    main()
