"""Bundles that are damaged, of another kind, or written by Chroma."""

import hashlib
import json
import shutil
import tarfile

import contract
import making
import program
import samples
import segments
from case import BOTH, Local, small

RUN, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


class Bundles(Local):
    def check_refused(self, receipt: samples.Receipt, collection: str = "words") -> str:
        """The run failed in a collection, of which nothing was merged; what the run says."""
        self.drain(code=1)
        run = self.run_of(receipt)
        self.assertEqual((run[f"{collection}_state"], run[f"{collection}_merged_vectors"]), ("FAILED", 0))
        self.assertFalse([id for id in self.ids(collection) if receipt.image_id in id])
        self.assertTrue(run[f"{collection}_error"])
        return run[f"{collection}_error"]

    def test_15_good_and_bad_in_one_batch(self):
        good, bad = samples.receipt(1), samples.receipt(2)
        self.put_run(good, RUN)
        self.put_run(bad, OTHER)
        payload = self.bundle("words", OTHER).manifest["payload"]
        self.objects.put(f"words/delta/{OTHER}/{payload}", b"RSEG0001 nothing of a segment")
        self.check_refused(bad)
        run = self.run_of(good)
        self.assertEqual([run[f"{collection}_state"] for collection in BOTH], ["COMPLETED"] * 2)
        self.assertEqual(self.ids("words"), set(contract.records(good, "words")))
        self.assertEqual(self.ids("lines"), {id for one in (good, bad) for id in contract.records(one, "lines")})
        # A redrive after the mending takes FAILED to COMPLETED.
        making.put_bundles(self.objects.put, bad, OTHER, self.run_of(bad)["created_at"], self.dimensions)
        self.call("redrive")
        self.drain()
        self.assertEqual(self.run_of(bad)["words_state"], "COMPLETED")
        self.check_collections(good, bad)

    def test_18_damage(self):
        for number, damage in enumerate(("count", "hash", "bytes", "path", "missing", "dims", "ids"), 1):
            with self.subTest(damage):
                receipt = samples.receipt(number)
                run = f"{number:08}-1111-4111-8111-111111111111"
                more = {"count": {"count": 3}, "hash": {"payload_sha256": "0" * 64}, "bytes": {"payload_bytes": 7},
                        "path": {"payload": "../../../artifacts/secret"}}.get(damage, {})
                self.put_run(receipt, run, **more)
                prefix = f"words/delta/{run}/"
                names = [key for key in self.objects.keys(prefix) if key.endswith(".seg")]
                if damage == "missing":
                    self.objects.delete(names[0])
                elif damage in ("dims", "ids"):
                    data = self.objects.get(names[0])
                    old, new = (b'"dims":64', b'"dims":63') if damage == "dims" else (b"#WORD#00002", b"#WORD#00001")
                    self.objects.put(names[0], data.replace(old, new))
                self.check_refused(receipt)

    def test_18_a_name_that_leads_out(self):
        """What it leads to is there, and is what the manifest says: only the name is wrong."""
        receipts = [samples.receipt(number) for number in range(3)]
        for number, form in enumerate(("../{0}/{1}", "../../../words/delta/{0}/{1}", "x/../../{0}/{1}")):
            other, run = f"{number:08}-2222-4222-8222-222222222222", f"{number:08}-1111-4111-8111-111111111111"
            making.put_bundles(self.objects.put, receipts[number], other, contract.ago(0), self.dimensions, ("words",))
            name = self.bundle("words", other).manifest["payload"]
            self.put_run(receipts[number], run, payload=form.format(other, name))
        for receipt in receipts:
            self.assertIn("payload", self.check_refused(receipt))

    def test_18_one_id_twice(self):
        """In a payload that is as large as the manifest says, and has the hash that it says."""
        receipt, prefix = samples.receipt(1), f"words/delta/{RUN}/"
        self.put_run(receipt, RUN)
        manifest = json.loads(self.objects.get(f"{prefix}delta.json"))
        data = self.objects.get(prefix + manifest["payload"]).replace(b"#WORD#00002", b"#WORD#00001")
        digest = hashlib.sha256(data).hexdigest()
        manifest |= {"payload": f"records-{digest[:16]}.seg", "payload_sha256": digest}
        self.objects.put(prefix + manifest["payload"], data)
        self.objects.put(f"{prefix}delta.json", segments.canonical(manifest).encode())
        self.assertIn("ids", self.check_refused(receipt))

    def test_20_another_model_size_or_format(self):
        first = small()
        self.sent(first)
        before = {collection: self.latest(collection) for collection in BOTH}
        more = {"model": {"model": "text-embedding-3-large"}, "format": {"text_format": "tagged-2"}, "size": {}}
        for number, (name, manifest) in enumerate(more.items(), 1):
            with self.subTest(name):
                receipt = samples.receipt(number)
                self.dimensions = 32 if name == "size" else 64
                self.put_run(receipt, f"{number:08}-1111-4111-8111-111111111111", **manifest)
                self.dimensions = 64
                error = self.check_refused(receipt)
                self.assertRegex(error.lower(), {"model": "model", "format": "format", "size": "dim"}[name])
        for collection in BOTH:
            self.assertEqual(self.latest(collection), before[collection])

    def test_08_no_run_where_a_bundle_cannot_be_stored(self):
        place = self.objects.root / "words"
        place.parent.mkdir(parents=True)
        place.symlink_to("/proc/nowhere")
        temporary = self.folder / "tmp"
        temporary.mkdir()
        receipt = small()
        self.submit(receipt)
        self.drain(code=1, TMPDIR=str(temporary))
        self.assertEqual(self.runs(receipt), [])
        self.assertEqual(list(temporary.iterdir()), [])
        self.assertNotIn("Uploaded words delta bundle", self.stderr)
        place.unlink()
        self.call("redrive")
        self.drain(TMPDIR=str(temporary))
        self.check_completed(receipt)
        self.check_collections(receipt)
        self.assertEqual(list(temporary.iterdir()), [])
        self.assertTrue(self.logged(f"Wrote CompactionRun {self.run_id(receipt)}"), self.stderr)

    def test_08_bundles_that_are_there_are_used_again(self):
        receipt, run = samples.receipt(3), self.run_id(samples.receipt(3))
        self.put_run(receipt, run)
        item = making.run_item(receipt, run, "")
        # As if the worker had ended between the bundles and the run.
        self.delete_item(item["PK"], item["SK"])
        before = {key: (self.objects.root / key).stat().st_mtime_ns for key in self.objects.keys("words/delta/")}
        self.sent(receipt)
        self.check_completed(receipt)
        for key, changed in before.items():
            self.assertEqual((self.objects.root / key).stat().st_mtime_ns, changed)


