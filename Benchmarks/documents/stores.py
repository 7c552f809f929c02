#!/usr/bin/env python3
"""Writes a document of many chunks to Postgres and to a file, beside psycopg's COPY of as many rows into the same
table, and searches both stores.

    Tests/System/postgres/with-server Benchmarks/documents/stores.py STORE_BENCHMARK [CHUNKS [DIMENSION]]
"""

import os
import subprocess
import sys
import tempfile
import time
import uuid

import numpy
import pgvector.psycopg
import psycopg
from psycopg.types.json import Jsonb

INDEX = """
    CREATE INDEX IF NOT EXISTS peer ON pg_embedding USING hnsw ((embedding::vector({})) vector_cosine_ops)
    WHERE collection_id = '{}'::uuid AND document_status = 'active'"""


def peer(url: str, chunks: int, dimension: int) -> float:
    """Seconds that psycopg takes for one transaction with the same rows, the tables and indexes being there."""
    vectors = numpy.random.default_rng(1).standard_normal((chunks, dimension), dtype=numpy.float32)
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    source, collection = "s3://benchmark/document", uuid.uuid4()
    with psycopg.connect(url) as connection:
        pgvector.psycopg.register_vector(connection)
        connection.execute("INSERT INTO pg_collection (uuid, name) VALUES (%s, 'peer')", [collection])
        connection.execute(INDEX.format(dimension, collection))
        connection.commit()
        start = time.perf_counter()
        columns = "id, collection_id, embedding, document, document_source_uri, document_status, cmetadata"
        with connection.cursor().copy(f"COPY pg_embedding ({columns}) FROM STDIN (FORMAT binary)") as copy:
            copy.set_types(["varchar", "uuid", "vector", "varchar", "varchar", "varchar", "jsonb"])
            for index, vector in enumerate(vectors):
                text = f"chunk {index} of a document about subject {index % 97} " * 10
                metadata = {"source": source, "create_timestamp": 1, "content_hash": f"hash {index}",
                            "chunk_index": index}
                copy.write_row((str(uuid.uuid4()), collection, vector, text, source, "active", Jsonb(metadata)))
        connection.commit()
        return time.perf_counter() - start


def main() -> None:
    program, chunks, dimension = sys.argv[1], *(sys.argv[2:] + ["12000", "1024"][len(sys.argv) - 2:])
    url = os.environ["DATABASE_URL"]

    def ours(*words: str) -> list[str]:
        return subprocess.run([program, *words], check=True, capture_output=True, text=True).stdout.splitlines()

    with tempfile.TemporaryDirectory() as folder:
        stores = {"Postgres": url, "a file": folder + "/vectors.sqlite"}
        print(f"{chunks} chunks of {dimension} numbers\n\n| store | new, s | next version, s |\n|---|---|---|")
        for name, store in stores.items():
            times = [f"{float(line):.2f}" for line in ours("write", store, chunks, dimension)]
            print(f"| {name} | {' | '.join(times)} |", flush=True)
        print(f"| Postgres, psycopg's COPY | {peer(url, int(chunks), int(dimension)):.2f} | |")
        print("\n| store | question | first, ms | median, ms | 95 of 100, ms |\n|---|---|---|---|---|")
        for name, store in stores.items():
            for kind, line in zip(("vectors", "with a filter", "with words"), ours("search", store, dimension, "100")):
                print(f"| {name} | {kind} | {' | '.join(f'{float(part):.1f}' for part in line.split())} |")


main()
