#!/usr/bin/env python3
"""Builds and queries the same packages with other engines, each alone in a process on one core, and prints JSON.

    pip install numpy duckdb==1.5.5 tantivy usearch
    python3 Benchmarks/peers.py --data DIRECTORY --queries queries.tsv --work DIRECTORY \\
        [--vectors FILE] [--nearest FILE]

DIRECTORY holds what `fdnix index` made. The fields are attribute path, name, program, description and long description,
weighted as search.nixos.org weighs them. A query runs --repetitions times, a whole pass apart, after one pass to warm
up; the value of a query is the median of its times. A peer that is not installed is left out with the reason.

--vectors and --nearest are files of search-benchmark: the embeddings of the queries, and what fdnix's semantic leg
finds for them, whose recall is measured here against exact search over the float vectors.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

# One thread each; the libraries read these when they are loaded.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[variable] = "1"

FIELDS = ["attribute", "name", "program", "description", "long"]
WEIGHTS = [9.0, 6.0, 9.0, 1.3, 1.0]
LIMIT = 20


# --- Measuring -------------------------------------------------------------------------------------------------------

def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def size_of(path: pathlib.Path) -> int:
    return path.stat().st_size if path.is_file() else sum(p.stat().st_size for p in path.rglob("*") if p.is_file())


def percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, (len(ordered) * percent + 99) // 100 - 1)]


def distribution(samples: list[list[float]]) -> dict[str, float]:
    """In microseconds; the same numbers as search-benchmark reports."""
    medians = [statistics.median(times) for times in samples]
    best = [min(times) for times in samples]
    return {
        "queries": len(samples), "median": percentile(medians, 50), "p90": percentile(medians, 90),
        "p99": percentile(medians, 99), "max": max(medians), "best_median": percentile(best, 50),
        "best_p99": percentile(best, 99),
    }


def timed(queries: list[tuple[str, object]], search, repetitions: int) -> dict:
    """Overall and for each class; `queries` are (class, what `search` takes)."""
    samples = [[] for _ in queries]
    for repetition in range(repetitions + 1):
        for times, (_, query) in zip(samples, queries):
            start = time.perf_counter_ns()
            search(query)
            if repetition:
                times.append((time.perf_counter_ns() - start) / 1000)
    kinds = dict.fromkeys(kind for kind, _ in queries)
    classes = {kind: [times for times, (k, _) in zip(samples, queries) if k == kind] for kind in kinds}
    return {"overall": distribution(samples), "classes": {kind: distribution(s) for kind, s in classes.items()}}


def thin(queries: list, most: int) -> list:
    """At most about `most` queries, evenly over the stream, so that every class keeps its share."""
    return queries[::max(1, -(-len(queries) // most))]


# --- Text ------------------------------------------------------------------------------------------------------------

class Tantivy:
    """tantivy with its default tokenizer; words are alternatives."""

    def __init__(self, options) -> None:
        import tantivy
        self.library = tantivy
        self.version = tantivy.__version__
        self.path = options.work / "tantivy"

    def build(self, rows) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir()
        schema = self.library.SchemaBuilder()
        for field in FIELDS:
            schema.add_text_field(field, stored=field != "long")
        index = self.library.Index(schema.build(), path=str(self.path))
        writer = index.writer(256 << 20, 1)
        for row in rows:
            document = self.library.Document()
            for field, text in zip(FIELDS, row):
                document.add_text(field, text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self.index = self.library.Index.open(str(self.path))
        self.searcher = self.index.searcher()
        self.boosts = dict(zip(FIELDS, WEIGHTS))

    def search(self, text: str) -> list[str]:
        query, _ = self.index.parse_query_lenient(text, FIELDS, self.boosts)
        found = []
        for _, address in self.searcher.search(query, LIMIT).hits:
            document = self.searcher.doc(address)
            found.append((document.get_first("attribute"), document.get_first("description")))
        return found


class Fts5:
    """SQLite's FTS5 with its default tokenizer; words are alternatives, ranked by weighted bm25."""

    def __init__(self, options) -> None:
        self.version = sqlite3.sqlite_version
        self.path = options.work / "fts5.sqlite"

    def build(self, rows) -> None:
        self.path.unlink(missing_ok=True)
        base = sqlite3.connect(self.path)
        base.execute("PRAGMA journal_mode = off")
        base.execute(f"CREATE VIRTUAL TABLE packages USING fts5({', '.join(FIELDS)})")
        base.executemany("INSERT INTO packages VALUES (?, ?, ?, ?, ?)", rows)
        weights = ", ".join(map(str, WEIGHTS))
        base.execute("INSERT INTO packages (packages, rank) VALUES ('rank', ?)", (f"bm25({weights})",))
        base.execute("INSERT INTO packages (packages) VALUES ('optimize')")
        base.commit()
        base.close()

    def open(self) -> None:
        self.base = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        self.base.execute("PRAGMA mmap_size = 1073741824")

    def search(self, text: str) -> list[str]:
        match = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        if not match:
            return []
        return self.base.execute(
            "SELECT attribute, description FROM packages WHERE packages MATCH ? ORDER BY rank LIMIT ?",
            (match, LIMIT)).fetchall()


