#!/usr/bin/env python3
"""Merges receipts into a collection of 100,000 × 1,536, beside chromadb 1.5.9 in the same run.

    pip install numpy chromadb==1.5.9
    Benchmarks/receipts/compaction.py RECEIPTS [COUNT [DIMENSIONS]] [--peer FOLDER]

Ours is `receipts drain` as a whole process with 1 and with 200 runs waiting, whose bundles of about 60 vectors are
there; what an empty drain takes is told beside it. Bytes written are those of files that the new version does not share
with the one before. The peer does what such pipelines do: it opens the collection from its directory, upserts the
vectors, closes it, makes a tar of the directory and copies that to where snapshots are. Its collection takes minutes to
build; --peer names a folder where it is kept for the next run.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import sys
import tarfile
import tempfile
import time
import uuid
from pathlib import Path

import common
import numpy as np
from common import MODEL, Machine

import bundles
import contract
import filling
import samples
from items import typed
from making import BOTH, run_item
from segments import Record

ROUNDS = 3


def put_runs(machine: Machine, count: int, each: int, dimensions: int, seed: int) -> list[str]:
    """Runs whose bundles have `each` words of made-up vectors; lines have none."""
    chance = samples.random.Random(seed)
    noise = common.vectors(each, dimensions, seed)
    runs = []
    for _ in range(count):
        receipt = samples.Receipt(samples.image(chance), 1, [], [])
        run, created = str(uuid.UUID(int=chance.getrandbits(128), version=4)), contract.ago(0)
        known = {"run_id": run, "image_id": receipt.image_id, "receipt_id": 1, "model": MODEL, "dims": dimensions,
                 "created_at": created}
        records = {f"{contract.receipt_prefix(receipt.image_id, 1)}#LINE#00001#WORD#{place:05}": Record(
            f"word {place}", {"image_id": receipt.image_id, "receipt_id": 1, "text": f"word {place}"}, noise[place])
            for place in range(each)}
        for collection in BOTH:
            files = bundles.write_bundle(known | {"collection": collection}, records if collection == "words" else {})
            for name, content in files.items():
                machine.objects.put(f"{collection}/delta/{run}/{name}", content)
        machine.call("item", "put", stdin=json.dumps(typed(run_item(receipt, run, created))))
        runs.append(run)
    return runs


def written(machine: Machine, version: str, before: str) -> tuple[int, int]:
    """Bytes of a version that the one before does not have, and of all of it."""
    place = machine.objects.root / "words/snapshot/timestamped"
    old = {path.name for path in (place / before).iterdir()}
    files = [path for path in (place / version).iterdir() if path.is_file()]
    whole = sum(path.stat().st_size for path in files)
    return sum(path.stat().st_size for path in files if not path.name.startswith("seg-") or path.name not in old), whole


def ours(machine: Machine, count: int, dimensions: int) -> dict[int, float]:
    best = {}
    for runs in (1, 200):
        for turn in range(ROUNDS if runs == 1 else 1):
            put_runs(machine, runs, 60, dimensions, 1000 * runs + turn)
            before = bundles.pointer(machine.objects.get, "words")
            os.sync()  # what was written before is not this merge's to wait for
            seconds, ended = machine.call("drain", "--timeout", "3000")
            version = bundles.pointer(machine.objects.get, "words")
            new, whole = written(machine, version, before)
            best[runs] = min(best.get(runs, 1e9), seconds)
            common.row(f"ours, {runs} receipt{'s' * (runs > 1)}", f"{seconds:.2f}", f"{new / 1e6:.1f}",
                       f"{100 * new / whole:.1f} %", f"{ended.resident / 2**20:.0f}")
    return best


def peer_collection(folder: Path, names: list[str], vectors: np.ndarray) -> None:
    import chromadb

    client = chromadb.PersistentClient(str(folder))
    collection = client.get_or_create_collection("words", metadata={"hnsw:space": "l2"})
    for begin in range(0, len(names), 5000):
        part = slice(begin, begin + 5000)
        collection.upsert(ids=names[part], embeddings=vectors[part], documents=[f"word {n}" for n in names[part]],
                          metadatas=[{"receipt_id": 1, "text": "word"}] * len(names[part]))
    close(client)


def close(client) -> None:
    import chromadb

    client._system.stop()
    chromadb.api.client.SharedSystemClient.clear_system_cache()


def peer(folder: Path, target: Path, vectors: np.ndarray, seed: int) -> tuple[dict[str, float], int]:
    """Seconds of each step, and bytes copied."""
    import chromadb

    times, chance = {}, samples.random.Random(seed)
    names = [f"IMAGE#{samples.image(chance)}#RECEIPT#00001#LINE#00001#WORD#{n:05}" for n in range(len(vectors))]
    clock = time.perf_counter()

    def step(name: str) -> None:
        nonlocal clock
        times[name], clock = time.perf_counter() - clock, time.perf_counter()

    client = chromadb.PersistentClient(str(folder))
    collection = client.get_collection("words")
    collection.count()
    step("open")
    for begin in range(0, len(names), 5000):
        part = slice(begin, begin + 5000)
        collection.upsert(ids=names[part], embeddings=vectors[part], documents=names[part],
                          metadatas=[{"receipt_id": 1}] * len(names[part]))
    step("upsert")
    close(client)
    step("close")
    archive = target / "snapshot.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(folder, ".")
    step("tar")
    shutil.copy(archive, target / "copy.tar")
    step("copy")
    return times, archive.stat().st_size


def fill(machine: Machine, names: list[str], dimensions: int) -> None:
    vectors = common.vectors(len(names), dimensions)
    filling.fill(machine.objects.put, "words", names, vectors.__getitem__, dimensions, MODEL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    parser.add_argument("dimensions", type=int, nargs="?", default=1536)
    parser.add_argument("--peer", type=Path, help="where the peer's collection is kept")
    given = parser.parse_args()
    names = filling.ids(given.count, 60)
    with tempfile.TemporaryDirectory(prefix="receipts-bench-") as name:
        folder = Path(name)
        machine = Machine(given.program, folder, given.dimensions)
        # Elsewhere: what a process holds as it starts another counts as the other's memory.
        filler = multiprocessing.get_context("fork").Process(target=fill, args=(machine, names, given.dimensions))
        filler.start()
        filler.join()
        # The first merge brings the version under the root; it does not count.
        put_runs(machine, 1, 60, given.dimensions, 7)
        first, _ = machine.call("drain", "--timeout", "3000")
        empty = min(machine.call("drain")[0] for _ in range(ROUNDS))
        print(f"{given.count:,} × {given.dimensions}; load {common.load()}; the first merge, which brings the version "
              f"under the root, {first:.1f} s; an empty drain {empty:.2f} s\n")
        common.head("", "s", "written MB", "of the version", "resident MiB")
        best = ours(machine, given.count, given.dimensions)
        try:
            import chromadb  # noqa: F401
        except ImportError:
            sys.exit("chromadb is not installed: pip install chromadb==1.5.9")
        base = given.peer or folder / "peer"
        if not (base / "chroma.sqlite3").exists():
            begun = time.perf_counter()
            peer_collection(base, names, common.vectors(given.count, given.dimensions))
            print(f"(the peer's collection took {time.perf_counter() - begun:.0f} s to build)", file=sys.stderr)
        for runs in (1, 200):
            os.sync()
            times, size = peer(base, folder, common.vectors(60 * runs, given.dimensions, 9), runs)
            total = sum(times.values())
            common.row(f"chromadb, {runs} receipt{'s' * (runs > 1)}", f"{total:.2f}", f"{size / 1e6:.1f}", "100 %", "–")
            steps = ", ".join(f"{step} {seconds:.2f}" for step, seconds in times.items())
            print(f"\n{steps} s: {total / best[runs]:.0f} times ours\n", flush=True)


main()
