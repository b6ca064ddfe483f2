"""Write what the pack english-use-lite computes, for the tests of the C++ runner.

    node web/tools/package/english-model.mjs && python3 examples/training/english_reference.py

Everything is computed in float64 with numpy from the F16 weights as they stand in
dist/models/english-use-lite.safetensors, and written with seven significant digits to
reference/english-use-lite.json. The token ids are those of the original JavaScript tokenizer.
english_check.mjs compares the result with the original graph.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
PACK = ROOT / "dist/models/english-use-lite.safetensors"
TOKENIZED = ROOT / "tests/reference/use-lite-tokenizer.json"
OUT = Path(__file__).parent / "reference/english-use-lite.json"
SENTENCES = ("I like machine learning", "What is attention?", "Hello, world!")
DTYPES = {"F16": np.float16, "F32": np.float32}


def load_pack() -> tuple[dict[str, np.ndarray], dict]:
    """The tensors as float64, and the config."""
    raw = PACK.read_bytes()
    start = 8 + int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:start])
    config = json.loads(header.pop("__metadata__")["config"])
    tensors = {}
    for name, entry in header.items():
        begin, end = (start + offset for offset in entry["data_offsets"])
        values = np.frombuffer(raw[begin:end], DTYPES[entry["dtype"]])
        tensors[name] = values.astype(np.float64).reshape(entry["shape"])
    return tensors, config


def timing_signal(length: int, width: int) -> np.ndarray:
    """tensor2tensor's get_timing_signal_1d: wave lengths from 2π to 10,000 · 2π."""
    waves = np.exp(-np.arange(width // 2) * np.log(1e4) / (width // 2 - 1))
    angles = np.outer(np.arange(length), waves)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)


def layer_norm(x: np.ndarray, scale: np.ndarray, bias: np.ndarray, epsilon: float) -> np.ndarray:
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + epsilon) * scale + bias


def attention(
    x: np.ndarray, w: dict[str, np.ndarray], heads: int
) -> tuple[np.ndarray, np.ndarray]:
    """weights [head, query, key] and output [token, out]."""
    q, k, v = (x @ w[f"attention.w{c}"] + w[f"attention.b{c}"] for c in "qkv")
    q, k, v = (m.reshape(len(x), heads, -1).transpose(1, 0, 2) for m in (q, k, v))
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    concat = (weights @ v).transpose(1, 0, 2).reshape(len(x), -1)
    return weights, concat @ w["attention.wo"] + w["attention.bo"]


def numbers(array: np.ndarray) -> object:
    """Nested lists, rounded to seven significant digits."""
    return [numbers(row) for row in array] if array.ndim else float(f"{array:.7g}")


def main() -> None:
    w, config = load_pack()
    ids_of = {case["text"]: case["ids"] for case in json.loads(TOKENIZED.read_text())["cases"]}
    cases = []
    for text in SENTENCES:
        ids = ids_of[text]
        embedded = w["embeddings.word.weight"][ids] + timing_signal(len(ids), config["d_model"])
        norm = (w["attention.norm.weight"], w["attention.norm.bias"], config["layer_norm_eps"])
        x = layer_norm(embedded, *norm)
        weights, output = attention(x, w, config["num_heads"])
        rows = [0, len(ids) - 1]
        cases.append(
            {
                "text": text,
                "tokens": [config["vocab"][i] for i in ids],
                "ids": ids,
                "rows": rows,
                "x": numbers(x[rows]),
                "weights": numbers(weights),
                "output": numbers(output[rows]),
            }
        )
    about = (
        "x is the layer's input after the norm, output the attention's; both have one row for each "
        "of the tokens in rows; weights [head][query][key]"
    )
    content = json.dumps({"about": about, "cases": cases}, separators=(",", ":"), ensure_ascii=False)
    OUT.write_text(content + "\n")
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
