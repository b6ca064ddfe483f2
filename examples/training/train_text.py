"""Train the tiny text model on sentences of the grammar, and write it as safetensors.

    python3 train_text.py

It learns three things at once: at a masked word, a word that fits there; at "it", the noun that it
stands for; everywhere else, the word itself. A guiding loss on the attention of "it" asks head 0 to
look at the living being when the adjective is one for beings and at the adjective otherwise, and
head 1 to do the same for places: one layer alone cannot compare noun and adjective, but it can do
this.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

import grammar
import safetensors_io
from evaluate import held_out_accuracy
from text_model import TextModel

OUT = Path(__file__).parents[2] / "web/models/text-tiny/model.safetensors"
INDEX = {word: index for index, word in enumerate(grammar.VOCABULARY)}
SHARPNESS = 12.0  # cosines are multiplied by this before the softmax of the loss
GUIDED = 0.85  # the guiding loss asks for this much attention, no more and no less


def referents(sentence: grammar.Sentence, visible: list[bool]) -> set[str]:
    """The nouns that "it" may stand for, given which words can be seen."""
    kinds = [(grammar.BEINGS, grammar.BEING_ADJECTIVES), (grammar.PLACES, grammar.PLACE_ADJECTIVES)]
    possible: set[str] = set()
    for nouns, adjectives in kinds:
        if not visible[sentence.adjective] or sentence.tokens[sentence.adjective] in adjectives:
            noun = sentence.noun(nouns)
            possible |= {sentence.tokens[noun]} if visible[noun] else set(nouns)
    return possible


def example(source: random.Random) -> tuple[list[str], list[set[str]], list[tuple[int, int, int]]]:
    """Words, the words that each position may lie nearest to, and guides (head, query, key)."""
    sentence = grammar.random_sentence(source)
    words = list(sentence.tokens)
    wanted = [{word} for word in words]
    for index, word in enumerate(words):
        if word != "it" and source.random() < 0.12:
            masked = source.random() < 0.8
            words[index] = grammar.MASK if masked else grammar.UNKNOWN
            wanted[index] = set(sentence.slots[index]) if masked else {grammar.UNKNOWN}
    guides = []
    it = sentence.it
    if it is not None:
        visible = [word == true for word, true in zip(words, sentence.tokens)]
        wanted[it] = referents(sentence, visible)
        for head, kind in enumerate((grammar.BEINGS, grammar.PLACES)):
            noun = sentence.noun(kind)
            key = noun if noun == sentence.referent else sentence.adjective
            if visible[noun] and visible[sentence.adjective]:
                guides.append((head, it, key))
    return words, wanted, guides


def batch(source: random.Random, size: int) -> tuple[Tensor, Tensor, Tensor]:
    """Ids [size, length], allowed words [size, length, vocabulary], guides [4, count]."""
    examples = [example(source) for _ in range(size)]
    longest = max(len(words) for words, _, _ in examples)
    ids = torch.full((size, longest), -1)
    allowed = torch.zeros(size, longest, len(INDEX), dtype=torch.bool)
    guides = []
    for row, (words, wanted, looks) in enumerate(examples):
        ids[row, : len(words)] = torch.tensor([INDEX[word] for word in words])
        for place, words_here in enumerate(wanted):
            allowed[row, place, [INDEX[word] for word in words_here]] = True
        guides += [(row, *look) for look in looks]
    return ids, allowed, torch.tensor(guides).T


def losses(model: TextModel, batch: tuple[Tensor, Tensor, Tensor]) -> tuple[Tensor, ...]:
    """After attention: an allowed word is nearest. Before: the word itself is. And two for looks:

    the guide on the attention of "it", and how far attention is from looking at all tokens alike.
    """
    ids, allowed, (row, head, query, key) = batch
    layer = model(ids)
    near = SHARPNESS * model.nearness(layer.x + layer.output)
    missed = near.logsumexp(-1) - near.masked_fill(~allowed, -torch.inf).logsumexp(-1)
    changed = ids != allowed.float().argmax(-1)  # masked words, and "it"
    real = ids >= 0
    after = missed[real & changed].mean() + missed[real & ~changed].mean()
    own = SHARPNESS * model.nearness(layer.x)
    before = F.cross_entropy(own.flatten(0, 1), ids.flatten(), ignore_index=-1)
    guide = (math.log(GUIDED) - layer.weights[row, head, query, key].log()).abs().mean()
    weights = layer.weights + 1e-9
    lengths = real.sum(-1).float()[:, None, None]
    peaked = 1 + (weights * weights.log()).sum(-1) / lengths.log()  # 0 when even, 1 when one-hot
    return after, before, guide, peaked.transpose(1, 2)[real].mean()


def config(options: argparse.Namespace) -> dict[str, object]:
    return {
        "model_type": "attention-walk-text",
        "d_model": options.width,
        "num_heads": options.heads,
        "num_layers": 1,
        "max_position_embeddings": grammar.MAX_TOKENS,
        "vocab": grammar.VOCABULARY,
        "mask_token": grammar.MASK,
        "unk_token": grammar.UNKNOWN,
        "tokenizer": "lower case, ’ becomes '; [mask], [unk] and runs of letters and ' are tokens, "
        "every other visible character is one; a token not in vocab becomes unk_token",
        "input": "embeddings.word.weight[token] + embeddings.position.weight[position]",
        "readout": "cosine: the vocab word whose embedding has the largest cosine with "
        "x (before) and with x + output (after)",
        "name": "text-tiny",
        "license": "MIT",
        "trained_on": "sentences of a small grammar, examples/training/grammar.py (MIT)",
    }


def train(model: TextModel, options: argparse.Namespace) -> None:
    source = random.Random(options.seed)
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=options.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=options.rate, total_steps=options.steps, pct_start=0.1
    )
    began = time.time()
    for step in range(options.steps):
        after, before, guide, peaked = losses(model, batch(source, options.batch))
        loss = after + options.own * before + options.guide * guide + options.soft * peaked
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if (step + 1) % 500 == 0:
            spent = time.time() - began
            parts = f"after {after:.3f}, before {before:.3f}, guide {guide:.3f}"
            print(f"step {step + 1}: {parts}, peaked {peaked:.2f}, {spent:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=8)
    parser.add_argument("--heads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=1e-2)
    parser.add_argument("--decay", type=float, default=0.02)
    parser.add_argument("--guide", type=float, default=0.2, help="weight of the attention guide")
    parser.add_argument("--soft", type=float, default=0.4, help="weight of: attention not peaked")
    parser.add_argument("--own", type=float, default=0.3, help="weight of: x lies nearest its word")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()

    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    words = len(grammar.VOCABULARY)
    model = TextModel(words, grammar.MAX_TOKENS, options.width, options.heads)
    count = sum(p.numel() for p in model.parameters())
    print(f"text-tiny: {words} words, {count} parameters", flush=True)
    train(model, options)
    settings = config(options)
    metadata = {key: str(settings[key]) for key in ("name", "license", "trained_on")}
    metadata["config"] = json.dumps(settings, ensure_ascii=False)
    size = safetensors_io.save(options.out, model.tensors(), metadata, "F32")
    right, total = held_out_accuracy(model)
    print(f"text-tiny: {100 * right / total:.2f}% of {total}, {size} bytes in {options.out}")


if __name__ == "__main__":
    main()
