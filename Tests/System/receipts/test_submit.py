"""Receipts from their rows to both collections."""

import json

import contract
import program
import samples
from case import BOTH, Local, small
from program import until
from stubbed import Stubbed


class Submit(Local):
    def test_01_three_lines_and_nine_words(self):
        receipt = small()
        self.sent(receipt)
        run = self.run_of(receipt)
        self.check_completed(receipt, run)
        self.assertEqual((run["lines_merged_vectors"], run["words_merged_vectors"]), (3, 9))
        self.check_collections(receipt)
        for collection in BOTH:
            with self.subTest(collection):
                found = self.latest(collection)
                self.assertEqual(self.versions(collection), {found.version})
                self.assertEqual((self.root / collection / "CURRENT").read_text().strip(), found.version)
                self.assertIsNone(found.manifest["base_version"])
                self.assertEqual((found.manifest["model"], found.manifest["dims"], found.manifest["text_format"]),
                                 (self.model, self.dimensions, "tagged-1"))
                key = f"{receipt.image_id}#{receipt.receipt_id:05}"
                self.assertEqual(found.ledger[key] | {"created_at": ""}, {
                    "run_id": run["run_id"], "created_at": "", "count": len(found.records)})
                bundle = self.bundle(collection, run["run_id"])
                self.assertEqual(set(bundle.records), set(found.records))
                self.assertEqual((bundle.manifest["scope"], bundle.manifest["run_id"]), ("receipt", run["run_id"]))
                got = self.vector(collection, *found.records)
                self.assertEqual([row["id"] for row in got], list(found.records))
                for row in got:
                    self.assertIs(type(row["metadata"]["receipt_id"]), int)
                    self.assertEqual(row["document"], found.records[row["id"]].document)
                    self.assertEqual(row["metadata"], found.records[row["id"]].metadata)
                    self.assertEqual(len(row["embedding"]), self.dimensions)
                told = json.loads(self.call("verify", collection).out)
                self.assertEqual(told, {
                    "collection": collection, "version": found.version, "count": len(found.records)})
        self.assertEqual(self.vector("lines", "nobody", code=1), [])
        item = self.get_item(receipt.partition, f"{receipt.sort}#COMPACTION_RUN#{run['run_id']}")
        self.assertEqual((item["TYPE"], item["GSI1PK"], item["GSI1SK"]),
                         ("COMPACTION_RUN", "RUNS", f"CREATED_AT#{run['created_at']}"))
        self.assertEqual(self.runs(), [run])

    def test_02_the_same_message_again_is_one_run(self):
        receipt = samples.receipt(2)
        for _ in range(3):
            self.submit(receipt)
        workers = [self.start("drain", "--timeout", "120") for _ in range(2)]
        for worker in workers:
            self.ended(worker)
        versions = {collection: self.versions(collection) for collection in BOTH}
        self.sent(receipt)
        self.check_completed(receipt)
        self.check_collections(receipt)
        for collection in BOTH:
            self.assertEqual(self.versions(collection), versions[collection])
            bundles = {key.split("/")[2] for key in self.objects.keys(f"{collection}/delta/")}
            self.assertEqual(bundles, {self.run_id(receipt)})
        self.submit(receipt, token="again")
        self.drain()
        self.assertEqual({run["run_id"] for run in self.runs(receipt)},
                         {self.run_id(receipt), self.run_id(receipt, "again")})
        self.check_collections(receipt)

    def test_03_forms_of_ndjson(self):
        forms = {"newline": (b"", b"\n", b"\n"), "blank lines": (b"\n\n", b"\n\n", b"\n\n"),
                 "CRLF": (b"", b"\r\n", b"\r\n")}
        receipts = []
        for number, (name, (before, between, after)) in enumerate(forms.items(), 1):
            with self.subTest(name):
                receipt = small(number, receipt_id=number)
                rows = [json.dumps({**word, "unknown": [1, {"a": None}]}).encode() for word in receipt.words]
                self.submit(receipt, words=before + between.join(rows) + after)
                self.drain()
                run = self.run_of(receipt)
                self.assertEqual((run["words_state"], run["words_merged_vectors"]), ("COMPLETED", 9))
                receipts.append(receipt)
        self.check_collections(*receipts)

    def test_03_a_bad_row_is_told(self):
        receipt = small()
        del receipt.words[2]["text"]
        self.submit(receipt)
        self.drain(code=1)
        self.assertIn("words.ndjson row 3: missing text", self.stderr)
        self.assertEqual((self.runs(receipt), self.objects.keys()), ([], []))

    def test_03_rows_of_another_receipt(self):
        receipt = small()
        receipt.lines[1]["receipt_id"] = 2
        self.submit(receipt)
        self.drain(code=1)
        self.assertIn("lines.ndjson row 2", self.stderr)
        self.assertEqual(self.runs(), [])
        lines = [line for line in self.logs() if line.get("message", "").startswith(("the message", "Message"))]
        self.assertEqual({(line.get("image_id"), str(line.get("receipt_id"))) for line in lines},
                         {(receipt.image_id, "1")})
        texts = [line["message"] for line in lines]
        self.assertEqual([sum(part in text for text in texts) for part in (
            "failed, received", " comes again: ", "goes to the dead letters, received 5 times")], [5, 4, 1], texts)

    def test_03_equal_ids_the_last_row_wins(self):
        receipt = small()
        receipt.words.append({**receipt.words[0], "text": "later"})
        self.sent(receipt)
        found = self.latest("words").records[self.record_id(receipt, receipt.words[0])]
        self.assertEqual(found.document, "later")
        self.assertEqual(len(self.ids("words")), 9)

    def test_03_nothing_in_one_file_or_in_both(self):
        receipt = small()
        self.submit(receipt, words=b"")
        self.drain()
        run = self.run_of(receipt)
        self.assertEqual([run[name] for name in ("words_state", "words_merged_vectors", "lines_merged_vectors")],
                         ["COMPLETED", 0, 3])
        self.assertEqual(self.bundle("words", run["run_id"]).manifest["count"], 0)
        other = small(receipt_id=2)
        self.submit(other, lines=b"", words=b"")
        self.drain()
        self.assertEqual(self.runs(other), [])
        self.assertTrue(self.logged("Nothing to embed"), self.stderr)

    def test_04_noise_is_not_embedded_and_is_a_neighbour(self):
        receipt = small()
        middle = receipt.words[4]
        middle["is_noise"] = True
        middle["text"] = "specks"
        # Within the height of the word before it.
        box = receipt.words[3]["bounding_box"]
        middle |= {name: value for name, value in samples.row(
            middle["bounding_box"]["x"], box["y"], 0.1, box["height"] / 2).items() if isinstance(value, dict)}
        receipt.words[8]["text"] = "|"
        receipt.lines[0]["text"] = "-----"
        self.sent(receipt)
        self.check_collections(receipt)
        words = self.latest("words").records
        self.assertNotIn(self.record_id(receipt, middle), words)
        self.assertNotIn(self.record_id(receipt, receipt.words[8]), words)
        self.assertNotIn(self.record_id(receipt, receipt.lines[0]), self.ids("lines"))
        wanted = contract.records(receipt, "words")
        beside = [id for id, one in wanted.items() if "specks" in (one.metadata["left"], one.metadata["right"])]
        self.assertTrue(beside, "the sample has nobody beside the noise")


