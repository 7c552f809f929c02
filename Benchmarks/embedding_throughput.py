#!/usr/bin/env python3
"""Embeds the same texts with Python's model2vec and with fdnix, on one core in one run, and prints both rates.

    pip install model2vec
    python3 Benchmarks/embedding_throughput.py --model MODEL_DIRECTORY [--texts FILE] [--build SCRATCH_PATH] [--json]

MODEL_DIRECTORY is a model2vec directory (model.safetensors, tokenizer.json, config.json optional). The texts are one a
line; without a file, synthetic package descriptions are made up, the same ones each time.
"""
import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import time

PACKAGE = pathlib.Path(__file__).resolve().parent
WORDS = """fast minimal lightweight modern simple command line terminal graphical tool library client server viewer
editor player manager compiler parser password music video image backup search network monitoring encrypting database
container Python Rust Haskell Go C++ Qt GTK Wayland X11 HTTP JSON YAML SQL API for and with the of in written bindings
plugin language cross-platform implementation utility framework interface configuration kernel module""".split()


def synthetic(count: int) -> list[str]:
    generator = random.Random(1)
    return [" ".join(generator.choices(WORDS, k=generator.randint(4, 16))) + "." for _ in range(count)]


def swift_rate(texts: list[str], scratch: str, core: int) -> dict[str, str]:
    build = ["swift", "build", "-c", "release", "--package-path", str(PACKAGE), "--scratch-path", scratch]
    subprocess.run(build, check=True, stdout=sys.stderr)
    folder = subprocess.run([*build, "--show-bin-path"], check=True, capture_output=True, text=True).stdout.strip()
    result = subprocess.run(
        ["taskset", "-c", str(core), f"{folder}/embedding-throughput"],
        input="\n".join(texts), capture_output=True, text=True, check=True)
    return dict(line.split() for line in result.stdout.splitlines())


def python_rate(texts: list[str], directory: str) -> float:
    # Set before the import: the libraries read these when they are loaded.
    os.environ.update(TOKENIZERS_PARALLELISM="false", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    import numpy as np
    from model2vec import StaticModel
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    rows = load_file(f"{directory}/model.safetensors")["embeddings"].astype(np.float32)
    model = StaticModel(rows, Tokenizer.from_file(f"{directory}/tokenizer.json"), normalize=True)
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        model.encode(texts, use_multiprocessing=False)
        best = min(best, time.perf_counter() - start)
    return len(texts) / best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--texts", type=pathlib.Path)
    parser.add_argument("--build", default=str(PACKAGE / ".build"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    texts = options.texts.read_text("utf-8").splitlines() if options.texts else synthetic(50_000)
    core = min(os.sched_getaffinity(0))
    swift = swift_rate(texts, options.build, core)
    os.sched_setaffinity(0, {core})
    python = python_rate(texts, options.model)
    if options.json:
        print(json.dumps({
            "texts": len(texts), "characters": sum(map(len, texts)) / len(texts), "model2vec_per_second": python,
            "fdnix_per_second": int(swift["texts_per_second"]), "open_microseconds": int(swift["open_microseconds"])}))
        return
    print(f"texts               {len(texts)}, {sum(map(len, texts)) / len(texts):.0f} characters on average")
    print(f"model2vec (Python)  {python:,.0f} texts/s")
    print(f"fdnix               {int(swift['texts_per_second']):,} texts/s, opened in {swift['open_microseconds']} µs")
    print(f"ratio               {int(swift['texts_per_second']) / python:.1f}")


main()
