"""Versions of the collections: how they follow one another, how they are restored and kept."""

import shutil
import time

import bundles
import contract
import making
import samples
from case import BOTH, Local, small


class Following(Local):
    def test_16_the_same_run_again_and_an_older_one(self):
        new, old = samples.receipt(1, shop="Zinc Kettle"), samples.receipt(1, shop="Quiet Otter Books")
        self.put_run(new, "11111111-1111-4111-8111-111111111111", "2026-02-02T00:00:00.000000+00:00")
        self.drain()
        before = {collection: self.latest(collection) for collection in BOTH}
        # Delivered again: the item goes, and comes as the worker left it.
        run = making.run_item(new, "11111111-1111-4111-8111-111111111111", "2026-02-02T00:00:00.000000+00:00")
        self.delete_item(run["PK"], run["SK"])
        self.put_item(run)
        self.drain()
        self.put_run(old, "22222222-2222-4222-8222-222222222222", "2026-02-01T00:00:00.000000+00:00")
        self.drain()
        for collection in BOTH:
            self.assertEqual(self.latest(collection), before[collection])
            self.assertEqual(len(self.versions(collection)), 1)
        first, second = self.runs(new)
        for collection in BOTH:
            count = len(contract.records(new, collection))
            self.assertEqual([(one[f"{collection}_state"], one[f"{collection}_merged_vectors"])
                              for one in (first, second)], [("COMPLETED", 0), ("COMPLETED", count)])

    def test_17_fewer_lines_the_second_time(self):
        first = samples.receipt(5, items=8)
        second = first.with_rows(first.lines[:5], [word for word in first.words if word["line_id"] <= 5])
        self.sent(first)
        self.check_collections(first)
        self.sent(second)
        self.check_collections(second)

    def test_28_names_and_how_many_are_kept(self):
        receipts = []
        for number in range(1, 7):
            receipts.append(small(number, receipt_id=number))
            self.sent(receipts[-1], SNAPSHOT_MIN_AGE_MINUTES="0")
            for collection in BOTH:
                current = bundles.pointer(self.objects.get, collection)
                self.assertEqual(current, max(self.versions(collection)))
                self.assertLessEqual(len(self.versions(collection)), 4)
                self.assertLessEqual(len(self.versions_at_root(collection)), 3)
                self.assertIn(current, self.versions_at_root(collection))
                self.assertEqual(len(self.versions(collection)), min(number, 4))
        self.check_collections(*receipts)

    def test_28_young_versions_stay(self):
        for number in range(1, 7):
            self.sent(small(number, receipt_id=number))
        for collection in BOTH:
            self.assertEqual(len(self.versions(collection)), 6)

    def test_28_two_within_one_second(self):
        for number in range(1, 13):
            self.put_run(small(number, receipt_id=number), f"{number:08}-1111-4111-8111-111111111111")
        self.drain(MAX_MESSAGES_PER_COMPACTION="1")
        chains = [self.check_chain(collection) for collection in BOTH]
        self.assertEqual([len(chain) for chain in chains], [12, 12])
        for chain in chains:
            names = [manifest["version"] for manifest in chain]
            self.assertEqual(names, sorted(names))

    def test_30_one_receipt_changes_one_segment(self):
        chance = self.chance
        receipts = [samples.receipt(number, items=1, image_id=samples.image(chance)) for number in range(40)]
        self.sent(*receipts)
        before = {collection: self.latest(collection).files for collection in BOTH}
        places = {one["file"]: (self.root / "lines/versions" / self.latest("lines").version / one["file"]).stat()
                  for one in self.latest("lines").manifest["segments"]}
        self.sent(samples.receipt(1000, items=2))
        for collection in BOTH:
            found = self.latest(collection)
            self.assertEqual(found.manifest["shard_count"], 64)
            self.assertEqual(len(found.files - before[collection]), 1)
            self.assertLessEqual(len(before[collection] - found.files), 1)
        for name in self.latest("lines").files & set(places):
            now = (self.root / "lines/versions" / self.latest("lines").version / name).stat()
            self.assertEqual(now.st_ino, places[name].st_ino)  # a link, not a copy

    def test_30_equal_content_has_equal_names(self):
        receipts = [small(number, receipt_id=number) for number in range(1, 4)]
        names = []
        for order in (receipts, receipts[::-1]):
            self.data = self.folder / f"data-{len(names)}"
            self.root, self.objects.root = self.data / "chroma", self.data / "objects/chromadb"
            for receipt in order:
                self.put_run(receipt, f"0000000{receipt.receipt_id}-1111-4111-8111-111111111111")
                self.drain()
            names.append({collection: self.latest(collection).files for collection in BOTH})
        self.assertEqual(*names)