class Texts(Stubbed):
    def word(self, x: float, y: float, number: int, text: str) -> dict:
        """A word all of whose corners are at one place."""
        corners = {key: {"x": x, "y": y} for key in ("top_left", "top_right", "bottom_left", "bottom_right")}
        made = samples.row(0, 0, 0, 0, receipt_id=1, image_id=self.image, line_id=number, word_id=1, text=text)
        return made | corners | {"bounding_box": {"x": x, "y": y, "width": 0.01, "height": 0.01}}

    def test_05_places_on_their_borders(self):
        self.image = samples.image(self.chance)
        places = [(0.33, 0.33, "center", "bottom"), (0.66, 0.66, "right", "middle"), (0.32, 0.68, "left", "top"),
                  (0.5, 0.345, "center", "middle")]
        words = [self.word(x, y, number, f"word{number}") for number, (x, y, *_) in enumerate(places, 1)]
        for word, (x, y, *_) in zip(words, places):
            self.assertEqual(contract.centroid(word), (x, y))
        receipt = samples.Receipt(self.image, 1, [], words)
        self.sent(receipt)
        wanted = [f"<TARGET>word{number}</TARGET> <POS>{down}-{across}</POS> <CONTEXT><EDGE> <EDGE></CONTEXT>"
                  for number, (_, _, across, down) in enumerate(places, 1)]
        self.assertEqual(sorted(self.stub.inputs), sorted(wanted))
        self.check_collections(receipt)

    def test_06_many_words_in_requests_within_limits(self):
        self.stub.shuffled = True
        lines = [[f"word{line}x{place}" + "é" * (300 if line < 10 else 3) for place in range(20)]
                 for line in range(150)]
        receipt = samples.written(self.chance, lines)
        self.sent(receipt)
        wanted = [one.text for collection in BOTH for one in contract.records(receipt, collection).values()]
        self.assertEqual(sorted(self.stub.inputs), sorted(wanted))
        self.assertGreater(len(self.stub.of("embeddings")), 3000 // 512)
        self.check_collections(receipt)

    def test_calls_at_once(self):
        """As many as are allowed, and no more, of a receipt that takes four."""
        receipt = samples.written(self.chance, [[f"word{line}x{place}" for place in range(20)] for line in range(80)])
        self.submit(receipt)
        with self.stub.held():
            started = self.start("drain", EMBED_CONCURRENCY="2")
            until(lambda: self.stub.under_way == 2, 120)
        self.ended(started)
        self.assertGreaterEqual(len(self.stub.of("embeddings")), 4)
        self.assertEqual(self.stub.peak, 2)

    def test_06_too_few_vectors_or_numbers(self):
        for seed, name in enumerate(("fewer", "shorter")):
            with self.subTest(name):
                receipt = small(seed)
                before = self.objects.keys("lines/delta/") + self.objects.keys("words/delta/")
                setattr(self.stub, name, 1)
                self.submit(receipt)
                self.drain(code=1)
                self.assertEqual(self.runs(receipt), [])
                self.assertEqual(self.objects.keys("lines/delta/") + self.objects.keys("words/delta/"), before)
                setattr(self.stub, name, 0)
                self.call("redrive")
                self.drain()
                self.check_completed(receipt)

    def test_06_busy_provider(self):
        receipt = small()
        self.stub.faults = [(429, {"Retry-After": "1"}), (503, {}), (500, {})]
        self.sent(receipt)
        self.check_completed(receipt)
        first, second = self.stub.of("embeddings")[:2]
        self.assertGreaterEqual(second.time - first.time, 0.9)

    def test_no_key_is_a_failure_at_the_start(self):
        ended = self.call("drain", code=2, OPENAI_API_KEY="")
        self.assertIn("OPENAI_API_KEY", ended.err)


class Random(Local):
    def test_random_receipts_are_as_the_contract_says(self):
        receipts = [samples.receipt(seed, items=self.chance.randrange(12)) for seed in range(100, 112)]
        receipts.append(samples.receipt(200, image_id=receipts[0].image_id, receipt_id=2))
        self.sent(*receipts)
        self.check_collections(*receipts)
        for receipt in receipts:
            self.check_completed(receipt)

    def test_real_receipts(self):
        root = program.shared("data/receipts/sample/receipts")
        if root is None:
            self.skipTest("data: needs real receipts, FDNIX_SHARED names the folder")
        receipts = []
        for path in sorted(root.glob("*/receipt-*")):
            rows = [[json.loads(line) for line in (path / f"{name}.ndjson").read_text().split("\n") if line.strip()]
                    for name in BOTH]
            receipt = samples.Receipt(path.parent.name, int(path.name.removeprefix("receipt-")), *rows)
            self.submit(receipt, lines=(path / "lines.ndjson").read_bytes(),
                        words=(path / "words.ndjson").read_bytes())
            receipts.append(receipt)
        self.drain()
        self.check_collections(*receipts)
