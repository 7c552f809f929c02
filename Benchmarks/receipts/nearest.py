#!/usr/bin/env python3
"""Finds the ten nearest of 100,000 × 1,536 on one core, beside NumPy's exact search and chromadb's HNSW.

    pip install numpy chromadb==1.5.9
    Benchmarks/receipts/nearest.py RECEIPT_BENCHMARK [COUNT [DIMENSIONS]] [--peer FOLDER]

RECEIPT_BENCHMARK opens the version as the program does and times each question by itself; recall is against NumPy.
--peer names the folder with chromadb's collection that compaction.py has left; without it that peer is left out.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import common
import numpy as np
from common import MODEL

import filling
from stores import Folder

QUESTIONS, NEAREST = 200, 10


def told(name: str, times: list[float], found: list[list[str]], exact: list[list[str]]) -> None:
    recall = statistics.mean(len(set(one[:NEAREST]) & set(best)) / NEAREST for one, best in zip(found, exact))
    ordered = sorted(times[1:])
    common.row(name, f"{1e3 * times[0]:.1f}", f"{1e3 * statistics.median(ordered):.2f}",
               f"{1e3 * ordered[len(ordered) * 99 // 100]:.2f}", f"{recall:.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmark")
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    parser.add_argument("dimensions", type=int, nargs="?", default=1536)
    parser.add_argument("--peer", type=Path)
    given = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    vectors, names = common.vectors(given.count, given.dimensions), filling.ids(given.count, 60)
    asked = common.vectors(QUESTIONS, given.dimensions, 5)
    exact, exact_times = [], []
    squares = np.einsum("ij,ij->i", vectors, vectors)
    for question in asked:
        begun = time.perf_counter()
        distances = squares - 2 * (vectors @ question)
        near = np.argpartition(distances, NEAREST)[:NEAREST]
        exact.append([names[place] for place in near[np.argsort(distances[near])]])
        exact_times.append(time.perf_counter() - begun)
    print(f"{given.count:,} × {given.dimensions}, one core; load {common.load()}\n")
    common.head("", "first ms", "median ms", "p99 ms", "recall@10")
    with tempfile.TemporaryDirectory(prefix="receipts-bench-") as name:
        folder = Path(name)
        filling.fill(Folder(folder).put, "words", names, vectors.__getitem__, given.dimensions, MODEL)
        (folder / "asked").write_bytes(asked.tobytes())
        version = folder / "words/snapshot/timestamped" / filling.VERSION
        for mode in ("sketches", "exact"):
            lines = common.output(given.benchmark, "nearest", version, folder / "asked", given.dimensions, mode)
            answers = [line.split() for line in lines.splitlines()]
            told(f"ours, {mode}", [float(words[0]) for words in answers], [words[1:] for words in answers], exact)
    told("NumPy, exact", exact_times, exact, exact)
    if not given.peer:
        return print("\nchromadb is left out: --peer names its collection")
    import chromadb

    collection = chromadb.PersistentClient(str(given.peer)).get_collection("words")
    times, found = [], []
    for question in asked:
        begun = time.perf_counter()
        found.append(collection.query(query_embeddings=question, n_results=NEAREST, include=["distances"])["ids"][0])
        times.append(time.perf_counter() - begun)
    told("chromadb, HNSW", times, found, exact)


sys.exit(main())