class DuckDB:
    """What the three DuckDB peers share."""

    most = 150

    def __init__(self, options) -> None:
        import duckdb
        self.library = duckdb
        self.version = duckdb.__version__
        self.data = options.data
        self.work = options.work
        self.extensions = options.extensions

    def connect(self, path, extension: str | None = None, read_only: bool = True):
        base = self.library.connect(str(path), read_only=read_only, config={"threads": 1})
        if extension:
            if self.extensions:
                base.execute(f"SET extension_directory = '{self.extensions}'")
            base.execute(f"LOAD {extension}")
        return base


class DuckDBFts(DuckDB):
    """DuckDB's fts: built anew over fdnix's text column, asked on fdnix's minified database."""

    def build(self, rows) -> None:
        self.path = self.work / "fts.duckdb"
        self.path.unlink(missing_ok=True)
        base = self.connect(self.path, "fts", read_only=False)
        base.execute(f"ATTACH '{self.data}/fdnix-data.duckdb' AS source (READ_ONLY)")
        base.execute("CREATE TABLE packages AS SELECT package_id, text FROM source.packages_fts_source")
        base.execute("PRAGMA create_fts_index('packages', 'package_id', 'text')")
        base.close()

    def open(self) -> None:
        self.base = self.connect(self.data / "fdnix.duckdb", "fts")

    def search(self, text: str) -> list:
        return self.base.execute(
            f"""
            SELECT package_id, description FROM (
                SELECT package_id, fts_main_packages_fts_source.match_bm25(package_id, ?) AS score
                FROM packages_fts_source) JOIN packages USING (package_id)
            WHERE score IS NOT NULL ORDER BY score DESC LIMIT {LIMIT}""", [text]).fetchall()


# --- Vectors ---------------------------------------------------------------------------------------------------------

class Vectors:
    """The distinct float vectors of the packages, and the queries' embeddings."""

    def __init__(self, options) -> None:
        import numpy as np
        self.rows = np.load(options.work / "vectors.npy", mmap_mode="r")
        self.queries = np.fromfile(options.vectors, np.float32).reshape(-1, self.rows.shape[1])


class Exact(Vectors):
    """numpy: one matrix product over all float vectors."""

    def __init__(self, options) -> None:
        super().__init__(options)
        import numpy as np
        self.np = np
        self.version = np.__version__
        self.path = options.work / "vectors.npy"

    def build(self, rows) -> None:
        pass

    def open(self) -> None:
        self.rows = self.np.array(self.rows)

    def search(self, vector, count: int = LIMIT):
        scores = self.rows @ vector
        best = self.np.argpartition(-scores, count)[:count]
        return best[self.np.argsort(-scores[best])]


class Usearch(Vectors):
    """usearch's HNSW with 16 links, 128 candidates when building and 64 when searching."""

    kind = "f32"

    def __init__(self, options) -> None:
        super().__init__(options)
        import usearch.index
        self.library = usearch.index
        self.version = usearch.__version__
        self.path = options.work / f"{self.kind}.usearch"

    def make(self):
        return self.library.Index(
            ndim=self.rows.shape[1], metric="cos", dtype=self.kind, connectivity=16, expansion_add=128,
            expansion_search=64)

    def build(self, rows) -> None:
        import numpy as np
        index = self.make()
        index.add(np.arange(len(self.rows)), np.array(self.rows), threads=1)
        index.save(str(self.path))

    def open(self) -> None:
        self.index = self.make()
        self.index.load(str(self.path))

    def search(self, vector, count: int = LIMIT):
        return self.index.search(vector, count, threads=1).keys


class UsearchI8(Usearch):
    kind = "i8"


