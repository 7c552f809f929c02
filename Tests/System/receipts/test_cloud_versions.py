"""Versions of the collections in S3: how they are restored, kept, and made of the ones before."""

import re
import shutil
import threading

import bundles
import contract
import making
import program
import samples
from case import BOTH, small
from compacting import Compacting

RUN, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


class Restoring(Compacting):
    def test_09_an_empty_root_is_restored(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        self.pump()
        shutil.rmtree(self.root)
        before, wanted = self.objects.keys(), self.ids("lines")
        found = self.query("lines", "--id", next(iter(wanted)), "-n", "1000")
        self.assertEqual({match["id"] for match in found}, wanted)
        self.assertTrue(self.logged("Restoring snapshot for lines"), self.stderr)
        self.assertFalse(self.logged("Restoring snapshot for words"), self.stderr)
        self.assertEqual(self.objects.keys(), before)

    def test_09_two_workers_restore_at_once(self):
        receipts = [samples.receipt(number) for number in range(3)]
        self.embedded(receipts[0])
        self.pump()
        shutil.rmtree(self.root)
        self.put_files(*receipts[1:])
        threads = [threading.Thread(target=self.invoke, args=(
            "embed-worker", self.event(one.message(self.artifacts.name)), f"restorer {one.image_id}"))
            for one in receipts[1:]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        log = "".join(self.function("embed-worker", f"restorer {one.image_id}").log for one in receipts[1:])
        for collection in BOTH:
            self.assertEqual(self.versions_at_root(collection), {self.latest(collection).version})
            self.assertIn(f"Restoring snapshot for {collection}", log)
        self.pump()
        self.check_collections(*receipts)

    def test_09_without_a_root(self):
        receipt = samples.receipt(1)
        self.embedded(receipt)
        self.pump()
        id = next(iter(self.ids("lines")))
        shutil.rmtree(self.root)
        self.root.write_text("not a folder")
        for more in ({}, {"CHROMADB_STORAGE_MODE": "s3"}):
            self.assertEqual(self.query("lines", "--id", id, "-n", "1", **more)[0]["id"], id)

    def test_10_a_snapshot_of_old(self):
        first, second = small(), small(2, receipt_id=2)
        self.embedded(first)
        self.pump()
        for collection in BOTH:
            version = self.latest(collection).version
            for key in self.objects.keys(f"{collection}/snapshot/timestamped/{version}/"):
                self.objects.put(f"snapshots/{collection}/{key.rsplit('/', 1)[1]}", self.objects.get(key))
            for key in self.objects.keys(f"{collection}/snapshot/"):
                self.objects.delete(key)
        shutil.rmtree(self.root)
        before = self.objects.keys()
        self.assertEqual(len(self.query("lines", "--id", self.record_id(first, first.lines[0]))), 3)
        self.assertEqual(self.objects.keys(), before)
        self.embedded(second)
        self.pump()
        self.check_collections(first, second)


class Following(Compacting):
    def test_16_an_older_run_after_a_newer_one(self):
        new, old = samples.receipt(1, shop="Zinc Kettle"), samples.receipt(1, shop="Quiet Otter Books")
        self.put_run(new, RUN, "2026-02-02T00:00:00.000000+00:00")
        self.pump()
        before = {collection: self.latest(collection) for collection in BOTH}
        self.put_run(old, OTHER, "2026-02-01T00:00:00.000000+00:00")
        self.pump()
        for collection in BOTH:
            self.assertEqual(self.latest(collection), before[collection])
            self.assertEqual(self.versions(collection), {before[collection].version})
            count = len(contract.records(new, collection))
            self.assertEqual([(run[f"{collection}_state"], run[f"{collection}_merged_vectors"])
                              for run in self.runs(new)], [("COMPLETED", 0), ("COMPLETED", count)])

    def test_28_how_many_are_kept(self):
        receipts = [small(number, receipt_id=number) for number in range(1, 7)]
        self.embedded(*receipts)
        more = {"SNAPSHOT_MIN_AGE_MINUTES": "0", "SNAPSHOT_KEEP_S3": "2", "SNAPSHOT_KEEP_ROOT": "1"}
        for number, receipt in enumerate(receipts, 1):
            self.assertEqual(self.compact(self.message(receipt, "lines"), **more), set())
            current = bundles.pointer(self.objects.get, "lines")
            self.assertEqual(len(self.versions("lines")), min(number, 2))
            self.assertEqual(current, max(self.versions("lines")))
            # The one before stays at the root: readers may have it open.
            self.assertIn(current, self.versions_at_root("lines"))
            self.assertEqual(len(self.versions_at_root("lines")), min(number, 2))
        self.assertEqual(len(self.latest("lines").records), 18)

    def test_30_one_is_uploaded_and_the_others_are_copied(self):
        receipts = [samples.receipt(number, items=1) for number in range(12)]
        self.embedded(*receipts)
        self.compact(*(self.message(receipt, "words") for receipt in receipts[:-1]))
        before, sent = self.latest("words").files, len(self.faults.requests)
        self.assertEqual(self.compact(self.message(receipts[-1], "words")), set())
        puts = [request for request in self.faults.requests[sent:]
                if re.match(rb"PUT [^ ]*words/snapshot/timestamped/[^ ]*seg-", request)]
        uploads = [request for request in puts if request.split(b"\n", 1)[1]]  # a copy has no body
        found = self.latest("words").files
        new, = found - before
        self.assertEqual((len(uploads), len(puts)), (1, len(found)))
        self.assertIn(new.encode(), uploads[0])


class Bundles(Compacting):
    def refused(self, receipt: samples.Receipt) -> str:
        """The run of a bundle of words that is given back, and of which nothing is merged; why."""
        before = self.latest("words")
        message = self.message(receipt, "words", RUN)
        self.assertEqual(self.compact(message), {message["messageId"]})
        run = self.run_of(receipt)
        self.assertEqual((run["words_state"], run["words_merged_vectors"]), ("FAILED", 0))
        self.assertEqual(self.latest("words"), before)
        return run["words_error"]

    def test_20_another_model_size_or_format(self):
        first = small()
        self.embedded(first)
        self.assertEqual(self.compact(self.message(first, "words")), set())
        more = {"model": {"model": "text-embedding-3-large"}, "format": {"text_format": "tagged-2"}, "dim": {}}
        for number, (name, manifest) in enumerate(more.items(), 1):
            receipt = samples.receipt(number)
            self.dimensions = 32 if name == "dim" else 64
            self.put_run(receipt, RUN, **manifest)
            self.dimensions = 64
            self.assertIn(name, self.refused(receipt).lower())

    def test_18_a_name_that_leads_out(self):
        """What it leads to is there, and is what the manifest says: only the name is wrong."""
        receipt = samples.receipt(1)
        making.put_bundles(self.objects.put, receipt, OTHER, contract.ago(0), self.dimensions, model=self.model)
        name = self.bundle("words", OTHER).manifest["payload"]
        self.put_run(receipt, RUN, payload=f"../{OTHER}/{name}")
        self.assertIn("payload", self.refused(receipt))

    def check_chroma(self, name: str, suffix: str = "") -> None:
        """Merges a bundle that Chroma wrote: an archive with this suffix, or a directory."""
        place = program.shared("data/receipts/chroma")
        if place is None:
            self.skipTest("data: needs directories of Chroma, FDNIX_SHARED names the folder")
        self.dimensions, self.model = 32, "local-hash-v1"
        prefix, receipt = f"lines/delta/{RUN}/", small()
        for path in (place / name).rglob("*") if not suffix else ():
            if path.is_file():
                self.objects.put(f"{prefix}{path.relative_to(place / name)}", path.read_bytes())
        if suffix:
            self.objects.put(f"{prefix}delta{suffix}", (place / f"{name}{suffix}").read_bytes())
        self.put_run(receipt, RUN, bundled=())
        self.assertEqual(self.compact(self.message(receipt, "lines", RUN), EMBEDDING_MODEL=self.model), set())
        self.assertEqual(self.run_of(receipt)["lines_state"], "COMPLETED")
        self.check_truth(place, name, "lines")

    def test_19_a_directory_of_chroma(self):
        self.check_chroma("small-32")

    def test_19_an_archive_of_chroma(self):
        self.check_chroma("large-32", ".tar.gz")