class Chroma(Local):
    """Directories written by Chroma, from the shared folder."""

    def setUp(self) -> None:
        super().setUp()
        place = program.shared("data/receipts/chroma")
        if place is None:
            self.skipTest("data: needs directories of Chroma, FDNIX_SHARED names the folder")
        self.place = place

    def test_19_imports(self):
        forms = 0
        for name, collection, dims in (("small-32", "lines", 32), ("large-32", "words", 32),
                                       ("wide-1536", "words", 1536), ("few-1536", "lines", 1536)):
            for form in (f"{name}.tar.gz", name):
                if not (self.place / form).exists():
                    continue
                forms += 1
                with self.subTest(form):
                    self.data = self.folder / form
                    self.root, self.objects.root = self.data / "chroma", self.data / "objects/chromadb"
                    self.dimensions = dims
                    path = str(self.place / form)
                    told = json.loads(self.call("import", collection, path, "--model", self.model).out)
                    found = self.latest(collection)
                    self.assertEqual(told, {
                        "collection": collection, "version": found.version, "count": len(found.records)})
                    self.check_truth(self.place, name, collection)
                    self.call("verify", collection)
                    where = json.dumps({"receipt_id": 1})
                    wanted = {id for id, record in found.records.items() if record.metadata.get("receipt_id") == 1}
                    got = self.query(collection, "--text", "x", "-n", "100000", "--where", where)
                    self.assertEqual({match["id"] for match in got}, wanted)
        self.assertGreater(forms, 3)

    def test_19_a_bundle_as_a_directory_and_as_an_archive(self):
        self.dimensions = 32
        for form in ("directory", "archive", "archive of a folder"):
            with self.subTest(form):
                self.data = self.folder / form
                self.root, self.objects.root = self.data / "chroma", self.data / "objects/chromadb"
                receipt = small()
                prefix = self.objects.root / f"lines/delta/{RUN}"
                if form == "directory":
                    shutil.copytree(self.place / "small-32", prefix)
                else:
                    prefix.mkdir(parents=True)
                    shutil.copy(self.place / "small-32.tar.gz", prefix / "delta.tar.gz")
                if form == "archive of a folder":
                    with tarfile.open(prefix / "delta.tar.gz", "w:gz") as archive:
                        archive.add(self.place / "small-32", "chroma")
                self.put_run(receipt, RUN, bundled=("words",))
                self.drain()
                self.assertEqual(self.run_of(receipt)["lines_state"], "COMPLETED")
                self.check_truth(self.place, "small-32", "lines")