class DuckDBExact(DuckDB):
    """DuckDB: array_cosine_distance to every vector of the full database, the query as a literal."""

    most = 20

    def build(self, rows) -> None:
        self.path = self.data / "fdnix-data.duckdb"

    def open(self) -> None:
        self.base = self.connect(self.data / "fdnix-data.duckdb")

    def search(self, vector, count: int = LIMIT) -> list:
        literal = ",".join(map(str, vector.tolist()))
        return self.base.execute(
            f"""
            SELECT package_id FROM embeddings
            ORDER BY array_cosine_distance(vector, [{literal}]::FLOAT[{len(vector)}]) LIMIT {count}""").fetchall()


class DuckDBHnsw(DuckDBExact):
    """DuckDB's vss: the same query through an HNSW index, the full database's own or one built here (--hnsw)."""

    most = 150

    def __init__(self, options) -> None:
        super().__init__(options)
        self.path = options.work / "hnsw.duckdb"

    def build(self, rows) -> None:
        self.path.unlink(missing_ok=True)
        base = self.connect(self.path, "vss", read_only=False)
        base.execute("SET hnsw_enable_experimental_persistence = true")
        base.execute(f"ATTACH '{self.data}/fdnix-data.duckdb' AS source (READ_ONLY)")
        base.execute("CREATE TABLE embeddings AS SELECT package_id, vector FROM source.embeddings")
        base.execute("CREATE INDEX nearest ON embeddings USING HNSW (vector) WITH (metric = 'cosine')")
        base.close()

    def open(self) -> None:
        self.base = self.connect(self.path, "vss")


TEXT_PEERS = {"tantivy": Tantivy, "SQLite FTS5": Fts5, "DuckDB fts": DuckDBFts}
VECTOR_PEERS = {
    "exact f32 (numpy)": Exact, "usearch f32": Usearch, "usearch i8": UsearchI8,
    "DuckDB exact": DuckDBExact, "DuckDB vss": DuckDBHnsw,
}
PEERS = TEXT_PEERS | VECTOR_PEERS


# --- One step in a process of its own --------------------------------------------------------------------------------

def read_queries(options) -> list[tuple[str, str]]:
    lines = options.queries.read_text("utf-8").splitlines()
    return [tuple(line.split("\t", 1)) for line in lines]


