"""The collections in a Chroma server: the same commands, and the ways there and back.

    Tests/System/aws/with-servers Tests/System/chroma/with-server Tests/System/receipts/run -k test_chroma

Tests of the part `chroma`; without its server they are not there, and without those of AWS some are skipped.
"""

import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time
import unittest
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import bundles
import contract
import hashing
import program
import samples
from case import BOTH, Local, close, small
from compacting import Compacting
from faults import Faults
from stores import Folder

URL = os.environ.get("FDNIX_TEST_CHROMA_URL", "")
API = f"{URL}/api/v2/tenants/default_tenant/databases/default_database/collections"
#: With these the program keeps its collections as segments.
SEGMENTS = {"COLLECTION_BACKEND": "", "CHROMA_URL": ""}


def load_tests(_loader: unittest.TestLoader, tests: unittest.TestSuite, _pattern: str | None) -> unittest.TestSuite:
    return tests if URL else unittest.TestSuite()


def asked(path: str, body: dict[str, Any] | None = None) -> Any:
    """What the server answers, asked without the program."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(API + path, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


class Serving(program.ProgramTest):
    """Each test has collections of its own in the server, by their names' prefix."""

    def setUp(self) -> None:
        super().setUp()
        self.prefix_there = f"t{uuid.uuid4().hex[:10]}-"

    def variables(self, **more: str) -> dict[str, str]:
        return super().variables(**{
            "COLLECTION_BACKEND": "chroma", "CHROMA_URL": URL, "CHROMA_COLLECTION_PREFIX": self.prefix_there, **more})

    def names_there(self) -> set[str]:
        """The names of the server's collections, without what they begin with."""
        names = {row["name"] for row in asked("?limit=10000")}
        return {name.removeprefix(self.prefix_there) for name in names if name.startswith(self.prefix_there)}

    def in_server(self, collection: str) -> dict[str, tuple[str, dict[str, Any], list[float]]]:
        """The records that the server has: document, metadata and vector by id."""
        id = asked(f"/{self.prefix_there}{collection}")["id"]
        found = asked(f"/{id}/get", {"include": ["documents", "metadatas", "embeddings"]})
        columns = zip(found["documents"], found["metadatas"], found["embeddings"], strict=True)
        return dict(zip(found["ids"], columns, strict=True))

    def check_server(self, *receipts: samples.Receipt) -> None:
        for collection in BOTH:
            wanted = {id: one for receipt in receipts for id, one in contract.records(receipt, collection).items()}
            found = self.in_server(collection)
            self.assertEqual(set(found), set(wanted), collection)
            for id, (document, metadata, vector) in found.items():
                self.assertEqual(document, wanted[id].document)
                known = contract.without_times(metadata)
                self.assertEqual({name: known.get(name) for name in wanted[id].metadata}, wanted[id].metadata, id)
                self.assertTrue(close(vector, hashing.embed(wanted[id].text, self.dimensions)), id)


