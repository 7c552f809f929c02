#!/usr/bin/env python3
"""Embeds the same chunks with Python's onnxruntime and with ours, the same model on as many threads, by turns.

    pip install onnxruntime==1.28.0 tokenizers
    Benchmarks/documents/local_model.py DOCUMENT_BENCHMARK THREADS FILE…

Chunks are 1,000 characters of the files' texts, and their lines of 20 to 300 characters for short texts. Python sorts
the texts by length, takes 32 at once, as sentence-transformers does, or one by one; the better of these counts.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "Tools"))
import generate_transformer_fixture as peer  # noqa: E402

os.environ.setdefault("FDNIX_DOCUMENTS_PREFIX", str(ROOT / ".fdnix/documents"))
MODEL = pathlib.Path(os.environ["FDNIX_DOCUMENTS_PREFIX"], "models/minilm-l6-v2-int8")
ROUNDS = 3
MOST = 150


def chunks(files: list[str]) -> dict[str, list[str]]:
    texts = [pathlib.Path(path).read_text(encoding="utf-8", errors="replace").replace("\0", "") for path in files]
    long = [text[start : start + 1000] for text in texts for start in range(0, len(text) - 1000, 1000)]
    short = [line.strip() for text in texts for line in text.splitlines() if 20 <= len(line.strip()) <= 300]
    # Of each, some from everywhere.
    return {name: found[:: max(1, len(found) // most)][:most]
            for name, found, most in (("1,000 characters", long, MOST), ("lines", short, 5 * MOST))}


def python(model, tokens, texts: list[str], size: int) -> tuple[float, np.ndarray]:
    start = time.perf_counter()
    rows = [encoding.ids for encoding in tokens.encode_batch(texts)]
    order = sorted(range(len(rows)), key=lambda place: len(rows[place]))
    vectors = np.zeros((len(rows), 384), np.float32)
    for first in range(0, len(order), size):
        part = order[first : first + size]
        vectors[part] = peer.embed(model, [rows[place] for place in part])
    return time.perf_counter() - start, vectors


def main() -> None:
    program, threads, *files = sys.argv[1:]
    tokens, model = peer.tokenizer(MODEL / "vocab.txt"), peer.session(MODEL / "model.onnx", int(threads))
    print("| texts | how many | Python, 32 at once | Python, one by one | ours | times | largest difference | MB |")
    print("|---|---|---|---|---|---|---|---|")
    for name, texts in chunks(files).items():
        best = {32: 1e9, 1: 1e9, 0: 1e9}
        with tempfile.TemporaryDirectory() as folder:
            source, target = pathlib.Path(folder, "texts"), pathlib.Path(folder, "vectors")
            source.write_bytes(b"\0".join(text.encode() for text in texts))
            for _ in range(ROUNDS):
                for size in (32, 1):
                    seconds, theirs = python(model, tokens, texts, size)
                    best[size] = min(best[size], seconds)
                # Behind a shell, which forks: a child of ours would count our memory as its own.
                command = ["sh", "-c", '"$@"; exit $?', "sh", program, "embed", threads, source, target]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                seconds, before, peak, _ = done.stdout.split()
                best[0] = min(best[0], float(seconds))
            ours = np.fromfile(target, np.float32).reshape(-1, 384)
        rates = {size: len(texts) / seconds for size, seconds in best.items()}
        times = rates[0] / max(rates[32], rates[1])
        memory = f"{int(peak) >> 20} ({(int(peak) - int(before)) >> 20} beside the model)"
        cells = [name, str(len(texts)), *(f"{rates[size]:.1f} a second" for size in (32, 1, 0)), f"{times:.2f}",
                 f"{np.abs(ours - theirs).max():.1e}", memory]
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
