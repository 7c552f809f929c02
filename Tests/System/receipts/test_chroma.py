"""The collections in a Chroma server: the same commands, and the ways there and back.

    Tests/System/chroma/with-server Tests/System/receipts/run -k test_chroma

Tests of the part `chroma`; without its server they are not there.
"""

import json
import os
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
from stores import Folder

URL = os.environ.get("FDNIX_TEST_CHROMA_URL", "")
API = f"{URL}/api/v2/tenants/default_tenant/databases/default_database/collections"


def load_tests(_loader: unittest.TestLoader, tests: unittest.TestSuite, _pattern: str | None) -> unittest.TestSuite:
    return tests if URL else unittest.TestSuite()


def asked(path: str, body: dict[str, Any] | None = None) -> Any:
    """What the server answers, asked without the program."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(API + path, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


class Chroma(Local):
    """Each test has collections of its own in the server, by their names' prefix."""

    def setUp(self) -> None:
        super().setUp()
        self.mark = f"t{uuid.uuid4().hex[:10]}-"

    def variables(self, **more: str) -> dict[str, str]:
        return super().variables(**{
            "COLLECTION_BACKEND": "chroma", "CHROMA_URL": URL, "CHROMA_COLLECTION_PREFIX": self.mark, **more})

    def in_server(self, collection: str) -> dict[str, tuple[str, dict[str, Any], list[float]]]:
        """The records that the server has: document, metadata and vector by id."""
        id = asked(f"/{self.mark}{collection}")["id"]
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
        segments = {"COLLECTION_BACKEND": "", "CHROMA_URL": ""}
        for receipt in receipts:
            self.submit(receipt)
        self.drain(**segments)
        self.check_collections(*receipts)
        self.assertEqual(self.summary(self.call("export", "--to", URL, **segments)), counts)
        self.check_server(*receipts)
        # Another machine, which has nothing but the address.
        other = str(self.folder / "other")
        for name in BOTH:
            ended = self.call("import", name, URL, EMBED_DATA_DIR=other, **segments)
            self.assertEqual(self.summary(ended), {name: counts[name]})
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

    def same_version(self, collection: str, directory: str) -> None:
        """The latest versions of two data directories have the same records."""
        found = bundles.latest(Folder(Path(directory) / "objects/chromadb").get, collection)
        self.assertIsNotNone(found)
        ours = self.latest(collection)
        self.assertEqual({id: (record.document, record.metadata, list(record.vector))
                          for id, record in found.records.items()},
                         {id: (record.document, record.metadata, list(record.vector))
                          for id, record in ours.records.items()})
