"""What `verify` and `query` refuse, and that they say why."""

import json

import bundles
from case import BOTH, Local, small


class Verifying(Local):
    def setUp(self) -> None:
        super().setUp()
        for number in (1, 2):
            self.sent(small(number, receipt_id=number))
        self.version = self.latest("lines").version
        self.folder_of_version = f"lines/snapshot/timestamped/{self.version}/"

    def refused(self, *words: str, **more: str) -> str:
        """The one line that says why a command failed."""
        ended = self.call(*words, code=1, **more)
        self.assertEqual(ended.out, "")
        line, = ended.err.splitlines()
        return line

    def check_refused(self, *parts: str) -> None:
        """The version in the bucket is refused, with all of this in the reason; that at the root alone is not."""
        line = self.refused("verify", "lines")
        for part in parts:
            self.assertIn(part, line)
        self.call("verify", "lines", CHROMADB_STORAGE_MODE="efs")
        self.call("verify", "words")

    def test_a_bucket_that_no_reader_could_restore_from(self):
        for collection in BOTH:
            self.call("verify", collection)
        segment = self.objects.keys(f"{self.folder_of_version}seg-")[0]
        for key, told in ((f"{self.folder_of_version}.snapshot_hash", ".snapshot_hash is missing"), (segment, segment)):
            content = self.objects.get(key)
            self.objects.delete(key)
            self.check_refused(self.version, told)
            self.objects.put(key, content)
            self.call("verify", "lines")
        content = bytearray(self.objects.get(segment))
        content[-3] ^= 1
        self.objects.put(segment, bytes(content))
        self.check_refused(segment, "not the file that its manifest names")
        content[-3] ^= 1
        self.objects.put(segment, bytes(content))
        self.call("verify", "lines")
        self.objects.put(f"{self.folder_of_version}manifest.json", b"{}")
        self.check_refused("manifest")

    def test_a_pointer_that_leads_elsewhere(self):
        pointer = "lines/snapshot/latest-pointer.txt"
        self.objects.put(pointer, b"20990101_000000_000000_00000000")
        self.check_refused("20990101_000000_000000_00000000", pointer, "not there")
        self.objects.put(pointer, b"a/b")
        self.check_refused(pointer, "names no version")
        # Back to the version before: readers follow, whatever the root leads to.
        first = min(self.versions("lines"))
        self.objects.put(pointer, first.encode())
        self.assertEqual(json.loads(self.call("verify", "lines").out)["version"], first)
        self.assertEqual((self.root / "lines/CURRENT").read_text().strip(), self.version)
        self.assertEqual(bundles.pointer(self.objects.get, "lines"), first)

    def test_a_pointer_that_is_gone(self):
        """An empty base would drop all there is: nothing is merged until the pointer is there again."""
        pointer = "lines/snapshot/latest-pointer.txt"
        self.objects.delete(pointer)
        self.check_refused(pointer, "is gone", self.version)
        receipt = small(7, receipt_id=7)
        self.submit(receipt)
        self.drain(code=1)
        self.assertNotEqual(self.run_of(receipt)["lines_state"], "COMPLETED")
        self.objects.put(pointer, self.version.encode())
        self.call("redrive")
        self.drain()
        self.assertEqual(self.run_of(receipt)["lines_state"], "COMPLETED")
        self.call("verify", "lines")


class Comparing(Local):
    def test_vectors_of_another_model_are_not_compared(self):
        receipt = small()
        self.put_run(receipt, "11111111-1111-4111-8111-111111111111", model="another-model")
        self.drain()
        for collection in BOTH:
            ended = self.call("query", collection, "--text", "honey", code=1)
            self.assertEqual(ended.out, "")
            self.assertIn("another-model, 64 dims", ended.err)
        id = self.record_id(receipt, receipt.lines[0])
        self.assertEqual(len(self.query("lines", "--id", id)), 3)
        ended = self.call("query", "lines", "--text", "honey", code=1, EMBEDDING_DIMENSIONS="32")
        self.assertIn("local-hash-v1, 32 dims", ended.err)
        # A receipt that is sent all the same is refused by the compactor; its worker says once why it found no shop.
        self.stderr = ""
        for number in (2, 3):
            self.submit(small(number, receipt_id=number))
        self.drain(code=None)
        told = [line for line in self.logs() if "no merchant is found by similar receipts" in line.get("message", "")]
        self.assertEqual([(line["collection"], line["level"]) for line in told], [("lines", "warning")])
