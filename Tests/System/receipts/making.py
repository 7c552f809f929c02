"""Bundles and runs that a test makes, as the worker leaves them; the vectors are of `local-hash-v1`."""

import struct
from array import array
from collections.abc import Callable
from typing import Any

import bundles
import contract
import hashing
from samples import Receipt
from segments import Record

BOTH = ("lines", "words")


def floats(numbers: list[float]) -> array:
    return array("f", struct.pack(f"<{len(numbers)}f", *numbers))


def records(receipt: Receipt, collection: str, dimensions: int) -> dict[str, Record]:
    """What a bundle of a receipt holds."""
    return {id: Record(one.document, one.metadata, floats(hashing.embed(one.text, dimensions)))
            for id, one in contract.records(receipt, collection).items()}


def put_bundles(put: Callable[[str, bytes], None], receipt: Receipt, run: str, created: str, dimensions: int,
                collections: tuple[str, ...] = BOTH, **manifest: Any) -> None:
    """The bundles of a run; `manifest` says what they are to say instead."""
    known = {"run_id": run, "image_id": receipt.image_id, "receipt_id": receipt.receipt_id, "model": "local-hash-v1",
             "dims": dimensions, "created_at": created} | manifest
    for collection in collections:
        files = bundles.write_bundle(known | {"collection": collection}, records(receipt, collection, dimensions))
        for name, content in files.items():
            put(f"{collection}/delta/{run}/{name}", content)


def run_item(receipt: Receipt, run: str, created: str) -> dict[str, Any]:
    """The item of a run of which nothing is merged."""
    states = {f"{collection}_{name}": value for collection in BOTH for name, value in (
        ("delta_prefix", f"{collection}/delta/{run}/"), ("state", "PENDING"), ("merged_vectors", 0),
        ("started_at", None), ("finished_at", None), ("error", None))}
    return {"PK": receipt.partition, "SK": f"{receipt.sort}#COMPACTION_RUN#{run}", "TYPE": "COMPACTION_RUN",
            "GSI1PK": "RUNS", "GSI1SK": f"CREATED_AT#{created}", "run_id": run, "image_id": receipt.image_id,
            "receipt_id": receipt.receipt_id, "created_at": created, "updated_at": None, **states}
