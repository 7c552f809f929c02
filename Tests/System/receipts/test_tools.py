"""The suite's own tools: what they take for right and for wrong, before they judge the program."""

import hashlib
import json
import random
import unittest
import urllib.error
import urllib.request

import anchors
import bundles
import contract
import hashing
import making
import samples
import segments
from case import small
from samples import Receipt
from segments import Wrong
from stubs import KEY, Stub

IMAGE = "3f2b8c1e-5a7d-4c90-9b1a-0d6e4f2a7c55"


class Contract(unittest.TestCase):
    def test_02_the_vectors_of_run_ids(self):
        empty = Receipt(IMAGE, 1, [], [])
        self.assertEqual(contract.run_id(empty, "text-embedding-3-small"), "9efd2158-a1ca-4d57-af49-d6144eedcf40")
        self.assertEqual(contract.run_id(empty, "text-embedding-3-small", "again"),
                         "d6714d6c-2f22-47ca-950a-c9f955b2d522")

    def test_shards_and_vectors(self):
        self.assertEqual([contract.shard(f"{contract.receipt_prefix(IMAGE, number)}#LINE#00001", 64)
                          for number in (1, 2)], [44, 5])
        vector = hashing.embed("Hello world", 256)
        self.assertEqual({place: round(number, 5) for place, number in enumerate(vector) if number},
                         {95: 0.57735, 224: 0.57735, 244: -0.57735})

    def test_noise(self):
        for text, noise in [("", True), (" ", True), ("|", True), ("%", True), ("a", False), ("7", False), ("--", True),
                            ("€", True), ("@@", False), ("…", True), ("#1", False), ("☺", True), ("++", False)]:
            self.assertEqual(contract.is_noise({"text": text}), noise, text)

    def test_what_is_found_in_texts(self):
        self.assertEqual([anchors.phone(text) for text in ("+1 (415) 555-0100", "555-0100", "1111111111")],
                         ["4155550100", None, None])
        self.assertEqual(anchors.url("HTTPS://www.Example.COM/Path/?a=b#c"), "example.com/Path")
        self.assertIsNone(anchors.url("me@example.com"))
        self.assertEqual(anchors.address(" 12 Elm  Street, Suite 5; "), "12 ELM ST STE 5")


class Segments(unittest.TestCase):
    def segment(self) -> bytes:
        return segments.write("words", 64, making.records(samples.receipt(3), "words", 64), 7, {})

    def test_what_is_written_is_read(self):
        data = self.segment()
        found = segments.read(data)
        self.assertEqual(found.records, making.records(samples.receipt(3), "words", 64))
        self.assertEqual(segments.write("words", 64, found.records, 7, {}), data)

    def test_every_damage_of_the_form_is_seen(self):
        data, chance = self.segment(), random.Random(4)
        header = 12 + int.from_bytes(data[8:12], "little")
        for _ in range(200):
            place = chance.randrange(header)
            damaged = bytearray(data)
            damaged[place] ^= 1 << chance.randrange(8)
            with self.assertRaises((Wrong, ValueError, KeyError, UnicodeDecodeError, RecursionError, TypeError,
                                    OverflowError)):
                found = segments.read(bytes(damaged))
                # Names of the header are looked at by who reads a whole version.
                segments.need(found.header == segments.read(data).header, "another header")

    def test_numbers_have_one_form(self):
        for text in (b'{"a":1.50}', b'{"a": 1}', b'{"b":1,"a":1}', b'{"a":0.10000000000000001}', b'"\\u0041"'):
            with self.assertRaises(Wrong, msg=text):
                segments.parse(text, "a text")
        self.assertEqual(segments.parse(b'{"a":2.0,"b":1,"c":[null,true,1e-07]}', "a text"),
                         {"a": 2.0, "b": 1, "c": [None, True, 1e-07]})

    def test_a_version_and_its_hash(self):
        records = making.records(small(), "lines", 64)
        number = contract.shard(next(iter(records)), 64)
        data = segments.write("lines", 64, records, number, {})
        digest, md5 = hashlib.sha256(data).hexdigest(), hashlib.md5(data).hexdigest()
        name, version = f"seg-{number:03}-{digest[:16]}.seg", "20260105_100000_000000_0123abcd"
        manifest = json.dumps({
            "schema": 1, "collection": "lines", "version": version, "base_version": None, "model": "local-hash-v1",
            "dims": 64, "text_format": "tagged-1", "shard_count": 64, "count": 3, "created_at":
            "2026-01-05T10:00:00.000000+00:00", "segments": [
                {"file": name, "sha256": digest, "md5": md5, "bytes": len(data), "records": 3}]}).encode()
        listing = f"{hashlib.md5(manifest).hexdigest()}  manifest.json\n{md5}  {name}\n"
        files = {
            "manifest.json": manifest, name: data, ".snapshot_hash": json.dumps({
                "directory_hash": hashlib.md5(listing.encode()).hexdigest(), "algorithm": "md5", "file_count": 2,
                "total_size_bytes": len(data) + len(manifest), "calculated_at": "", "calculation_time_seconds": 0.1,
                "version": "1.0"}).encode()}
        objects = {f"lines/snapshot/timestamped/{version}/{key}": value for key, value in files.items()}
        objects["lines/snapshot/latest-pointer.txt"] = f"{version}\n".encode()
        found = bundles.latest(objects.get, "lines")
        self.assertEqual((found.version, found.records), (version, records))
        for key in list(objects)[:3]:
            with self.assertRaises((Wrong, ValueError)):
                bundles.latest((objects | {key: objects[key][:-1] + b"x"}).get, "lines")

    def test_bundles(self):
        records = making.records(small(), "words", 64)
        manifest = {"run_id": "r", "image_id": IMAGE, "receipt_id": 1, "collection": "words", "model": "m", "dims": 64}
        files = bundles.write_bundle(manifest, records)
        found = bundles.bundle(lambda key: files.get(key.removeprefix("x/")), "x/")
        self.assertEqual(found.records, records)
        empty = bundles.write_bundle(manifest, {})
        self.assertEqual(bundles.bundle(lambda key: empty.get(key.removeprefix("x/")), "x/").manifest["count"], 0)


class Stubs(unittest.TestCase):
    def test_what_openai_would_not_take_is_refused(self):
        stub = Stub()
        self.addCleanup(stub.close)

        def ask(body: object, key: str = KEY) -> int:
            request = urllib.request.Request(f"{stub.url}/v1/embeddings", json.dumps(body).encode(),
                                             {"Authorization": f"Bearer {key}"})
            try:
                with urllib.request.urlopen(request) as reply:
                    return reply.status
            except urllib.error.HTTPError as error:
                error.close()
                return error.code

        self.assertEqual(ask({"model": "m", "input": ["a", "b"]}), 200)
        self.assertEqual(stub.refused, [])
        for body in ({"input": ["a"]}, {"model": "m", "input": []}, {"model": "m", "input": ["a"] * 513},
                     {"model": "m", "input": ["é" * 100_001]}, {"model": "m", "input": ["a"], "more": 1}):
            self.assertEqual(ask(body), 400)
        self.assertEqual(ask({"model": "m", "input": ["a"]}, "another"), 400)
        self.assertEqual(len(stub.refused), 6)
