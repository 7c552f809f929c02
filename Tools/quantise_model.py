#!/usr/bin/env python3
"""Makes the one file that fdnix carries its static embedding model in.

Reads a model2vec directory (model.safetensors with `embeddings` in float16 or float32, tokenizer.json) and writes a
safetensors file of three tensors: `embeddings` I8 [n, d] (row / scale, rounded), `scales` F32 [n] (largest absolute
value of the row / 127), `vocabulary` U8 (the tokens in the order of their ids, joined by line feeds). Needs numpy.

    python3 Tools/quantise_model.py MODEL_DIRECTORY Sources/CModel/model/fdnix-static-256.safetensors
"""
import argparse
import json
import pathlib

import numpy as np


def read_rows(path: pathlib.Path) -> np.ndarray:
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    entry = json.loads(data[8 : 8 + size])["embeddings"]
    begin, end = entry["data_offsets"]
    kind = {"F16": "<f2", "F32": "<f4"}[entry["dtype"]]
    return np.frombuffer(data[8 + size + begin : 8 + size + end], kind).reshape(entry["shape"]).astype("<f4")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--model-id", default="fdnix-static-256-v1")
    parser.add_argument("--licence", default="Apache-2.0")
    options = parser.parse_args()

    rows = read_rows(options.directory / "model.safetensors")
    tokens = json.loads((options.directory / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    words = sorted(tokens, key=tokens.__getitem__)
    assert [tokens[word] for word in words] == list(range(len(rows))), "ids must be 0..<rows"
    assert not any("\n" in word for word in words)

    peaks = np.abs(rows).max(axis=1)
    scales = (peaks / np.float32(127)).astype("<f4")
    safe = np.where(scales > 0, scales, 1)
    values = np.clip(np.rint(rows / safe[:, None]), -127, 127).astype("i1")

    tensors = {
        "embeddings": ("I8", list(values.shape), values.tobytes()),
        "scales": ("F32", [len(scales)], scales.tobytes()),
        "vocabulary": ("U8", None, "\n".join(words).encode()),
    }
    header: dict = {"__metadata__": {"licence": options.licence, "model_id": options.model_id}}
    offset = 0
    for name, (kind, shape, data) in tensors.items():
        header[name] = {"dtype": kind, "shape": shape or [len(data)], "data_offsets": [offset, offset + len(data)]}
        offset += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    # The tensors start at a multiple of 64, so that they can be used where they lie.
    text += b" " * (-(8 + len(text)) % 64)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    with options.output.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + b"".join(data for _, _, data in tensors.values()))
    restored = values * scales[:, None]
    cosine = (restored * rows).sum(1) / np.maximum(np.linalg.norm(restored, axis=1) * np.linalg.norm(rows, axis=1), 1e-9)
    print(f"{options.output}: {len(rows)} rows, least cosine to the original rows {cosine.min():.6f}")


main()
