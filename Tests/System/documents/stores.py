"""What the program keeps, read without it: rows of the cache and links, chunks with their vectors."""

import contextlib
import json
import sqlite3
import struct
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from items import plain


class Chunk(NamedTuple):
    id: str
    collection: str
    source: str
    status: str
    text: str
    metadata: dict[str, Any]
    vector: tuple[float, ...]

    @property
    def time(self) -> int:
        return self.metadata["create_timestamp"]


class LocalStores:
    """The SQLite files of a data directory."""

    def __init__(self, data: Path, cache: str = "cache", links: str = "links"):
        self.data, self.names = data, (cache, links)

    def query(self, file: str, statement: str, *values: object) -> list[tuple]:
        """Rows of a file; none where the file or its tables are not there yet."""
        if not (self.data / file).exists():
            return []
        with contextlib.closing(sqlite3.connect(self.data / file, timeout=60, isolation_level=None)) as database:
            database.execute("PRAGMA query_only = 1")
            try:
                return database.execute(statement, values).fetchall()
            except sqlite3.OperationalError as error:
                if "no such table" in str(error):
                    return []
                raise

    def items(self, table: str) -> list[dict[str, Any]]:
        return [plain(json.loads(doc)) for doc, in self.query(
            "tables.sqlite", "SELECT doc FROM item WHERE tbl = ? ORDER BY pk, sk", table)]

    def rows(self) -> dict[str, dict[str, Any]]:
        """The cache table by the documents' URIs."""
        return {item["FileURI"]: item for item in self.items(self.names[0]) if "FileURI" in item}

    def links(self) -> list[dict[str, Any]]:
        return self.items(self.names[1])

    def chunks(self, source: str | None = None) -> list[Chunk]:
        """Every chunk in one look at the store: those of one document, or all."""
        return [Chunk(*row[:5], loaded(row[5]), vector(row[6])) for row in self.query("vectors.sqlite", """
            SELECT e.id, c.name, e.document_source_uri, e.document_status, e.document, e.cmetadata, e.embedding
            FROM pg_embedding e JOIN pg_collection c ON c.uuid = e.collection_id
            WHERE ?1 IS NULL OR e.document_source_uri = ?1""", source)]

    def collections(self) -> set[str]:
        return {name for name, in self.query("vectors.sqlite", "SELECT name FROM pg_collection")}


def loaded(metadata: Any) -> dict[str, Any]:
    return metadata if isinstance(metadata, dict) else json.loads(metadata)


def vector(value: Any) -> tuple[float, ...]:
    """A vector of a BLOB of little-endian floats, or of pgvector's text."""
    if isinstance(value, bytes):
        return struct.unpack(f"<{len(value) // 4}f", value)
    return tuple(json.loads(value)) if isinstance(value, str) else ()


def versions(chunks: list[Chunk], status: str = "active") -> dict[tuple[str, str], dict[int, list[Chunk]]]:
    """Chunks of a status by (collection, document), then by version."""
    found: dict[tuple[str, str], dict[int, list[Chunk]]] = defaultdict(lambda: defaultdict(list))
    for chunk in chunks:
        if chunk.status == status:
            found[chunk.collection, chunk.source][chunk.time].append(chunk)
    return found


def mixtures(chunks: list[Chunk]) -> list[str]:
    """What no reader may ever see in one look: two active versions of a document, or a part of one."""
    faults = []
    for (collection, source), times in versions(chunks).items():
        if len(times) > 1:
            faults.append(f"{source} has {len(times)} active versions in {collection}: {sorted(times)}")
        for time, members in times.items():
            numbers = sorted(chunk.metadata["chunk_index"] for chunk in members)
            if numbers != list(range(len(numbers))):
                faults.append(f"{source} of {time} in {collection} has the chunks {numbers[:20]}")
    return faults
