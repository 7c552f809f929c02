"""Reading and writing of models in the safetensors format."""
import json
import pathlib

import numpy as np

KINDS = {"I8": "i1", "U8": "u1", "F16": "<f2", "F32": "<f4"}


def read_tensors(path: pathlib.Path) -> dict[str, np.ndarray]:
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    tensors = {}
    for name, entry in json.loads(data[8:start]).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = np.frombuffer(data[start + begin : start + end], KINDS[entry["dtype"]])
            tensors[name] = values.reshape(entry["shape"])
    return tensors


def read_model(path: pathlib.Path) -> tuple[np.ndarray, list[str]]:
    """The rows as float32 and the tokens, of the one-file form or of a model2vec directory."""
    if path.is_dir():
        rows = read_tensors(path / "model.safetensors")["embeddings"].astype("f4")
        numbers = json.loads((path / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
        tokens = sorted(numbers, key=numbers.__getitem__)
    else:
        tensors = read_tensors(path)
        rows = tensors["embeddings"].astype("f4")
        if "scales" in tensors:
            rows *= tensors["scales"][:, None]
        tokens = tensors["vocabulary"].tobytes().decode().split("\n")
    if len(tokens) != len(rows):
        raise SystemExit(f"{path}: {len(tokens)} tokens, but {len(rows)} rows")
    return rows, tokens


def quantise(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of 8 bits, and for each the scale that restores it: the largest absolute value / 127."""
    scales = (np.abs(rows).max(axis=1) / np.float32(127)).astype("<f4")
    safe = np.where(scales > 0, scales, 1)
    return np.clip(np.rint(rows / safe[:, None]), -127, 127).astype("i1"), scales


def write_model(path: pathlib.Path, rows: np.ndarray, tokens: list[str], model_id: str, licence: str) -> np.ndarray:
    """Writes the one-file form and returns the rows as a reader restores them."""
    values, scales = quantise(rows)
    tensors = {
        "embeddings": ("I8", list(values.shape), values.tobytes()),
        "scales": ("F32", [len(scales)], scales.tobytes()),
        "vocabulary": ("U8", None, "\n".join(tokens).encode()),
    }
    header: dict = {"__metadata__": {"licence": licence, "model_id": model_id}}
    offset = 0
    for name, (kind, shape, data) in tensors.items():
        header[name] = {"dtype": kind, "shape": shape or [len(data)], "data_offsets": [offset, offset + len(data)]}
        offset += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    # The tensors start at a multiple of 64, so that they can be used where they lie.
    text += b" " * (-(8 + len(text)) % 64)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + b"".join(data for _, _, data in tensors.values()))
    return values * scales[:, None]
