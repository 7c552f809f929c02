"""A published version of a collection with as many records as one wants, written without the program."""

import hashlib
import random
from collections.abc import Callable
from typing import Any

import bundles
import contract
import samples
import segments

VERSION = "20260101_000000_000000_00000001"
RUN = {"run_id": "11111111-1111-4111-8111-111111111111", "created_at": "2026-01-01T00:00:00.000000+00:00"}


def ids(count: int, each: int, seed: int = 1) -> list[str]:
    """Ids of words of receipts that have `each` words."""
    chance, found = random.Random(seed), []
    while len(found) < count:
        prefix = contract.receipt_prefix(samples.image(chance), 1)
        found += [f"{prefix}#LINE#{word // 4 + 1:05}#WORD#{word % 4 + 1:05}" for word in range(each)]
    return found[:count]


def fill(put: Callable[[str, bytes], None], collection: str, names: list[str], vector: Callable[[int], Any],
         dimensions: int, model: str, shard_count: int = 64) -> None:
    """Publishes records of these ids; `vector` gives that of a place in the list, as anything with `tobytes`."""
    shards: dict[int, list[int]] = {}
    for place, id in enumerate(names):
        shards.setdefault(contract.shard(id, shard_count), []).append(place)
    prefix = f"{collection}/snapshot/timestamped/{VERSION}"
    listed, sums = [], []
    for shard, places in sorted(shards.items()):
        records: dict[str, segments.Record] = {}
        ledger: dict[str, Any] = {}
        for place in places:
            image = names[place].split("#")[1]
            metadata = {"image_id": image, "receipt_id": 1, "text": f"word {place}", "confidence": 0.9, "source":
                        "openai_embedding_batch", "embedding_type": "word", "merchant_name": "", "label_status":
                        "unvalidated", "validated_labels": "", "invalid_labels": "", "left": "<EDGE>", "right": "word"}
            records[names[place]] = segments.Record(f"word {place}", metadata, vector(place))
            own = ledger.setdefault(f"{image}#00001", {**RUN, "count": 0})
            own["count"] += 1
        data = segments.write(collection, dimensions, records, shard, ledger)
        digest, md5 = hashlib.sha256(data).hexdigest(), hashlib.md5(data).hexdigest()
        name = f"seg-{shard:03}-{digest[:16]}.seg"
        put(f"{prefix}/{name}", data)
        listed.append({"file": name, "sha256": digest, "md5": md5, "bytes": len(data), "records": len(places)})
        sums.append((md5, name, len(data)))
    manifest = segments.canonical({
        "schema": 1, "collection": collection, "version": VERSION, "base_version": None, "model": model, "dims":
        dimensions, "text_format": "tagged-1", "shard_count": shard_count, "count": len(names), "segments": listed,
        "created_at": RUN["created_at"]}).encode()
    put(f"{prefix}/manifest.json", manifest)
    sums.append((hashlib.md5(manifest).hexdigest(), "manifest.json", len(manifest)))
    put(f"{prefix}/.snapshot_hash", bundles.hash_file(sums))
    put(f"{collection}/snapshot/latest-pointer.txt", VERSION.encode())
