"""Directories that Chroma itself writes, also when it is killed: what is imported is what Chroma reads of a copy."""

import base64
import hashlib
import importlib.util
import json
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tarfile
import time
from array import array
from pathlib import Path
from typing import Any

from case import Local

#: Opens the directory that is named first.
OPEN = """
import base64, json, random, struct, sys
import chromadb
client = chromadb.PersistentClient(sys.argv[1])
"""
#: Everything that Chroma has in a collection, as one JSON object.
READ = OPEN + """
parts = ["documents", "metadatas", "embeddings", "uris"]
found = client.get_collection("lines", embedding_function=None).get(include=parts)
rows = zip(found["ids"], *(found[part] for part in parts))
print(json.dumps({id: [document, {**(facts or {}), **({"chroma:uri": uri} if uri else {})},
                       base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()]
                  for id, document, facts, vector, uri in rows}))
"""
#: Puts as many records as are asked for into a collection with the distance that is asked for.
FILL = OPEN + """
chance, count, space = random.Random(5), int(sys.argv[2]), sys.argv[3]
settings = {"hnsw": {"space": space, "batch_size": 10, "sync_threshold": 40}}
lines = client.create_collection("lines", embedding_function=None, configuration=settings)
numbers = lambda: struct.unpack("<d", struct.pack("<Q", chance.getrandbits(62)))[0]
for start in range(0, count, 20):
    ids = [f"r{n}" for n in range(start, min(start + 20, count))]
    lines.add(ids=ids, embeddings=[[chance.gauss(0, 3) for _ in range(8)] for _ in ids],
              documents=[f"text {id}" for id in ids],
              metadatas=[{"x": numbers(), "n": chance.randrange(9), "list": [1, 2]} for _ in ids])
lines.delete(ids=["r3", "r7"])
"""
#: Writes until it is killed.
WRITE = OPEN + """
chance = random.Random(int(sys.argv[2]))
settings = {"hnsw": {"batch_size": 10, "sync_threshold": 30}}
lines = client.get_or_create_collection("lines", embedding_function=None, configuration=settings)
print("begun", flush=True)
count = 0
while True:
    ids = list({f"r{chance.randrange(300)}" for _ in range(chance.randrange(1, 12))})
    vectors = [[chance.random() for _ in range(8)] for _ in ids]
    facts = [{"n": count, "list": [count, count + 1]} for _ in ids]
    match chance.randrange(5):
        case 0 | 1: lines.upsert(ids=ids, embeddings=vectors, documents=[str(count)] * len(ids), metadatas=facts)
        case 2: lines.delete(ids=ids)
        case 3: lines.update(ids=ids, metadatas=facts)
        case 4: lines.add(ids=ids, embeddings=vectors)
    count += 1
"""


