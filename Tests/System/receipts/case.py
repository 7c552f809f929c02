"""What the suites share: the program with a data directory of its own, receipts that are sent, what must be there."""

import base64
import contextlib
import json
import lzma
import random
from array import array
from pathlib import Path
from typing import Any

import bundles
import contract
import hashing
import program
import samples
from items import plain, typed
from making import BOTH, put_bundles, run_item
from samples import Receipt
from segments import Record
from stores import Folder


def close(first: list[float] | array, second: list[float] | array) -> bool:
    return len(first) == len(second) and all(abs(a - b) < 1e-6 for a, b in zip(first, second))


class Local(program.ProgramTest):
    """The program on a machine without AWS."""

    dimensions = 64
    model = "local-hash-v1"
    prefix = "receipts-"

    def setUp(self) -> None:
        super().setUp()
        self.root = self.data / "chroma"
        self.objects = Folder(self.data / "objects/chromadb")
        self.artifacts = Folder(self.data / "objects/artifacts")
        self.chance = random.Random(self.id())

    # --- the program ------------------------------------------------------------------------------------------------

    def variables(self, **more: str) -> dict[str, str]:
        known = super().variables(**{
            "EMBEDDING_DIMENSIONS": str(self.dimensions), "RETRY_BASE_SECONDS": "0", **more})
        # A variable that a test empties is not there.
        return {name: value for name, value in known.items() if value}

    # --- receipts ---------------------------------------------------------------------------------------------------

    def submit(self, receipt: Receipt, token: str = "", lines: bytes | None = None, words: bytes | None = None,
               **more: Any) -> None:
        """Sends a receipt; its files may be other bytes than its rows give."""
        paths = []
        for name, content in (("lines", receipt.lines_file if lines is None else lines),
                              ("words", receipt.words_file if words is None else words)):
            path = self.folder / f"{name}.ndjson"
            path.write_bytes(content)
            paths += [f"--{name}", str(path)]
        more_words = ["--reprocess-token", token] if token else []
        self.call("submit", "--image-id", receipt.image_id, "--receipt-id", str(receipt.receipt_id), *paths,
                  *more_words, **more)

    def drain(self, code: int | None = 0, timeout: int = 120, **more: Any) -> program.Ended:
        return self.call("drain", "--timeout", str(timeout), code=code, **more)

    def sent(self, *receipts: Receipt, **more: Any) -> program.Ended:
        """Sends receipts and drains."""
        for receipt in receipts:
            self.submit(receipt)
        return self.drain(**more)

    def run_id(self, receipt: Receipt, token: str = "") -> str:
        return contract.run_id(receipt, self.model, token)

    # --- what the commands tell -------------------------------------------------------------------------------------

    @staticmethod
    def rows(ended: program.Ended) -> list[dict[str, Any]]:
        # Lines end with LF alone: JSON's strings may have what Python takes for other ends.
        return [json.loads(line) for line in ended.out.split("\n") if line.strip()]

    def runs(self, receipt: Receipt | None = None) -> list[dict[str, Any]]:
        """Runs as the program tells them, the oldest first."""
        words = ["--image-id", receipt.image_id, "--receipt-id", str(receipt.receipt_id)] if receipt else []
        return sorted(self.rows(self.call("runs", *words)), key=lambda run: (run["created_at"], run["run_id"]))

    def run_of(self, receipt: Receipt) -> dict[str, Any]:
        run, = self.runs(receipt)
        return run

    def vector(self, collection: str, *ids: str, code: int = 0) -> list[dict[str, Any]]:
        return self.rows(self.call("get", collection, *ids, code=code))

    def query(self, collection: str, *words: str, **more: Any) -> list[dict[str, Any]]:
        return json.loads(self.call("query", collection, *words, **more).out)["matches"]

    def put_item(self, item: dict[str, Any]) -> None:
        self.call("item", "put", stdin=json.dumps(typed(item)))

    def get_item(self, partition: str, sort: str) -> dict[str, Any] | None:
        ended = self.call("item", "get", partition, sort, code=None)
        self.assertIn(ended.code, (0, 1), ended)
        found = json.loads(ended.out) if ended.out.strip() else None
        return plain(found) if found else None

    def delete_item(self, partition: str, sort: str) -> None:
        self.call("item", "delete", partition, sort)

    def logs(self, text: str | None = None) -> list[dict[str, Any]]:
        """The log's lines that are JSON."""
        found = []
        for line in (self.stderr if text is None else text).splitlines():
            with contextlib.suppress(ValueError):
                value = json.loads(line)
                if isinstance(value, dict):
                    found.append(value)
        return found

    def metrics(self, text: str | None = None) -> list[dict[str, Any]]:
        """The log's lines that are metrics."""
        return [line for line in self.logs(text) if "_aws" in line]

    def logged(self, text: str) -> bool:
        """Whether the log has a message with this in it; commands that people use may write it as plain lines."""
        return any(text in line.get("message", "") for line in self.logs()) or text in self.stderr

    # --- items ------------------------------------------------------------------------------------------------------

    def word_key(self, receipt: Receipt, word: dict[str, Any]) -> str:
        return f"{receipt.sort}#LINE#{word['line_id']:05}#WORD#{word['word_id']:05}"

    def record_id(self, receipt: Receipt, row: dict[str, Any]) -> str:
        tail = f"#WORD#{row['word_id']:05}" if "word_id" in row else ""
        return f"{receipt.partition}#{receipt.sort}#LINE#{row['line_id']:05}{tail}"

    def label(self, receipt: Receipt, word: dict[str, Any], name: str, status: str, **more: Any) -> dict[str, Any]:
        """The item of a label, which is put nowhere yet."""
        return {"PK": receipt.partition, "SK": f"{self.word_key(receipt, word)}#LABEL#{name}", "TYPE":
                "RECEIPT_WORD_LABEL", "validation_status": status, "label_proposed_by": "somebody", "reasoning": "seen",
                "timestamp_added": f"2026-01-05T10:{self.chance.randrange(60):02}:00", **more}

    def merchant(self, receipt: Receipt, name: str, **more: Any) -> dict[str, Any]:
        """The item of a merchant, which is put nowhere yet."""
        own = f"{receipt.partition}#{receipt.sort}#METADATA"
        return {"PK": receipt.partition, "SK": f"{receipt.sort}#METADATA", "TYPE": "RECEIPT_METADATA",
                "place_id": f"place-{name}", "merchant_name": name, "validation_status": "MATCHED", "GSI1PK":
                f"MERCHANT#{name.upper().replace(' ', '_')}", "GSI1SK": own, "GSI2PK": f"PLACE#place-{name}",
                "GSI2SK": own, "GSI3PK": "MERCHANT_VALIDATION", "GSI3SK": "STATUS#MATCHED",
                "timestamp": "2026-01-05T10:00:00.000000+00:00", **more}

    def words_of(self, receipt: Receipt) -> list[dict[str, Any]]:
        return [word for word in receipt.words if not contract.is_noise(word)]

    def put_run(self, receipt: Receipt, run: str, created: str = "2026-02-01T00:00:00.000000+00:00",
                bundled: tuple[str, ...] = BOTH, **manifest: Any) -> None:
        """Bundles that the test writes, and their run, as the worker leaves them."""
        known = {"model": self.model, **manifest}
        put_bundles(self.objects.put, receipt, run, created, self.dimensions, bundled, **known)
        self.put_item(run_item(receipt, run, created))

    # --- what must be there -----------------------------------------------------------------------------------------

    def latest(self, collection: str) -> bundles.Snapshot | None:
        return bundles.latest(self.objects.get, collection)

    def ids(self, collection: str) -> set[str]:
        found = self.latest(collection)
        return set(found.records) if found else set()

    def versions(self, collection: str) -> set[str]:
        prefix = f"{collection}/snapshot/timestamped/"
        return {key.removeprefix(prefix).split("/")[0] for key in self.objects.keys(prefix)}

    def versions_at_root(self, collection: str) -> set[str]:
        place = self.root / collection / "versions"
        names = [path.name for path in place.iterdir()] if place.is_dir() else []
        return {name for name in names if bundles.VERSION.fullmatch(name)}

    def bundle(self, collection: str, run: str) -> bundles.Bundle:
        return bundles.bundle(self.objects.get, f"{collection}/delta/{run}/")

    def check_record(self, id: str, record: Record, wanted: contract.Wanted, metadata: dict[str, Any] | None = None,
                     ) -> None:
        self.assertEqual(record.document, wanted.document, id)
        self.assertEqual(contract.without_times(record.metadata), metadata or wanted.metadata, id)
        self.assertIs(type(record.metadata["receipt_id"]), int, id)
        for key in contract.TIMES:
            if key in record.metadata:
                self.assertTrue(contract.is_time(record.metadata[key]), f"{id}: {key} {record.metadata[key]}")
        self.assertTrue(close(record.vector, hashing.embed(wanted.text, self.dimensions)), f"{id}: another vector")

    def check_collections(self, *receipts: Receipt, merchants: dict[str, dict[str, Any]] | None = None,
                          labels: dict[str, list[dict[str, Any]]] | None = None) -> None:
        """Both collections hold these receipts and nothing else: merchants by receipts' prefixes, labels by words."""
        for collection in BOTH:
            wanted = {id: one for receipt in receipts for id, one in contract.records(receipt, collection).items()}
            found = self.latest(collection)
            got = found.records if found else {}
            self.assertEqual(set(got), set(wanted), collection)
            for id, record in got.items():
                own = None if collection == "lines" else (labels or {}).get(id, [])
                merchant = (merchants or {}).get(contract.receipt_of(id))
                self.check_record(id, record, wanted[id], contract.owned(wanted[id].metadata, merchant, own))

    def check_truth(self, place: Path, name: str, collection: str) -> None:
        """A collection is what Chroma had in the directory of this name in `place`."""
        found = self.latest(collection).records
        with lzma.open(place / f"{name}.truth.ndjson.xz", "rt") as file:
            truth = {row["id"]: row for row in map(json.loads, file)}
        self.assertEqual(set(found), set(truth))
        for id, row in truth.items():
            record, metadata = found[id], dict(row["metadata"] or {})
            if str(metadata.get("receipt_id", "")).isdigit():
                metadata["receipt_id"] = int(metadata["receipt_id"])
            self.assertEqual((record.document, record.metadata), (row["document"], metadata), id)
            self.assertTrue(close(record.vector, memoryview(base64.b64decode(row["vector"])).cast("f")), id)

    def check_chain(self, collection: str) -> list[dict[str, Any]]:
        """Each version has one successor, from the first to the one that is pointed at: exactly one won each time. The
        manifests, the first one first."""
        prefix = f"{collection}/snapshot/timestamped"
        manifests = {version: bundles.snapshot(self.objects.get, f"{prefix}/{version}/", collection).manifest
                     for version in self.versions(collection)}
        followers = {manifest["base_version"]: version for version, manifest in manifests.items()}
        self.assertEqual(len(followers), len(manifests), f"two versions of {collection} have one base")
        chain, version = [], None
        while version in followers:
            version = followers[version]
            chain.append(manifests[version])
        self.assertEqual(len(chain), len(manifests), f"versions of {collection} that nobody was led to are left")
        self.assertEqual(version, bundles.pointer(self.objects.get, collection))
        return chain

    def check_completed(self, receipt: Receipt, run: dict[str, Any] | None = None) -> None:
        """The run of a receipt is done, with as many vectors as the receipt has."""
        run = run or self.run_of(receipt)
        self.assertEqual(run["run_id"], self.run_id(receipt))
        for collection in BOTH:
            self.assertEqual(
                (run[f"{collection}_state"], run[f"{collection}_merged_vectors"], run[f"{collection}_error"]),
                ("COMPLETED", len(contract.records(receipt, collection)), None), collection)
            self.assertEqual(run[f"{collection}_delta_prefix"], f"{collection}/delta/{run['run_id']}/")
        for name in ("created_at", "lines_finished_at", "words_finished_at"):
            self.assertTrue(contract.is_time(run[name]), f"{name} {run[name]}")


def small(seed: int = 1, **more: Any) -> Receipt:
    """A receipt of three lines and nine words, none of which is noise."""
    chance = random.Random(seed)
    lines = [["Lantern", "and", "Loom"], ["walnut", "honey", "4.50"], ["TOTAL", "due", "4.50"]]
    return samples.written(chance, lines, **more)