class Chroma(Serving, Local):
    def make(self, collection: str, vectors: dict[str, list[float]], metadata: dict[str, Any] | None = None) -> None:
        """A collection that another program makes."""
        made = asked("", {"name": self.prefix_there + collection, "metadata": metadata})
        asked(f"/{made['id']}/add", {"ids": list(vectors), "embeddings": list(vectors.values())})

    def refused(self, *words: str, **more: str) -> str:
        """What is told where a command fails; nothing is on its standard output."""
        ended = self.call(*words, code=1, **more)
        self.assertEqual(ended.out, "")
        return ended.err

    def summary(self, ended: program.Ended) -> dict[str, int]:
        return {row["collection"]: row["count"] for row in self.rows(ended)}

    def counts(self, *receipts: samples.Receipt) -> dict[str, int]:
        return {name: sum(len(contract.records(receipt, name)) for receipt in receipts) for name in BOTH}

    def test_receipts_are_embedded_and_found(self):
        receipts = [samples.receipt(1), samples.receipt(2), small(3)]
        self.sent(*receipts)
        for receipt in receipts:
            self.check_completed(receipt)
        self.check_server(*receipts)
        self.assertEqual(self.versions("lines"), set(), "versions are of segments")
        word = self.words_of(receipts[2])[0]
        id = self.record_id(receipts[2], word)
        found = self.query("words", "--id", id, "-n", "2", "--where", json.dumps({"image_id": receipts[2].image_id}))
        self.assertEqual([match["id"] for match in found][:1], [id])
        self.assertLess(found[0]["distance"], 1e-5)
        self.assertEqual({match["metadata"]["image_id"] for match in found}, {receipts[2].image_id})
        record, = self.vector("words", id)
        self.assertEqual(record["document"], word["text"])
        self.vector("words", "IMAGE#nobody", code=1)
        for name in BOTH:
            self.assertEqual(self.summary(self.call("verify", name)), {name: self.counts(*receipts)[name]})

    def test_a_receipt_that_is_embedded_again(self):
        receipt = samples.receipt(1)
        self.sent(receipt)
        receipt.words.pop()
        self.sent(receipt)
        self.check_server(receipt)

    def test_out_to_a_server_and_back(self):
        receipts = [samples.receipt(1), small(2)]
        counts = self.counts(*receipts)
        for receipt in receipts:
            self.submit(receipt)
        self.drain(**SEGMENTS)
        self.check_collections(*receipts)
        for _ in range(2):
            self.assertEqual(self.summary(self.call("export", "--to", URL, **SEGMENTS)), counts)
            self.check_server(*receipts)
            self.assertEqual(self.names_there(), set(BOTH))
        # Another machine, which has nothing but the address.
        other = str(self.folder / "other")
        for name in BOTH:
            ended = self.call("import", name, URL, EMBED_DATA_DIR=other, **SEGMENTS)
            self.assertEqual(self.summary(ended), {name: counts[name]})
            self.assertNotIn("EMBEDDING_DIMENSIONS", ended.err)
            self.same_version(name, other)

    def test_a_snapshot_of_a_server(self):
        receipts = [samples.receipt(1), small(2)]
        self.sent(*receipts)
        self.assertEqual(self.summary(self.call("snapshot")), self.counts(*receipts))
        self.check_collections(*receipts)
        found = self.query("lines", "--text", receipts[1].lines[0]["text"], "-n", "1", COLLECTION_BACKEND="")
        self.assertEqual(found[0]["id"], self.record_id(receipts[1], receipts[1].lines[0]))

    def test_reading_a_server_makes_no_folder(self):
        self.sent(small())
        elsewhere = self.folder / "elsewhere"
        ended = self.call("verify", "lines", EMBED_DATA_DIR=str(elsewhere))
        self.assertEqual(self.summary(ended), {"lines": 3})
        self.assertEqual(len(self.query("lines", "--text", "TOTAL due", EMBED_DATA_DIR=str(elsewhere))), 3)
        self.assertFalse(elsewhere.exists())

    # --- what is not there ------------------------------------------------------------------------------------------

    def elsewhere(self) -> dict[str, dict[str, str]]:
        """Settings that lead to no collection, by what is wrong with them."""
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Nothing)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return {"no Chroma server": {"CHROMA_URL": f"http://127.0.0.1:{server.server_address[1]}"},
                "no Chroma server answers": {"CHROMA_URL": f"{URL}/nonsense"},
                "of the tenant nobody": {"CHROMA_TENANT": "nobody"},
                "no database nowhere": {"CHROMA_DATABASE": "nowhere"}}

    def test_nothing_there_empties_nothing_here(self):
        receipt = small()
        self.sent(receipt, **SEGMENTS)
        for reason, settings in {"no collection": {}, **self.elsewhere()}.items():
            with self.subTest(reason):
                url = settings.get("CHROMA_URL", URL)
                self.assertIn(reason, self.refused("import", "lines", url, **settings))
                self.assertIn(reason, self.refused("snapshot", **settings))
        self.check_collections(receipt)

    def test_readers_hear_of_a_wrong_address(self):
        self.data.mkdir()
        # A server without the collection is as good as one in which it is empty.
        self.assertEqual(self.summary(self.call("verify", "lines")), {"lines": 0})
        self.assertEqual(self.query("lines", "--text", "x"), [])
        for reason, settings in self.elsewhere().items():
            with self.subTest(reason):
                self.assertIn(reason, self.refused("verify", "lines", **settings))
                self.assertIn(reason, self.refused("query", "lines", "--text", "x", **settings))

    # --- what is another's ------------------------------------------------------------------------------------------

    def test_what_is_not_here_stays_there(self):
        self.make("words", {"kept": [1.0] * self.dimensions},
                  {"model": self.model, "dims": self.dimensions, "text_format": "tagged-1"})
        self.data.mkdir()
        self.refused("export", "--to", URL, **SEGMENTS)
        self.make("lines", {"a": [0.5] * self.dimensions})
        self.call("import", "lines", URL, **SEGMENTS)
        ended = self.call("export", "--to", URL, "--replace", **SEGMENTS)
        self.assertEqual(self.summary(ended), {"lines": 1})
        self.assertIn("no version of words", ended.err)
        self.assertIn("no version of words", self.refused("export", "words", "--to", URL, **SEGMENTS))
        self.assertEqual((set(self.in_server("words")), set(self.in_server("lines"))), ({"kept"}, {"a"}))

    def test_a_directory_of_chroma_that_was_never_merged_is_exported(self):
        root = self.folder / "root"
        script = """import sys, chromadb
lines = chromadb.PersistentClient(sys.argv[1]).create_collection("lines", embedding_function=None)
lines.add(ids=["a", "b"], embeddings=[[0.5] * int(sys.argv[2])] * 2, documents=["x", "y"])"""
        self.data.mkdir()
        words = [str(root / "lines"), str(self.dimensions)]
        subprocess.run([sys.executable, "-c", script, *words], check=True, timeout=120)
        ended = self.call("export", "lines", "--to", URL, CHROMA_ROOT=str(root), **SEGMENTS)
        self.assertEqual(self.summary(ended), {"lines": 2})
        self.assertEqual(set(self.in_server("lines")), {"a", "b"})

    def test_what_others_made_is_replaced_when_that_is_said(self):
        self.sent(small(), **SEGMENTS)
        own = {"model": self.model, "dims": self.dimensions, "text_format": "tagged-1"}
        for metadata, vector in ((None, [1.0, 2.0]), ({**own, "model": "m"}, [1.0] * self.dimensions),
                                 (own, [1.0, 2.0, 3.0])):
            with self.subTest(metadata):
                self.prefix_there = f"t{uuid.uuid4().hex[:10]}-"
                self.make("lines", {"kept": vector}, metadata)
                self.assertIn("--replace", self.refused("export", "lines", "--to", URL, **SEGMENTS))
                self.assertEqual(set(self.in_server("lines")), {"kept"})
                self.call("export", "lines", "--to", URL, "--replace", **SEGMENTS)
                self.assertEqual(len(self.in_server("lines")), 3)

    def test_a_collection_of_a_plain_client(self):
        self.make("lines", {"a": [1.0, 2.0, 3.0], "b": [4.0, 5.0, 6.0]})
        ended = self.call("import", "lines", URL, "--model", "theirs", "--text-format", "plain", **SEGMENTS)
        self.assertEqual(self.summary(ended), {"lines": 2})
        self.assertIn(f"EMBEDDING_DIMENSIONS says {self.dimensions}: set it to 3", ended.err)
        manifest = self.latest("lines").manifest
        self.assertEqual((manifest["model"], manifest["dims"], manifest["text_format"]), ("theirs", 3, "plain"))

    def test_ids_that_look_alike(self):
        vectors = {id: [float(number)] * self.dimensions for number, id in enumerate(("é", "e\u0301", "b"))}
        self.make("lines", vectors)
        self.call("import", "lines", URL, **SEGMENTS)
        self.assertEqual({id: list(one.vector) for id, one in self.latest("lines").records.items()}, vectors)
        for _ in range(2):
            self.call("export", "lines", "--to", URL, "--replace", **SEGMENTS)
            self.assertEqual({id: one[2] for id, one in self.in_server("lines").items()}, vectors)
        other = str(self.folder / "other")
        self.call("import", "lines", URL, EMBED_DATA_DIR=other, **SEGMENTS)
        self.same_version("lines", other)
        self.assertEqual([row["id"] for row in self.vector("lines", "é", "e\u0301")], ["é", "e\u0301"])
        self.assertIn("no record e\u0301x", self.refused("get", "lines", "e\u0301x"))

    def test_more_results_than_a_server_takes(self):
        self.sent(small())
        self.assertEqual(len(self.query("lines", "--text", "TOTAL due", "-n", str(2**40))), 3)

    # --- what is cut short ------------------------------------------------------------------------------------------

    def test_an_export_that_is_cut_short(self):
        first, second = small(1), small(2)
        self.sent(first, **SEGMENTS)
        self.call("export", "--to", URL, **SEGMENTS)
        self.sent(second, **SEGMENTS)
        door = Faults(URL)
        self.addCleanup(door.close)
        for number, code, left in ((signal.SIGTERM, 143, set()), (signal.SIGKILL, -9, {"lines-unfinished"})):
            with self.subTest(number):
                rule = door.add(r"^POST \S*/upsert ", held=True, times=1)
                export = self.start("export", "--to", door.url, **SEGMENTS)
                rule.wait()
                export.kill(number)
                ended = self.ended(export, code)
                door.clear()
                self.assertEqual(ended.out, "")
                self.assertEqual("interrupted; nothing is lost" in ended.err, code == 143, ended)
                self.check_server(first)
                self.assertEqual(self.names_there(), {*BOTH, *left})
        # Between the names nothing is cut short: what takes the place of the other one has it.
        rule = door.add(r"^PUT ", held=True, times=1)
        export = self.start("export", "lines", "--to", door.url, **SEGMENTS)
        rule.wait()
        export.kill(signal.SIGTERM)
        time.sleep(0.5)
        door.clear()
        self.ended(export)
        self.assertEqual(len(self.in_server("lines")), 6)
        self.call("export", "--to", URL, **SEGMENTS)
        self.check_server(first, second)
        self.assertEqual(self.names_there(), set(BOTH))

    def same_version(self, collection: str, directory: str) -> None:
        """The latest versions of two data directories have the same records."""
        found = bundles.latest(Folder(Path(directory) / "objects/chromadb").get, collection)
        self.assertIsNotNone(found)
        ours = self.latest(collection)
        self.assertEqual({id: (record.document, record.metadata, list(record.vector))
                          for id, record in found.records.items()},
                         {id: (record.document, record.metadata, list(record.vector))
                          for id, record in ours.records.items()})