class ChromaDirectories(Local):
    dimensions = 8

    def setUp(self) -> None:
        super().setUp()
        if importlib.util.find_spec("chromadb") is None:
            self.skipTest("needs chromadb, of Scripts/test-requirements.txt")
        self.place = self.folder / "written"

    def chroma(self, script: str, place: Path, *words: str) -> str:
        """What a script prints that opens a directory with Chroma, in a process of its own."""
        done = subprocess.run([sys.executable, "-c", script, str(place), *words], capture_output=True, text=True,
                              timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        return done.stdout

    def truth(self) -> dict[str, Any]:
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.place, copy)
        return json.loads(self.chroma(READ, copy))

    def queued(self, operation: int, id: str, facts: dict[str, Any] | None, vector: list[float] | None = None) -> None:
        """Adds to the queue what Chroma adds, and no more: as if it were killed right after."""
        with sqlite3.connect(self.place / "chroma.sqlite3") as database:
            topic, = database.execute("SELECT 'persistent://default/default/' || id FROM collections").fetchone()
            database.execute(
                "INSERT INTO embeddings_queue (operation, topic, id, vector, encoding, metadata) VALUES (?,?,?,?,?,?)",
                (operation, topic, id, struct.pack("<8f", *vector) if vector else None, vector and "FLOAT32",
                 json.dumps(facts) if facts is not None else None))
        database.close()

    def state(self) -> dict[str, str]:
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in self.place.rglob("*") if path.is_file()}

    def check(self, path: Path | None = None, tolerance: float = 0) -> None:
        """Imports the directory, or an archive of it; nothing in the directory may change."""
        truth, before = self.truth(), self.state()
        self.call("import", "lines", str(path or self.place), "--model", self.model)
        self.assertEqual(self.state(), before)
        found = self.latest("lines").records
        self.assertEqual(set(found), set(truth))
        for id, (document, facts, vector) in truth.items():
            record = found[id]
            self.assertEqual((record.document, record.metadata), (document, facts), id)
            wanted = array("f", base64.b64decode(vector))
            if tolerance:
                for one, other in zip(wanted, record.vector, strict=True):
                    self.assertAlmostEqual(one, other, delta=tolerance * max(map(abs, wanted)))
            else:
                self.assertEqual(record.vector.tobytes(), wanted.tobytes(), id)

    def test_19_what_is_written_and_queued(self):
        for count in (30, 130):
            shutil.rmtree(self.place, ignore_errors=True)
            self.chroma(FILL, self.place, str(count), "l2")
            self.check()
            self.queued(1, "r1", {"n": 99, "x": None, "y": 0.5, "list": [3], "chroma:document": "newer"})
            self.queued(0, "r1", {"n": 100}, [1.0] * 8)
            self.queued(1, "nobody", {"n": 1})
            self.queued(0, "added", {"chroma:uri": "u", "f": True}, [2.0] * 8)
            self.queued(2, "r2", {"z": "put"}, [3.0] * 8)
            self.queued(3, "r4", None)
            self.check()

    def test_19_kinds_of_distance(self):
        for space, tolerance in (("cosine", 1e-6), ("ip", 0), ("l2", 0)):
            with self.subTest(space):
                shutil.rmtree(self.place, ignore_errors=True)
                self.chroma(FILL, self.place, "130", space)
                # What is in the queue is what was given, where Chroma gives what its index makes of it.
                self.check(tolerance=tolerance)

    def test_19_kills(self):
        for _ in range(3):
            shutil.rmtree(self.place, ignore_errors=True)
            with subprocess.Popen([sys.executable, "-c", WRITE, str(self.place), str(self.chance.randrange(10**9))],
                                  stdout=subprocess.PIPE) as writer:
                writer.stdout.readline()
                time.sleep(self.chance.uniform(0.2, 1))
                writer.kill()
            # A kill between two files of the index leaves what Chroma cannot read either; there it is refused.
            tried = self.call("import", "lines", str(self.place), code=None)
            if tried.code == 1 and ("contradicts itself" in tried.err or "index_metadata.pickle" in tried.err):
                continue
            self.check()

    def test_19_a_journal_and_a_log_of_writes(self):
        self.chroma(FILL, self.place, "130", "l2")
        live = self.folder / "live"
        shutil.move(self.place, live)
        database = sqlite3.connect(live / "chroma.sqlite3", isolation_level=None)
        database.execute("PRAGMA cache_size=2")
        database.execute("BEGIN")
        database.execute("UPDATE embedding_metadata SET string_value = string_value || ' gone'")
        database.execute("DELETE FROM embeddings_queue")
        shutil.copytree(live, self.place)
        self.assertGreater((self.place / "chroma.sqlite3-journal").stat().st_size, 0)
        database.execute("ROLLBACK")
        self.check()
        shutil.rmtree(self.place)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("UPDATE embedding_metadata SET string_value = string_value || ' kept' "
                         "WHERE key = 'chroma:document'")
        shutil.copytree(live, self.place)
        self.assertGreater((self.place / "chroma.sqlite3-wal").stat().st_size, 0)
        (self.place / "chroma.sqlite3-shm").unlink()
        self.check()
        database.close()

    def test_19_an_archive_with_one_folder(self):
        self.chroma(FILL, self.place, "30", "l2")
        for name in (".", "chroma", "./some name"):
            path = self.folder / "written.tar.gz"
            with tarfile.open(path, "w:gz") as archive:
                archive.add(self.place, name)
            with path.open("ab") as file:
                file.write(bytes(random.Random(1).randrange(1, 2000)))
            self.check(path)
        with tarfile.open(path, "w:gz") as archive:
            archive.add(self.place, "a/b")
        self.assertIn("no chroma.sqlite3 at its root", self.call("import", "lines", str(path), code=1).err)

    def test_19_a_vector_that_nobody_can_measure(self):
        self.chroma(FILL, self.place, "30", "l2")
        with sqlite3.connect(self.place / "chroma.sqlite3") as database:
            vector = struct.pack("<8f", *[float("nan")] * 8)
            database.execute("UPDATE embeddings_queue SET vector = ? WHERE id = 'r5'", (vector,))
        database.close()
        self.assertIn("vector of r5", self.call("import", "lines", str(self.place), code=1).err)
        self.assertFalse(self.objects.keys("lines/"))
