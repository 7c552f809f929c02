#!/usr/bin/env python3
"""Asks the file that `embed-documents` keeps vectors in for the ten nearest, beside sqlite-vec and an exact comparison.

    pip install numpy sqlite-vec
    Benchmarks/documents/vector_scan.py DOCUMENT_BENCHMARK [VECTORS [DIMENSION]]

Made-up vectors around 1,000 centres; questions lie near some of them and are none of them. The exact comparison is one
product of NumPy a question, on one thread, with all vectors in memory; sqlite-vec compares exactly, from its file, and
needs a Python whose sqlite3 loads extensions (Debian's does).
Memory is the peak of the process, ours with what it keeps between questions; the first question fills that.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

CENTRES, QUESTIONS, NEAREST = 1000, 200, 10
PEER_QUESTIONS = 50


def clustered(count: int, centres: np.ndarray, random: np.random.Generator) -> np.ndarray:
    noise = random.standard_normal((count, centres.shape[1]), dtype=np.float32) * (0.8 / centres.shape[1] ** 0.5)
    vectors = centres[random.integers(len(centres), size=count)] + noise
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def sqlite_vec(path: Path, vectors: np.ndarray, questions: np.ndarray) -> tuple[float, list[float], list[list[int]]]:
    """Seconds to write, seconds of each question, places found."""
    import sqlite_vec

    connection = sqlite3.connect(path)
    connection.enable_load_extension(True)
    sqlite_vec.load(connection)
    start = time.perf_counter()
    connection.execute(f"CREATE VIRTUAL TABLE vectors USING vec0 (embedding float[{vectors.shape[1]}])")
    with connection:
        connection.executemany("INSERT INTO vectors (rowid, embedding) VALUES (?, ?)",
                               ((place, vector.tobytes()) for place, vector in enumerate(vectors)))
    written, times, found = time.perf_counter() - start, [], []
    for question in questions:
        start = time.perf_counter()
        rows = connection.execute("SELECT rowid FROM vectors WHERE embedding MATCH ? AND k = ? ORDER BY distance",
                                  (question.tobytes(), NEAREST)).fetchall()
        times.append(time.perf_counter() - start)
        found.append([place for place, in rows])
    return written, times, found


def answers_of(command: list, output: Path) -> tuple[list[str], int]:
    """Lines that a command writes, and the most bytes it had in memory: getrusage would count this process as well."""
    peak = 0
    with output.open("w") as file, subprocess.Popen(command, stdout=file) as process:
        while process.poll() is None:
            for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    peak = int(line.split()[1]) * 1024
            time.sleep(0.02)
    if process.returncode:
        sys.exit(f"{command} failed")
    return output.read_text().splitlines(), peak


def main() -> None:
    program, *sizes = sys.argv[1:]
    count, dimension = (*map(int, sizes), *(100_000, 384)[len(sizes):])
    random = np.random.default_rng(3)
    centres = random.standard_normal((CENTRES, dimension), dtype=np.float32) / dimension ** 0.5
    vectors, questions = (clustered(size, centres, random) for size in (count, QUESTIONS))
    exact, exact_times = [], []
    for question in questions:
        start = time.perf_counter()
        scores = vectors @ question
        near = np.argpartition(-scores, NEAREST)[:NEAREST]
        exact.append(near[np.argsort(-scores[near])].tolist())
        exact_times.append(time.perf_counter() - start)

    def row(name: str, written: float | None, times: list[float], found: list[list[int]], memory: str) -> None:
        recall = statistics.mean(len({*one} & {*best}) / NEAREST for one, best in zip(found, exact, strict=False))
        ordered = sorted(times[1:])
        cells = [name, "–" if written is None else f"{written:.1f}", f"{times[0] * 1e3:.0f}",
                 f"{statistics.median(ordered) * 1e3:.2f}", f"{ordered[len(ordered) * 99 // 100] * 1e3:.2f}",
                 f"{recall:.4f}", memory]
        print(f"| {' | '.join(cells)} |", flush=True)

    print(f"{count:,} vectors of {dimension} numbers; load {os.getloadavg()[0]:.1f}\n")
    print("| | write s | first ms | median ms | p99 ms | recall@10 | peak MB |\n|---|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as name:
        texts, numbers, asked, store = (Path(name, file) for file in ("rows", "vectors", "asked", "store.sqlite"))
        numbers.write_bytes(vectors.tobytes())
        asked.write_bytes(questions.tobytes())
        with texts.open("w") as file:
            for place in range(count):
                metadata = {"create_timestamp": 1, "chunk_index": place, "content_hash": f"{place:064x}",
                            "embeddings_model_id": "none"}
                file.write(json.dumps({"text": f"chunk {place}", "metadata": metadata}) + "\n")
        call = {"check": True, "capture_output": True, "text": True}
        written = float(subprocess.run([program, "fill", store, texts, numbers, str(dimension)], **call).stdout)
        lines, peak = answers_of([program, "search", store, asked, str(dimension)], Path(name, "answers"))
        answers = [line.split() for line in lines]
        row("ours: bytes, then the best exactly", written, [float(words[0]) for words in answers],
            [[int(place) for place in words[1:]] for words in answers], f"{peak / 1e6:.0f}")
        row("NumPy, exact", None, exact_times, exact, "–")
        try:
            row("sqlite-vec, exact", *sqlite_vec(Path(name, "peer.sqlite"), vectors, questions[:PEER_QUESTIONS]), "–")
        except (ImportError, AttributeError) as error:
            print(f"| sqlite-vec cannot be loaded: {error} | | | | | | |")


main()