class Nothing(http.server.BaseHTTPRequestHandler):
    """Any web server: it has nothing of what is asked for."""

    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


class ServerAtAWS(Serving, Compacting):
    """The collections in a server, the ledger and its leases in DynamoDB."""

    def test_the_ledger_in_dynamodb(self):
        first, second = samples.receipt(5, items=8), samples.receipt(2)
        self.embedded(first, second)
        self.pump()
        for receipt in (first, second):
            self.check_completed(receipt)
        self.check_server(first, second)
        fewer = first.with_rows(first.lines[:5], [word for word in first.words if word["line_id"] <= 5])
        self.embedded(fewer)
        self.pump()
        self.check_server(fewer, second)
        run = self.run_id(fewer)
        for collection in BOTH:
            ledger = self.get_item(fewer.partition, f"{fewer.sort}#LEDGER#{collection}")
            self.assertEqual(ledger["run_id"], run)
            self.assertNotIn("lease_owner", ledger)

    def test_25_two_at_once_and_one_is_killed(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        for name in ("victim", "after"):
            self.function("compactor", name, COMPACTION_LOCK="off", LOCK_DURATION_MINUTES="1")
        # The records are in the server; the ledger does not know.
        rule = self.faults.add(r"UpdateItem\n.*LEDGER#words", held=True, times=1, skip=1)
        thread = self.start_compact(self.message(receipt, "words"), name="victim")
        rule.wait()
        message = self.message(receipt, "words")
        self.assertEqual(self.compact(message, name="after"), {message["messageId"]}, "the lease is another's")
        self.function("compactor", "victim").kill()
        thread.join()
        self.faults.rules = []
        rule.status = 500
        rule.release()
        ledger = self.get_item(receipt.partition, f"{receipt.sort}#LEDGER#words")
        self.put_item(ledger | {"lease_expires": "2020-01-01T00:00:00.000000+00:00"})
        self.assertEqual(self.compact(message, name="after"), set())
        self.assertEqual(set(self.in_server("words")), set(contract.records(receipt, "words")))
        self.assertEqual(self.runs()[0]["words_state"], "COMPLETED")
