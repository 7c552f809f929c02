#!/usr/bin/env python3
"""Makes the one file that fdnix carries its static embedding model in.

Reads a model2vec directory (model.safetensors with `embeddings` in float16 or float32, tokenizer.json) and writes a
safetensors file of three tensors: `embeddings` I8 [n, d] (row / scale, rounded), `scales` F32 [n] (largest absolute
value of the row / 127), `vocabulary` U8 (the tokens in the order of their ids, joined by line feeds). Needs numpy.

    python3 Tools/quantise_model.py MODEL_DIRECTORY fdnix-static-256-v1.safetensors
"""
import argparse
import pathlib

import numpy as np

from model import files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--model-id", default="fdnix-static-256-v1")
    parser.add_argument("--licence", default="Apache-2.0")
    options = parser.parse_args()

    rows, tokens = files.read_model(options.directory)
    restored = files.write_model(options.output, rows, tokens, options.model_id, options.licence)
    lengths = np.linalg.norm(restored, axis=1) * np.linalg.norm(rows, axis=1)
    cosine = (restored * rows).sum(1) / np.maximum(lengths, 1e-9)
    print(f"{options.output}: {len(rows)} rows, least cosine to the original rows {cosine.min():.6f}")


main()