class Restoring(Local):
    def test_09_an_empty_root_is_restored(self):
        self.sent(small())
        found = {collection: self.latest(collection) for collection in BOTH}
        shutil.rmtree(self.root)
        self.stderr = ""
        self.check_query("lines")
        self.assertTrue(self.logged("Restoring snapshot for lines"), self.stderr)
        self.assertFalse(self.logged("Restoring snapshot for words"), self.stderr)
        self.check_query("words")
        self.assertTrue(self.logged("Restoring snapshot for words"), self.stderr)
        self.stderr = ""
        self.check_query("lines")
        self.assertFalse(self.logged("Restoring snapshot for lines"), self.stderr)
        for collection in BOTH:
            self.assertEqual((self.root / collection / "CURRENT").read_text().strip(), found[collection].version)

    def check_query(self, collection: str) -> None:
        found = self.latest(collection)
        id = next(iter(found.records))
        matches = self.query(collection, "--id", id, "-n", "1000")
        self.assertEqual({match["id"] for match in matches}, set(found.records))

    def test_09_a_half_version_is_not_used(self):
        self.sent(small())
        for damage in ("cut", "missing", "CURRENT", "manifest"):
            with self.subTest(damage):
                folder = self.root / "lines/versions" / self.latest("lines").version
                segment = folder / next(iter(self.latest("lines").files))
                if damage == "cut":
                    content = segment.read_bytes()
                    segment.unlink()
                    segment.write_bytes(content[:-10])
                elif damage == "missing":
                    segment.unlink()
                elif damage == "CURRENT":
                    (self.root / "lines/CURRENT").write_text("20250101_000000_000000_00000000")
                else:
                    (folder / "manifest.json").unlink()
                self.stderr = ""
                self.check_query("lines")
                self.assertTrue(self.logged("Restoring snapshot for lines"), self.stderr)

    def test_09_nothing_anywhere_is_an_empty_collection(self):
        self.data.mkdir()
        self.assertEqual(self.query("lines", "--text", "anything"), [])
        self.assertEqual(self.objects.keys(), [])
        told = "Using EFS-backed Chroma for read-only access"
        self.sent(small())
        self.assertFalse(self.logged(told), self.stderr)
        self.stderr = ""
        self.sent(*(small(number, receipt_id=number) for number in range(2, 6)))
        lines = [line for line in self.logs() if line.get("message") == told]
        self.assertEqual(sorted(line["collection"] for line in lines), ["lines", "words"])

    def test_09_many_restore_at_once(self):
        self.sent(samples.receipt(3))
        shutil.rmtree(self.root)
        id = next(iter(self.latest("lines").records))
        started = [self.start("query", "lines", "--id", id) for _ in range(6)]
        for one in started:
            self.ended(one)
        self.assertEqual(self.versions_at_root("lines"), {self.latest("lines").version})
        place = self.root / "lines/versions" / self.latest("lines").version

        def get(key: str) -> bytes | None:
            path = place / key
            return path.read_bytes() if path.exists() else None

        self.assertEqual(bundles.snapshot(get, "", "lines"), self.latest("lines"))

    def test_10_a_snapshot_of_old(self):
        first = small()
        self.sent(first)
        for collection in BOTH:
            version = self.latest(collection).version
            for key in self.objects.keys(f"{collection}/snapshot/timestamped/{version}/"):
                self.objects.put(f"snapshots/{collection}/{key.rsplit('/', 1)[1]}", self.objects.get(key))
            shutil.rmtree(self.objects.root / collection / "snapshot")
        shutil.rmtree(self.root)
        before = self.objects.keys()
        id = self.record_id(first, first.lines[0])
        self.assertEqual(len(self.query("lines", "--id", id)), 3)
        self.assertEqual(self.objects.keys(), before)
        second = small(2, receipt_id=2)
        self.sent(second)
        self.check_collections(first, second)
        self.assertEqual([key for key in self.objects.keys("snapshots/") if key not in before], [])


class Heals(Local):
    def test_a_reader_sees_a_newer_pointer(self):
        self.sent(small())
        old = self.latest("lines").version
        self.sent(small(2, receipt_id=2))
        # As if the compactor had ended between pointer and refresh.
        shutil.rmtree(self.root / "lines/versions" / self.latest("lines").version)
        (self.root / "lines/CURRENT").write_text(old)
        id = self.record_id(small(2, receipt_id=2), small(2, receipt_id=2).lines[0])
        self.assertEqual(len(self.vector("lines", id)), 1)

    def test_queries_and_their_filters(self):
        receipts = [samples.receipt(number, receipt_id=1) for number in range(3)]
        self.sent(*receipts)
        records = self.latest("words").records
        id, record = next(iter(records.items()))
        began = time.monotonic()
        matches = self.query("words", "--id", id, "-n", "10000")
        self.assertEqual(len(matches), len(records))
        self.assertLess(time.monotonic() - began, 60)
        distances = [match["distance"] for match in matches]
        self.assertEqual(distances, sorted(distances))
        for match in matches:
            vector = records[match["id"]].vector
            wanted = sum((a - b) ** 2 for a, b in zip(vector, record.vector))
            self.assertAlmostEqual(match["distance"], wanted, places=4)
        image = receipts[1].image_id
        found = self.query("words", "--text", "anything", "-n", "1000", "--where", f'{{"image_id":"{image}"}}')
        self.assertEqual({match["id"] for match in found}, set(contract.records(receipts[1], "words")))
        for where in ('{"receipt_id":1}', '{"receipt_id":"1"}'):
            self.assertEqual(len(self.query("words", "--text", "x", "-n", "10000", "--where", where)), len(records))
        self.assertEqual(self.query("words", "--text", "x", "--where", '{"receipt_id":2}'), [])
