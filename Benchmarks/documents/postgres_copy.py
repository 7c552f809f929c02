#!/usr/bin/env python3
"""Writes the same rows to the same Postgres with ours (`PostgresStore.replace`) and with psycopg's COPY in binary.

    pip install numpy pgvector 'psycopg[binary]==3.3.9'
    Tests/System/postgres/with-server Benchmarks/documents/postgres_copy.py DOCUMENT_BENCHMARK [ROWS [DIMENSION]]

The tables and indexes are those of `embed-documents migrate`; measured: from the first row to the end of COMMIT,
connected before, rows in memory before, the table empty before. Ours also locks the document, looks for older versions
and checks each row, which the peer does not. The columns: all indexes; all but HNSW; nothing but the two of `id`.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import numpy as np
import psycopg
from pgvector.psycopg import register_vector
from psycopg.types.json import Jsonb

ROUNDS = 3
SOURCE = "s3://benchmark/large.txt"
COPY = ("COPY pg_embedding (id, collection_id, embedding, document, document_source_uri, document_status, cmetadata) "
        "FROM STDIN (FORMAT BINARY)")
TYPES = ["varchar", "uuid", "vector", "varchar", "varchar", "varchar", "jsonb"]
WORDS = "water kettle page table letter answer question index vector store chunk document line word number".split()


def texts(count: int) -> list[dict]:
    """Rows of about 1,000 characters with the metadata that a task writes."""
    random = np.random.default_rng(1)
    rows = []
    for number in range(count):
        words = [f"{WORDS[word % 15]}{word // 15}" for word in random.zipf(1.3, 150) % 60_000]
        rows.append({"text": " ".join(words), "metadata": {
            "source": SOURCE, "create_timestamp": 1_700_000_000_000, "embeddings_model_id": "none",
            "content_hash": f"{number:064x}", "chunk_index": number, "page": number // 4,
            "content_type": "text/plain"}})
    return rows


def indexes(connection) -> dict[str, str]:
    found = connection.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'pg_embedding'").fetchall()
    return {name: sql for name, sql in found if name not in ("pg_embedding_pkey", "ix_pg_embedding_id")}


def peer(connection, collection: uuid.UUID, rows: list[dict], vectors: np.ndarray) -> float:
    start = time.perf_counter()
    with connection.transaction(), connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.set_types(TYPES)
        for row, vector in zip(rows, vectors, strict=True):
            copy.write_row((str(uuid.uuid4()), collection, vector, row["text"], SOURCE, "active",
                            Jsonb(row["metadata"])))
    return time.perf_counter() - start


def main() -> None:
    program, *sizes = sys.argv[1:]
    count, dimension = (*map(int, sizes), *(12_000, 1024)[len(sizes):])
    vectors = np.random.default_rng(2).standard_normal((count, dimension), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = texts(count)
    url = os.environ["DATABASE_URL"]
    with tempfile.TemporaryDirectory() as name, psycopg.connect(url, autocommit=True) as connection:
        lines, numbers = Path(name, "rows.jsonl"), Path(name, "vectors.f32")
        lines.write_text("".join(json.dumps(row) + "\n" for row in rows))
        numbers.write_bytes(vectors.tobytes())
        nothing = Path(name, "nothing")
        nothing.touch()

        def ours(lines: Path = lines, numbers: Path = numbers) -> float:
            command = [program, "postgres", lines, numbers, str(dimension)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            return float(done.stdout.split()[0]) if done.stdout else 0

        ours(nothing, nothing)  # makes the tables
        register_vector(connection)
        collection = connection.execute("SELECT uuid FROM pg_collection").fetchone()[0]
        made = indexes(connection)
        layouts = (("keys only", list(made), ROUNDS),
                   ("all but HNSW", [name for name in made if "hnsw" in name], ROUNDS),
                   ("all", [], 1))
        print(f"{count:,} rows of {dimension:,} numbers; load {os.getloadavg()[0]:.1f}\n")
        print("| indexes | rounds | ours s | psycopg s |\n|---|---:|---:|---:|")
        for title, dropped, rounds in layouts:
            connection.execute("TRUNCATE pg_embedding")
            for index in made:
                connection.execute(f"DROP INDEX IF EXISTS {index}")
            for index, sql in made.items():
                if index not in dropped:
                    connection.execute(sql)
            best = {ours: 1e9, peer: 1e9}
            for _ in range(rounds):
                for side in best:
                    connection.execute("TRUNCATE pg_embedding")
                    connection.execute("CHECKPOINT")
                    seconds = ours() if side is ours else peer(connection, collection, rows, vectors)
                    best[side] = min(best[side], seconds)
                    if (stored := connection.execute("SELECT count(*) FROM pg_embedding").fetchone()[0]) != count:
                        sys.exit(f"{stored} rows are stored, not {count}")
            print(f"| {title} | {rounds} | {best[ours]:.2f} | {best[peer]:.2f} |", flush=True)
        hnsw = next(name for name in made if "hnsw" in name)
        connection.execute(f"DROP INDEX {hnsw}")
        start = time.perf_counter()
        connection.execute(made[hnsw])
        print(f"| HNSW over rows that are there | 1 | {time.perf_counter() - start:.2f} | |")


main()
