"""A data directory of `receipts` with a collection of some size, and runs that wait to be merged."""

import json
import random
import subprocess
import sys
import uuid
from pathlib import Path

import numpy as np

import bundles
import contract
import filling
import making
import samples
from items import typed
from segments import Record
from stores import Folder

from .processes import Cost, Programs

MODEL, DIMENSIONS, EACH, CENTRES = "local-hash-v1", 1536, 60, 1000


def vectors(count: int, seed: int) -> np.ndarray:
    """Unit vectors in groups, as those of texts are."""
    chance = np.random.default_rng(seed)
    centres = np.random.default_rng(1).standard_normal((CENTRES, DIMENSIONS), dtype=np.float32)
    found = centres[chance.integers(0, CENTRES, count)] + 0.7 * chance.standard_normal(
        (count, DIMENSIONS), dtype=np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


class Collections:
    """The two collections and their queues below one folder."""

    def __init__(self, programs: Programs, home: Path):
        self.programs, self.home, self.data = programs, home, home / "data"
        self.objects = Folder(self.data / "objects/chromadb")
        self.variables = {"EMBED_DATA_DIR": str(self.data), "EMBEDDING_DIMENSIONS": str(DIMENSIONS),
                          "RETRY_BASE_SECONDS": "1"}

    def run(self, *words: object, **more: str) -> Cost:
        return self.programs.run("receipts", *words, home=self.home, **self.variables, **more)

    def started(self, *words: object, **more: str):
        return self.programs.started("receipts", *words, home=self.home, **self.variables, **more)

    def fill(self, count: int) -> None:
        """Publishes so many words, without the program."""
        parts = [vectors(min(10_000, count - begin), begin) for begin in range(0, count, 10_000)]
        made = np.concatenate(parts)
        filling.fill(self.objects.put, "words", filling.ids(count, EACH), made.__getitem__, DIMENSIONS, MODEL)

    def wait(self, runs: int, seed: int) -> None:
        """Leaves runs as workers do: their bundles, and items that the stream tells of."""
        chance, noise = random.Random(seed), vectors(EACH, seed)
        for _ in range(runs):
            receipt = samples.Receipt(samples.image(chance), 1, [], [])
            run, created = str(uuid.UUID(int=chance.getrandbits(128), version=4)), contract.ago(0)
            known = {"run_id": run, "image_id": receipt.image_id, "receipt_id": 1, "model": MODEL, "dims": DIMENSIONS,
                     "created_at": created}
            prefix = contract.receipt_prefix(receipt.image_id, 1)
            records = {f"{prefix}#LINE#00001#WORD#{place:05}": Record(
                f"word {place}", {"image_id": receipt.image_id, "receipt_id": 1, "text": f"word {place}"}, noise[place])
                for place in range(EACH)}
            for collection in making.BOTH:
                files = bundles.write_bundle(
                    known | {"collection": collection}, records if collection == "words" else {})
                for name, content in files.items():
                    self.objects.put(f"{collection}/delta/{run}/{name}", content)
            self.put(making.run_item(receipt, run, created))

    def put(self, item: dict) -> None:
        done = subprocess.run(
            [self.programs.folder / "receipts", "item", "put"], input=json.dumps(typed(item)), text=True,
            env={"HOME": str(self.home), "PATH": "/usr/bin:/bin", **self.variables}, capture_output=True)
        if done.returncode:
            sys.exit(done.stderr)

    def manifest(self) -> dict:
        version = bundles.pointer(self.objects.get, "words")
        return json.loads(self.objects.get(f"words/snapshot/timestamped/{version}/manifest.json"))

    def states(self, collection: str = "words") -> list[str]:
        """The state of each run."""
        lines = self.run("runs", "--limit", "10000").out.splitlines()
        return [json.loads(line)[f"{collection}_state"] for line in lines if line.startswith("{")]
