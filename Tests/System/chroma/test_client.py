"""Chroma's own client sees what was written: the same ids, vectors, documents and metadata, to the last bit."""

import json
import os
import struct
import unittest
from base64 import b64decode
from pathlib import Path
from urllib.parse import urlsplit

import chromadb

WRITTEN = Path(os.environ.get("FDNIX_TEST_CHROMA_WRITTEN", ""))


def typed(value: object) -> object:
    """A value with its type, so that 1 is another than 1.0 and True."""
    if isinstance(value, list):
        return [typed(element) for element in value]
    return type(value).__name__, value


class ClientTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        address = urlsplit(os.environ["FDNIX_TEST_CHROMA_URL"])
        cls.client = chromadb.HttpClient(address.hostname, address.port)
        with open(WRITTEN) as file:
            cls.records = [json.loads(line) for line in file]

    def test_collection(self) -> None:
        collection = self.client.get_collection("written-words", embedding_function=None)
        self.assertEqual(
            collection.metadata, {"model": "local-hash-v1", "dims": 64, "text_format": "tagged-1"})
        self.assertEqual(collection.configuration["hnsw"]["space"], "l2")
        self.assertEqual(collection.count(), len(self.records))
        self.assertGreater(len(self.records), 300)

    def test_records(self) -> None:
        collection = self.client.get_collection("written-words", embedding_function=None)
        found = collection.get(include=["embeddings", "documents", "metadatas"])
        columns = zip(found["ids"], found["embeddings"], found["documents"], found["metadatas"], strict=True)
        read = {name: (vector, document, metadata) for name, vector, document, metadata in columns}
        self.assertEqual(set(read), {record["id"] for record in self.records})
        for record in self.records:
            vector, document, metadata = read[record["id"]]
            with self.subTest(record["id"]):
                expected = struct.unpack("<64f", b64decode(record["vector"]))
                self.assertEqual([struct.pack("<f", number) for number in vector],
                                 [struct.pack("<f", number) for number in expected])
                self.assertEqual(document, record["document"])
                self.assertEqual({key: typed(value) for key, value in (metadata or {}).items()},
                                 {key: typed(value) for key, value in record["metadata"].items()})

    def test_search(self) -> None:
        collection = self.client.get_collection("written-words", embedding_function=None)
        record = self.records[5]
        vector = list(struct.unpack("<64f", b64decode(record["vector"])))
        wanted = {"receipt_id": record["metadata"]["receipt_id"]}
        near = collection.query(query_embeddings=[vector], n_results=3, where=wanted)
        self.assertEqual(near["ids"][0][0], record["id"])
        self.assertLess(near["distances"][0][0], 1e-6)


if __name__ == "__main__":
    unittest.main()
