"""Bundles and snapshots, read and written without the program: manifests, pointers, hashes."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import contract
import segments
from segments import Record, Wrong, need

VERSION = re.compile(r"\d{8}_\d{6}_\d{6}_[0-9a-f]{8}")
SEGMENT = re.compile(r"seg-(\d{3,})-([0-9a-f]{16})\.seg")
MANIFEST = {"schema", "collection", "version", "base_version", "model", "dims", "text_format", "shard_count", "count",
            "segments", "created_at"}
DELTA = {"schema", "format", "run_id", "image_id", "receipt_id", "collection", "model", "dims", "text_format", "scope",
         "count", "payload", "payload_sha256", "payload_bytes", "created_at"}
Get = Callable[[str], bytes | None]


class Bundle(NamedTuple):
    manifest: dict[str, Any]
    records: dict[str, Record]


def bundle(get: Get, prefix: str) -> Bundle:
    """A delta bundle under its prefix, which ends with a slash."""
    text = get(f"{prefix}delta.json")
    need(text is not None, f"{prefix} has no delta.json")
    manifest = json.loads(text)
    need(set(manifest) == DELTA, f"delta.json has {sorted(manifest)}")
    need((manifest["schema"], manifest["format"]) == (1, "rseg"), f"delta.json is {manifest}")
    need(manifest["scope"] in ("receipt", "upsert") and contract.is_time(manifest["created_at"]), f"{manifest}")
    payload = [manifest[name] for name in ("payload", "payload_sha256", "payload_bytes")]
    if manifest["count"] == 0:
        need(payload == [None] * 3, f"an empty bundle with a payload: {payload}")
        return Bundle(manifest, {})
    data = get(f"{prefix}{payload[0].rsplit('/', 1)[-1]}")
    need(data is not None, f"{prefix} has no {payload[0]}")
    need(payload[1:] == [hashlib.sha256(data).hexdigest(), len(data)], f"{prefix} has other bytes than it says")
    need(payload[0].endswith(f"records-{payload[1][:16]}.seg"), f"the payload is {payload[0]}")
    segment = segments.read(data)
    need(segment.header["count"] == manifest["count"], f"{prefix} has {segment.header['count']} records")
    need(not segment.header.get("receipts"), "a bundle with a ledger")
    need(segment.header["dims"] == manifest["dims"], "a bundle with other dimensions than it says")
    return Bundle(manifest, segment.records)


def write_bundle(manifest: dict[str, Any], records: dict[str, Record]) -> dict[str, bytes]:
    """The files of a bundle, by name; `manifest` says what is not to be as usual."""
    known: dict[str, Any] = {"schema": 1, "format": "rseg", "text_format": "tagged-1", "scope": "receipt",
                             "created_at": "2026-01-01T00:00:00.000000+00:00", "count": len(records), "payload": None,
                             "payload_sha256": None, "payload_bytes": None}
    files = {}
    if records:
        data = segments.write(manifest["collection"], manifest["dims"], records)
        digest = hashlib.sha256(data).hexdigest()
        known |= {"payload": f"records-{digest[:16]}.seg", "payload_sha256": digest, "payload_bytes": len(data)}
        files[known["payload"]] = data
    return files | {"delta.json": segments.canonical(known | manifest).encode()}


# --- Snapshots -------------------------------------------------------------------------------------------------------

class Snapshot(NamedTuple):
    manifest: dict[str, Any]
    records: dict[str, Record]
    ledger: dict[str, Any]

    @property
    def version(self) -> str:
        return self.manifest["version"]

    @property
    def files(self) -> set[str]:
        return {segment["file"] for segment in self.manifest["segments"]}


def pointer(get: Get, collection: str) -> str | None:
    text = get(f"{collection}/snapshot/latest-pointer.txt")
    return text.decode().strip() if text is not None else None


def snapshot(get: Get, prefix: str, collection: str) -> Snapshot:
    """A version under its prefix, which ends with a slash; sizes and hashes are verified."""
    text = get(f"{prefix}manifest.json")
    need(text is not None, f"{prefix} has no manifest.json")
    manifest = json.loads(text)
    need(set(manifest) == MANIFEST, f"manifest.json has {sorted(manifest)}")
    need((manifest["schema"], manifest["collection"]) == (1, collection), f"manifest.json of {manifest['collection']}")
    need(VERSION.fullmatch(manifest["version"]) is not None, f"version {manifest['version']}")
    need(contract.is_time(manifest["created_at"]), f"created_at {manifest['created_at']}")
    records: dict[str, Record] = {}
    ledger: dict[str, Any] = {}
    sums = [(hashlib.md5(text).hexdigest(), "manifest.json", len(text))]
    for one in manifest["segments"]:
        need(set(one) == {"file", "sha256", "md5", "bytes", "records"}, f"a segment has {sorted(one)}")
        data = get(f"{prefix}{one['file']}")
        need(data is not None, f"{prefix}{one['file']} is missing")
        digest = hashlib.sha256(data).hexdigest()
        sums.append((hashlib.md5(data).hexdigest(), one["file"], len(data)))
        need((digest, sums[-1][0], len(data)) == (one["sha256"], one["md5"], one["bytes"]),
             f"{one['file']} has other bytes than the manifest says")
        name = SEGMENT.fullmatch(one["file"])
        need(name is not None and name[2] == digest[:16], f"a segment is called {one['file']}")
        segment = segments.read(data)
        need(len(segment.records) == one["records"], f"{one['file']} has {len(segment.records)} records")
        need((segment.header["dims"], segment.header["collection"]) == (manifest["dims"], collection), one["file"])
        number = int(name[1])
        need(segment.header["shard"] == number, f"{one['file']} says that it is shard {segment.header['shard']}")
        own = {contract.shard(id, manifest["shard_count"]) for id in segment.records}
        need(own <= {number}, f"{one['file']} has records of the shards {own}")
        need(not set(records) & set(segment.records), "an id is there twice")
        records |= segment.records
        ledger |= segment.header.get("receipts") or {}
    need(len(records) == manifest["count"], f"{len(records)} records, {manifest['count']} in the manifest")
    check_hash(get(f"{prefix}.snapshot_hash"), sums)
    return Snapshot(manifest, records, ledger)


def check_hash(text: bytes | None, sums: list[tuple[str, str, int]]) -> None:
    need(text is not None, "a version without .snapshot_hash")
    told, wanted = json.loads(text), json.loads(hash_file(sums))
    need(set(told) == set(wanted), f".snapshot_hash has {sorted(told)}")
    for name in ("directory_hash", "algorithm", "file_count", "total_size_bytes", "version"):
        need(told[name] == wanted[name], f"{name} of .snapshot_hash is {told[name]}, of the files {wanted[name]}")


def hash_file(sums: list[tuple[str, str, int]]) -> bytes:
    """The file .snapshot_hash of files by MD5, path and size."""
    listing = "".join(f"{digest}  {name}\n" for digest, name, _ in sorted(sums, key=lambda one: one[1].encode()))
    return segments.canonical({
        "directory_hash": hashlib.md5(listing.encode()).hexdigest(), "algorithm": "md5", "file_count": len(sums),
        "total_size_bytes": sum(size for _, _, size in sums), "version": "1.0", "calculation_time_seconds": 0.1,
        "calculated_at": contract.ago(0)}).encode()


def latest(get: Get, collection: str) -> Snapshot | None:
    """The version that the pointer names; one that is replaced while it is read is read again."""
    for _ in range(20):
        version = pointer(get, collection)
        if version is None:
            return None
        try:
            found = snapshot(get, f"{collection}/snapshot/timestamped/{version}/", collection)
            need(found.version == version, f"{version} says that it is {found.version}")
            return found
        except Wrong:
            if pointer(get, collection) == version:
                raise
    raise Wrong("versions are replaced faster than they can be read")
