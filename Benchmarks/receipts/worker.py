#!/usr/bin/env python3
"""Receipts a minute that the worker embeds: with the local model, and with an OpenAI that takes 50 ms for each call.

    Benchmarks/receipts/worker.py RECEIPTS [COUNT] [--deliveries N]

COUNT receipts of about 60 vectors × 1,536 wait in the queue, each N times; `embed-worker` runs until each has its run.
The local model has one core for the program, the stub of OpenAI, which runs beside it, has both. The peer of the local
model is the same work in Python: rows read, texts and metadata made, hashed, and written as files; no queue, no table.
"""

import argparse
import itertools
import json
import multiprocessing
import os
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import common
import numpy as np
from common import Machine

import bundles
import contract
import samples
from making import BOTH, records

DIMENSIONS = 1536
DELAY = 0.05


class OpenAI(BaseHTTPRequestHandler):
    """Answers after a while, with vectors that are always the same: it must not be what is slow."""

    protocol_version = "HTTP/1.1"
    pool = [json.dumps([round(float(number), 6) for number in vector]) for vector in common.vectors(16, DIMENSIONS)]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        begun = time.perf_counter()
        data = ",".join(f'{{"object":"embedding","index":{number},"embedding":{vector}}}'
                        for number, vector in zip(range(len(body["input"])), itertools.cycle(self.pool)))
        reply = f'{{"object":"list","model":"stub","usage":{{"prompt_tokens":1,"total_tokens":1}},"data":[{data}]}}'
        time.sleep(max(0, DELAY - (time.perf_counter() - begun)))
        self.send_response_only(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply.encode())

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


def serve(port) -> None:
    server = Server(("127.0.0.1", 0), OpenAI)
    port.value = server.server_address[1]
    server.serve_forever()


def written(receipts: list[samples.Receipt], folder: Path) -> Path:
    for receipt in receipts:
        place = folder / receipt.image_id / f"receipt-{receipt.receipt_id:05}"
        place.mkdir(parents=True)
        (place / "lines.ndjson").write_bytes(receipt.lines_file)
        (place / "words.ndjson").write_bytes(receipt.words_file)
    return folder


def ours(machine: Machine, folder: Path, count: int, deliveries: int, cores: set[int]) -> float:
    """Receipts a minute."""
    for _ in range(deliveries):
        machine.call("submit", str(folder))
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    begun = time.perf_counter()
    started = machine.start("embed-worker")
    os.sched_setaffinity(0, mine)
    place = machine.objects.root / "words/delta"
    while not place.is_dir() or len(list(place.glob("*/delta.json"))) < count:
        time.sleep(0.02)
        if not started.is_running:
            sys.exit(str(started.wait()))
    # The last bundles are there, and their runs soon after.
    seconds = time.perf_counter() - begun
    time.sleep(1)
    started.kill(15)
    started.wait()
    runs = [json.loads(line)["run_id"] for line in machine.call("runs")[1].out.splitlines()]
    if len(runs) != count or len(set(runs)) != count:
        sys.exit(f"{len(runs)} runs of {count} receipts")
    return 60 * count / seconds


def python(receipts: list[samples.Receipt], folder: Path) -> float:
    begun = time.perf_counter()
    for receipt in receipts:
        for collection in BOTH:
            manifest = {"run_id": contract.run_id(receipt), "image_id": receipt.image_id, "receipt_id": 1,
                        "collection": collection, "model": common.MODEL, "dims": DIMENSIONS}
            for name, content in bundles.write_bundle(manifest, records(receipt, collection, DIMENSIONS)).items():
                (folder / name).write_bytes(content)
    return 60 * len(receipts) / (time.perf_counter() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("count", type=int, nargs="?", default=300)
    parser.add_argument("--deliveries", type=int, default=10)
    given = parser.parse_args()
    receipts = [samples.receipt(number, items=10) for number in range(given.count)]
    each = np.mean([sum(len(contract.records(receipt, name)) for name in BOTH) for receipt in receipts[:20]])
    port = multiprocessing.Value("i", 0)
    stub = multiprocessing.Process(target=serve, args=(port,), daemon=True)
    stub.start()
    while not port.value:
        time.sleep(0.01)
    cores = os.sched_getaffinity(0)
    more = {"openai": {"EMBEDDING_PROVIDER": "openai", "OPENAI_API_KEY": "key", "OPENAI_BASE_URL":
                       f"http://127.0.0.1:{port.value}/v1"}, "local": {}}
    with tempfile.TemporaryDirectory(prefix="receipts-bench-") as name:
        folder = written(receipts, Path(name, "receipts"))
        print(f"{given.count} receipts of {each:.0f} vectors, each delivered {given.deliveries} times; "
              f"load {common.load()}\n")
        common.head("", "receipts a minute", "times Python")
        peer = python(receipts[:50], Path(name))
        common.row("Python, local model", f"{peer:.0f}", "1")
        for provider, chosen in (("local", {min(cores)}), ("openai", cores)):
            place = Path(name, provider)
            place.mkdir()
            rate = ours(Machine(given.program, place, DIMENSIONS, **more[provider]), folder, given.count,
                        given.deliveries, chosen)
            label = "ours, local model, one core" if provider == "local" else f"ours, OpenAI of {1e3 * DELAY:.0f} ms"
            common.row(label, f"{rate:.0f}", f"{rate / peer:.1f}" if provider == "local" else "–")
    stub.terminate()


if __name__ == "__main__":
    main()