def build(peer, options) -> dict:
    rows = None
    if type(peer) in TEXT_PEERS.values():
        with open(options.work / "rows.jsonl", encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
    before = peak_mib()
    start = time.perf_counter()
    peer.build(rows)
    seconds = time.perf_counter() - start
    return {
        "version": peer.version, "build_seconds": seconds, "bytes": size_of(peer.path),
        "build_peak_mib": peak_mib(), "build_peak_mib_before": before,
    }


def query(peer, options) -> dict:
    queries = read_queries(options)
    if type(peer) in VECTOR_PEERS.values():
        vectors = Vectors(options).queries
        queries = [(kind, vector) for (kind, _), vector in zip(queries, vectors) if vector.any()]
    all_of_them = len(queries)
    queries = thin(queries, getattr(peer, "most", all_of_them))
    start = time.perf_counter()
    peer.open()
    opened = time.perf_counter()
    peer.search(queries[0][1])
    first = time.perf_counter()
    result = timed(queries, peer.search, options.repetitions if len(queries) == all_of_them else 3)
    result |= {
        "open_microseconds": (opened - start) * 1e6, "first_query_microseconds": (first - opened) * 1e6,
        "query_peak_mib": peak_mib(), "subset": len(queries) if len(queries) < all_of_them else None,
    }
    if isinstance(peer, Usearch):
        result["recall_at_10"] = recall_of_index(peer, options, [vector for _, vector in queries])
    return result


def bar_of(scores) -> float:
    """What a vector must reach to be one of the ten nearest; equally near ones will do."""
    import numpy as np
    return np.partition(scores, -10)[-10] - 1e-5


def recall_of_index(peer, options, vectors) -> float:
    import numpy as np
    rows = np.array(peer.rows)
    shares = []
    for vector in thin(vectors, 800):
        scores = rows @ vector
        bar = bar_of(scores)
        shares.append(sum(bool(scores[int(key)] >= bar) for key in peer.search(vector, 10)) / 10)
    return statistics.mean(shares)


def fdnix_recall(options) -> dict:
    """Recall@10 of fdnix's semantic leg: the share of its ten packages that are as near as the exact tenth.

    By the number of sketches that were rescored, on average and by class.
    """
    import numpy as np
    rows = np.load(options.work / "all-vectors.npy")
    keys = {key: i for i, key in enumerate(json.loads((options.work / "keys.json").read_text("utf-8")))}
    queries = np.fromfile(options.vectors, np.float32).reshape(-1, rows.shape[1])
    found = json.loads(options.nearest.read_text("utf-8"))
    recalls = {rescored: collections.defaultdict(list) for rescored in found}
    for i, (kind, _) in thin(list(enumerate(read_queries(options))), 800):
        if queries[i].any():
            scores = rows @ queries[i]
            bar = bar_of(scores)
            for rescored, answers in found.items():
                near = sum(bool(scores[keys[key]] >= bar) for key in answers[i])
                recalls[rescored][kind].append(near / 10)
    return {
        rescored: {"all": statistics.mean(value for values in kinds.values() for value in values)}
        | {kind: statistics.mean(values) for kind, values in kinds.items()}
        for rescored, kinds in recalls.items()
    }


def prepare(options) -> dict:
    """Writes the packages and vectors as the other steps read them."""
    import duckdb
    import numpy as np
    base = duckdb.connect(str(options.data / "fdnix-data.duckdb"), read_only=True)
    rows = base.execute(
        """
        SELECT attributePath, coalesce(packageName, ''), coalesce(mainProgram, ''), coalesce(description, ''),
            coalesce(longDescription, '') FROM packages ORDER BY package_id""").fetchall()
    with open(options.work / "rows.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    found = base.execute("SELECT package_id, vector FROM embeddings ORDER BY package_id").fetchnumpy()
    vectors = np.stack(found["vector"]).astype(np.float32)
    np.save(options.work / "all-vectors.npy", vectors)
    (options.work / "keys.json").write_text(json.dumps(found["package_id"].tolist()), "utf-8")
    distinct = np.unique(vectors[vectors.any(axis=1)], axis=0)
    # In any order but the sorted one, which is the worst to build an HNSW graph in.
    np.save(options.work / "vectors.npy", np.random.default_rng(26).permutation(distinct))
    return {"packages": len(rows), "distinct_vectors": len(distinct)}


STEPS = {"build": build, "query": query}


# --- All of them -----------------------------------------------------------------------------------------------------

def step(arguments: list[str], *what: str) -> dict:
    """Runs this script for one step; its last line is the result."""
    result = subprocess.run(
        [sys.executable, __file__, *arguments, "--step", *what], capture_output=True, text=True)
    if result.returncode:
        lines = result.stderr.strip().splitlines()
        return {"skipped": lines[-1] if lines else f"exit code {result.returncode}"}
    return json.loads(result.stdout.splitlines()[-1])


def peers(options, arguments: list[str]) -> dict:
    report = {"repetitions": options.repetitions, "text": {}, "vectors": {}}
    report |= step(arguments, "prepare")
    if "skipped" in report:
        print(f"peers: nothing to compare: {report['skipped']}", file=sys.stderr)
        return report
    chosen = dict(TEXT_PEERS)
    if options.vectors:
        chosen |= VECTOR_PEERS
        if not options.hnsw:
            del chosen["DuckDB vss"]
        if options.quick:
            del chosen["usearch f32"]
    for name in chosen:
        found = step(arguments, "build", name)
        if "skipped" not in found:
            found |= step(arguments, "query", name)
        note = f"left out: {found['skipped']}" if "skipped" in found else (
            f"built in {found['build_seconds']:.1f} s, {found['bytes'] >> 20} MiB,"
            f" median {found['overall']['median'] / 1000:.3f} ms, p99 {found['overall']['p99'] / 1000:.3f} ms")
        print(f"peers: {name}: {note}", file=sys.stderr)
        report["text" if name in TEXT_PEERS else "vectors"][name] = found
    if options.vectors and options.nearest:
        report["fdnix_recall"] = step(arguments, "recall")
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--queries", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--vectors", type=pathlib.Path)
    parser.add_argument("--nearest", type=pathlib.Path)
    parser.add_argument("--extensions", type=pathlib.Path, help="where DuckDB's extensions are, default: its own place")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="leave out what takes minutes to build")
    parser.add_argument("--hnsw", action="store_true", help="also DuckDB's vss, whose index takes minutes to build")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.step:
        print(json.dumps(peers(options, sys.argv[1:])))
        return
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if options.step[0] == "prepare":
        print(json.dumps(prepare(options)))
    elif options.step[0] == "recall":
        print(json.dumps(fdnix_recall(options)))
    else:
        print(json.dumps(STEPS[options.step[0]](PEERS[options.step[1]](options), options)))


main()
