"""embed-documents: a task's start, a document, a chunk with and without the local model; rows into Postgres."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from .processes import Cost, Programs, best
from .record import Record, fit

WORDS = "water kettle page table letter answer question index vector store chunk document line word number".split()
DIMENSIONS = 1024
HASH = [{"provider": "local", "modelId": "local-hash-v1", "modelRefKey": "hash", "dimensions": DIMENSIONS}]
MINILM = [{"provider": "local", "modelId": "minilm-l6-v2-int8", "modelRefKey": "minilm", "dimensions": 384}]
#: Documents, and characters of each: chunks are of 1,000 characters, 200 of them the one's before.
SETS = [(1, 900), (100, 900), (40, 8_000), (6, 80_000)]
ROUNDS = 3
COPY = "COPY pg_embedding (id, collection_id, embedding, document, document_source_uri) FROM STDIN"


def text(number: int, length: int) -> str:
    words = (f"{WORDS[(number * 7 + word * word) % 15]}{number + word}" for word in range(length // 6))
    return " ".join(words)[:length]


def put(folder: Path, count: int, length: int, seed: int = 0) -> None:
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"{number:05}.txt").write_text(text(seed + number, length))


def ingest(programs: Programs, home: Path, count: int, length: int, models: list, *words: str,
           **more: str) -> tuple[Cost, int]:
    """The cost of a run over new documents, one at a time unless `words` say more, and how many chunks they have."""
    with TemporaryDirectory(dir=home) as name:
        folder = Path(name)
        put(folder / "input", count, length, seed=1000 * count)
        cost = programs.run(
            "embed-documents", "run", "--input", folder / "input", "--data-dir", folder / "data", "--json",
            *(words or ("--concurrency", "1")), home=folder, EMBEDDINGS_SAGEMAKER_MODELS=json.dumps(models), **more)
    summary = json.loads(cost.out.splitlines()[-1])
    return cost, summary["Chunks"]


def measure(programs: Programs) -> None:
    record = Record("documents")
    with TemporaryDirectory(prefix="scale-documents-") as name:
        home = Path(name)
        rows, spent = [], []
        for count, length in SETS:
            chunks: list[int] = []

            def once(count: int = count, length: int = length, chunks: list[int] = chunks) -> Cost:
                cost, number = ingest(programs, home, count, length, HASH)
                chunks.append(number)
                return cost

            spent.append(best(ROUNDS, once).processor)
            rows.append([1, count, chunks[-1]])
        start, document, chunk = fit(rows, spent)
        how = f"`run --concurrency 1` over {', '.join(f'{n} × {s:,}' for n, s in SETS)} characters, least squares"
        record.add("start", start, "processor s", f"a process; {how}")
        record.add("document", document, "processor s", f"claim, read, row, result; {how}")
        record.add("chunk", chunk, "processor s", f"split, {DIMENSIONS} dimensions hashed, stored in a file; {how}")
        cost, number = ingest(programs, home, 10, 40_000, MINILM)
        record.add("chunk_minilm", (cost.processor - start - 10 * document) / number, "processor s",
                   "the same with minilm-l6-v2-int8 × 384; 10 × 40,000 characters")
        if "DATABASE_URL" in os.environ:
            postgres(programs, home, record)
    record.write()


def postgres(programs: Programs, home: Path, record: Record, before: int = 20_000, rows: int = 5_000) -> None:
    import psycopg

    programs.run("embed-documents", "migrate", home=home, EMBED_DATA_DIR=str(home / "data"), VECTOR_STORE="postgres",
                 DATABASE_URL=os.environ["DATABASE_URL"], EMBEDDINGS_SAGEMAKER_MODELS=json.dumps(HASH))
    chance = np.random.default_rng(1)
    centres = chance.standard_normal((2_000, DIMENSIONS), dtype=np.float32)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        indexes = connection.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'pg_embedding'").fetchall()
        if not any("hnsw" in definition for definition, in indexes):
            raise SystemExit("measure: the table has no HNSW index")
        collection = connection.execute("SELECT uuid FROM pg_collection").fetchone()[0]
        for number in (before, rows):
            vectors = centres[chance.integers(0, len(centres), number)] + 0.7 * chance.standard_normal(
                (number, DIMENSIONS), dtype=np.float32)
            lines = [(f"{number}-{row}", collection, str(vector.tolist()), text(row, 900), f"s3://b/{row // 40}")
                     for row, vector in enumerate(vectors)]
            begun = processor(connection.info.backend_pid)
            with connection.transaction(), connection.cursor() as cursor, cursor.copy(COPY) as copy:
                for line in lines:
                    copy.write_row(line)
            seconds = processor(connection.info.backend_pid) - begun
    record.add("rows_a_second", rows / seconds, "rows a processor s", f"COPY of {rows:,} × {DIMENSIONS} into the "
               f"tables of `migrate` with all indexes, {before:,} there before; the server's process, on this machine")


def processor(process: int) -> float:
    """Seconds on a processor that a process has had."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
