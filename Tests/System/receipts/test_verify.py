"""What `verify` refuses, and that it says why."""

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
        # Back to the version before: readers keep to the one at the root.
        self.objects.put(pointer, min(self.versions("lines")).encode())
        ended = self.call("verify", "lines", code=1)
        self.assertIn(f"leads to {min(self.versions('lines'))}, and readers get {self.version}", ended.err)
        self.assertEqual(bundles.pointer(self.objects.get, "lines"), min(self.versions("lines")))
