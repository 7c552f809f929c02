#!/usr/bin/env python3
"""Opens the full and the minified database with DuckDB's own Python client and checks what they promise.

usage: Scripts/check-databases.py FULL MINIFIED

Says what it checked, one line each; exits 1 when a check fails, 0 when all hold or the client is not installed.
"""

import os
import pathlib
import sys

STABLE_FULL = (
    "package_id packageName version attributePath description longDescription homepage license platforms maintainers "
    "broken unfree available insecure unsupported mainProgram position outputsToInstall lastUpdated hasEmbedding "
    "content_hash text_hash category homepages outputs badPlatforms knownVulnerabilities changelog downloadPage teams"
).split()
STABLE_MINIFIED = (
    "package_id packageName version attributePath description homepage license maintainers broken unfree available "
    "insecure unsupported mainProgram hasEmbedding content_hash category platforms licenseJson position "
    "knownVulnerabilities longDescription"
).split()
META_KEYS = (
    "schema_version run_id built_at indexer_version source nixpkgs_revision nixpkgs_channel package_count "
    "embedding_dim embedding_model embedding_template_version embedding_count vector_index fts_index_name fts_stemmer "
    "fts_stopwords fts_ignore vector_format"
).split()
# Queries that must find the package whose text holds them, where there is one.
TOKENS = "python312 7zip c++ c# .net node.js gtk+ postgresql_16 16 gnome-terminal".split()
NAMES = "hello go r c which".split()

failures = 0


def check(holds, what):
    global failures
    print(("ok      " if holds else "FAILED  ") + what)
    failures += not holds


def extension_directory():
    stated = os.environ.get("FDNIX_DUCKDB_EXTENSIONS")
    prefix = os.environ.get("FDNIX_PREFIX") or pathlib.Path(__file__).resolve().parent.parent / ".fdnix" / "duckdb"
    return stated or str(pathlib.Path(prefix) / "extensions")


def connect(duckdb, path):
    config = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    if os.path.isdir(extension_directory()):
        config["extension_directory"] = extension_directory()
    return duckdb.connect(path, read_only=True, config=config)


def load(connection, name):
    try:
        connection.execute(f"LOAD {name}")
        return True
    except Exception as error:
        print(f"skipped the checks that need {name}: {str(error).splitlines()[0]}")
        return False


def one(connection, sql, *parameters):
    return connection.execute(sql, parameters).fetchone()[0]


def columns(connection, table):
    rows = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", [table]
    )
    return dict(rows.fetchall())


def check_common(connection, label, stable, vectors):
    check(list(columns(connection, "packages")) == stable, f"{label}: packages has the contract's columns, in order")
    check(columns(connection, "packages")["content_hash"] == "HUGEINT", f"{label}: content_hash is a HUGEINT")
    meta = dict(connection.execute("SELECT key, value FROM fdnix_meta").fetchall())
    check(not set(META_KEYS) - set(meta), f"{label}: fdnix_meta has every key")
    count = one(connection, "SELECT count(*) FROM packages")
    check(str(count) == meta.get("package_count"), f"{label}: {count} packages, as fdnix_meta says")
    embedded = one(connection, f"SELECT count(*) FROM {vectors}")
    check(str(embedded) == meta.get("embedding_count"), f"{label}: {embedded} vectors, as fdnix_meta says")
    for table in ("packages_fts_source", vectors):
        orphans = one(connection, f"SELECT count(*) FROM {table} ANTI JOIN packages USING (package_id)")
        check(orphans == 0, f"{label}: every id of {table} is a package")
    wrong = one(
        connection,
        f"SELECT count(*) FROM packages WHERE hasEmbedding <> (package_id IN (SELECT package_id FROM {vectors}))",
    )
    check(wrong == 0, f"{label}: hasEmbedding tells the truth")
    return meta


def check_full(connection):
    meta = check_common(connection, "full", STABLE_FULL, "embeddings")
    kind = columns(connection, "embeddings")["vector"]
    check(kind == f"FLOAT[{meta['embedding_dim']}]", f"full: vectors are {kind}")
    one(connection, "SELECT count(*) FROM embeddings_content_hashes")
    if meta["vector_index"] != "hnsw" or not load(connection, "vss"):
        return
    query = connection.execute("SELECT vector FROM embeddings LIMIT 1").fetchone()[0]
    nearest = f"FROM embeddings ORDER BY array_cosine_distance(vector, {list(query)}::{kind}) LIMIT 5"
    plan = connection.execute(f"EXPLAIN SELECT package_id {nearest}").fetchall()[0][1]
    check("HNSW_INDEX_SCAN" in plan, "full: a nearest-neighbour query uses the HNSW index")
    first = connection.execute(f"SELECT vector {nearest}").fetchone()[0]
    check(max(abs(a - b) for a, b in zip(first, query)) < 1e-3, "full: a vector is its own nearest neighbour")


def check_minified(connection):
    meta = check_common(connection, "minified", STABLE_MINIFIED, "embeddings_q8")
    check(meta["vector_format"] == "int8", "minified: vectors are int8")
    dimension = meta["embedding_dim"]
    kinds = columns(connection, "embeddings_q8")["vector"], columns(connection, "embeddings")["vector"]
    check(kinds == (f"TINYINT[{dimension}]", f"FLOAT[{dimension}]"), f"minified: table and view have {kinds}")
    bad = one(connection, "SELECT count(*) FROM packages WHERE license = '' OR license LIKE '{%' OR available IS NULL")
    check(bad == 0, "minified: licences are labels, flags are set")
    if not load(connection, "fts"):
        return
    match = "SELECT count(fts_main_packages_fts_source.match_bm25(package_id, $1)) FROM packages_fts_source"
    for token in TOKENS:
        # A token of its own in the text, not a part of a longer one.
        pattern = r"(^|[\s(,])" + "".join("\\" + c if not c.isalnum() else c for c in token) + r"($|[\s),;:!])"
        if one(connection, "SELECT count(*) FROM packages_fts_source WHERE regexp_matches(lower(text), $1)", pattern):
            check(one(connection, match, token) > 0, f"minified: match_bm25 finds {token}")
    for name in NAMES:
        if one(connection, "SELECT count(*) FROM packages WHERE lower(packageName) = $1", name):
            check(one(connection, match, name) > 0, f"minified: match_bm25 finds the package {name}, a stop word")
    leftovers = one(connection, "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'fdnix_stopwords'")
    check(leftovers == 0, "minified: no helper table is left")


def main():
    if len(sys.argv) != 3:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        import duckdb
    except ImportError:
        print("skipped: the Python client is not installed; python3 -m pip install duckdb==1.5.5")
        return 0
    full, minified = connect(duckdb, sys.argv[1]), connect(duckdb, sys.argv[2])
    check_full(full)
    check_minified(minified)
    ids = "SELECT package_id FROM packages ORDER BY package_id"
    same = full.execute(ids).fetchall() == minified.execute(ids).fetchall()
    check(same, "both databases have the same packages")
    hashes = "SELECT package_id, content_hash FROM packages ORDER BY package_id"
    check(full.execute(hashes).fetchall() == minified.execute(hashes).fetchall(), "both have the same content hashes")
    print(f"{failures} checks failed" if failures else "all checks hold")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
