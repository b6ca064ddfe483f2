"""Writes the page's layer.json, and what PyTorch itself computes for the test.

    /usr/bin/python3 examples/pytorch/make_samples.py [FOLDER FILE]

FOLDER receives layer.json, FILE the references; both have their places when left out.
"""

import json
import sys
from pathlib import Path

import torch

from export_attention import walk_of

HERE = Path(__file__).parent
TOKENS = ["The", "cat", "sat", "down", "."]
CONTEXT = ["Die", "Katze", "saß"]


def layer(embed_dim=8, num_heads=2, **options):
    """A layer with other than the first biases, which are 0; numbers that are short as text."""
    mha = torch.nn.MultiheadAttention(embed_dim, num_heads, **options)
    for parameter in mha.parameters():
        parameter.copy_(torch.randint(-64, 65, parameter.shape) / 64)
    return mha.eval()


def sequence(tokens, width):
    return torch.randint(-64, 65, (len(tokens), width)) / 64


def case(name, mha, query, key=None, value=None):
    walk = walk_of(mha, TOKENS, query, key, value, None if key is None else CONTEXT)
    key = query if key is None else key
    value = key if value is None else value
    output, weights = mha(query, key, value, average_attn_weights=False)
    return {"name": name, "walk": walk, "weights": weights.tolist(), "output": output.tolist()}


@torch.no_grad()
def cases():
    torch.manual_seed(7)
    x = sequence(TOKENS, 8)
    memory = sequence(CONTEXT, 8)
    wide = sequence(CONTEXT, 12)
    return [
        case("itself", layer(), x),
        case("without biases", layer(bias=False), x),
        case("batch_first", layer(num_heads=4, batch_first=True), x),
        case("another sequence", layer(), x, memory),
        case("other values than keys", layer(), x, memory, sequence(CONTEXT, 8)),
        case("kdim = vdim", layer(kdim=12, vdim=12), x, wide, wide),
        case("kdim, vdim", layer(kdim=3, vdim=6), x, sequence(CONTEXT, 3), sequence(CONTEXT, 6)),
    ]


def main(folder=HERE, file=HERE.parents[1] / "tests" / "reference" / "pytorch.json"):
    made = cases()
    Path(folder, "layer.json").write_text(json.dumps(made[0]["walk"]) + "\n")
    Path(file).write_text("[\n" + ",\n".join(map(json.dumps, made)) + "\n]\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
