"""Reading and writing the safetensors format, by hand: there is no Debian package for it.

A file is an 8-byte little-endian header length, a JSON header (tensor name to dtype, shape and
byte range, and `__metadata__` with strings), then the tensors' bytes one after another.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

DTYPES = {"F16": np.float16, "F32": np.float32}


def save(
    path: Path, tensors: dict[str, torch.Tensor], metadata: dict[str, str], dtype: str = "F16"
) -> int:
    """Write `tensors` rounded to `dtype`; return the size of the file in bytes."""
    header: dict[str, object] = {"__metadata__": metadata}
    body = b""
    for name, tensor in tensors.items():
        data = tensor.detach().cpu().numpy().astype(DTYPES[dtype]).tobytes()
        header[name] = {
            "dtype": dtype,
            "shape": list(tensor.shape),
            "data_offsets": [len(body), len(body) + len(data)],
        }
        body += data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)
    return path.stat().st_size


def load(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, str]]:
    """Read a file that `save` wrote: its tensors as float32, and its metadata."""
    raw = path.read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        values = np.frombuffer(raw[begin:end], DTYPES[entry["dtype"]]).astype(np.float32)
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]))
    return tensors, metadata


def round_to(tensors: dict[str, torch.Tensor], dtype: str = "F16") -> dict[str, torch.Tensor]:
    """The tensors as a file of that dtype would give them back."""
    if dtype == "F32":
        return {name: tensor.detach().float() for name, tensor in tensors.items()}
    return {name: tensor.detach().half().float() for name, tensor in tensors.items()}
