"""Files and words of a user that are not what they should be: what is told of them, and that the rest is done."""

import gzip
import json
import os
import shutil
from pathlib import Path

import program
import samples
from case import Local, small

UNKNOWN = "3ba43b73-b9ec-4ba1-a8a4-de3b72aa17df"


class Rows(Local):
    def refused(self, lines: bytes) -> str:
        """What a drain tells of a file of lines that cannot be read."""
        self.submit(small(), lines=lines)
        ended = self.drain(code=1)
        self.assertEqual(self.runs(), [])
        return ended.err

    def test_bytes_that_are_not_utf_8_are_not_left_out(self):
        rows = small().lines_file.replace(b"walnut", b"CAF\xc9", 1)
        row, = (row for row in rows.split(b"\n") if b"CAF" in row)
        told = self.refused(rows)
        self.assertIn(f"lines.ndjson row 2: not UTF-8 at byte {row.index(0xC9)}", told)
        self.assertIn("receipts: 1 message was put aside: mend its rows, then `receipts redrive embed`\n", told)

    def test_half_of_a_pair_of_surrogates(self):
        receipt = small()
        self.submit(receipt, lines=receipt.lines_file.replace(b"walnut", b"wal\\ud800nut", 1))
        self.drain()
        documents = {record.document for record in self.latest("lines").records.values()}
        self.assertIn("wal\ufffdnut honey 4.50", documents)

    def test_a_mark_of_byte_order(self):
        receipt = small()
        self.submit(receipt, *("", b"\xef\xbb\xbf" + receipt.lines_file, b"\xef\xbb\xbf" + receipt.words_file))
        self.drain()
        self.assertEqual((len(self.ids("lines")), len(self.ids("words"))), (3, 9))

    def test_gzip_is_named(self):
        self.assertIn("lines.ndjson: it is compressed by gzip", self.refused(gzip.compress(small().lines_file)))

    def test_utf_16_is_named(self):
        for form in ("utf-16", "utf-16-le"):
            text = small().lines_file.decode().encode(form)
            self.assertIn("lines.ndjson: it is UTF-16", self.refused(text))

    def test_both_images_are_named(self):
        receipt = small()
        receipt.lines[1]["image_id"] = UNKNOWN
        told = self.refused(receipt.lines_file)
        self.assertIn(f"it must be {receipt.image_id} as in the message, not {UNKNOWN}", told)


class Folders(Local):
    """Folders of receipts, as another user who may read what permissions say: root may read everything."""

    def setUp(self) -> None:
        super().setUp()
        if not shutil.which("setpriv") or os.geteuid() != 0:
            self.skipTest("another user: needs root and setpriv")
        self.folder.chmod(0o755)

    def call_as_other(self, *words: str, code: int = 0, **more: str) -> program.Ended:
        """The program as a user who owns nothing here."""
        other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", program.path()]
        return self.ended(program.Started(list(words), self.variables(**more), command=other), code)

    def put(self, receipt: samples.Receipt) -> Path:
        place = self.folder / "scans" / receipt.image_id / f"receipt-{receipt.receipt_id:05}"
        place.mkdir(parents=True)
        (place / "lines.ndjson").write_bytes(receipt.lines_file)
        (place / "words.ndjson").write_bytes(receipt.words_file)
        return place

    def test_what_may_not_be_read_keeps_nothing_else(self):
        receipts = [samples.receipt(number) for number in range(4)]
        places = [self.put(receipt) for receipt in receipts]
        (places[0] / "words.ndjson").chmod(0)
        places[1].parent.chmod(0)
        (places[2] / "lines.ndjson").unlink()
        (places[2] / "lines.ndjson").mkdir()
        data = self.folder / "other"
        data.mkdir()
        data.chmod(0o777)
        ended = self.call_as_other("submit", str(self.folder / "scans"), code=1, EMBED_DATA_DIR=str(data))
        self.assertEqual([json.loads(line)["image_id"] for line in ended.out.splitlines()], [receipts[3].image_id])
        for words in ("words.ndjson may not be read by this user", "permission denied; change its permissions",
                      "lines.ndjson is not a regular file"):
            self.assertEqual(len([line for line in ended.err.splitlines() if words in line]), 1, ended)
        self.assertNotIn("may write to", ended.err)

    def test_a_folder_of_data_that_may_only_be_read(self):
        receipt = small()
        self.put_item(self.merchant(receipt, "Lantern"))
        self.sent(receipt)
        id = self.record_id(receipt, receipt.lines[0])
        reading = (("runs",), ("get", "lines", id), ("query", "words", "--text", "honey"), ("verify", "lines"),
                   ("query", "lines", "--id", id), ("verify", "words"), ("where", receipt.image_id),
                   ("item", "get", receipt.partition, f"{receipt.sort}#METADATA"))
        wanted = [self.call(*words).out for words in reading]

        def check() -> None:
            for words, out in zip(reading, wanted):
                with self.subTest(words):
                    ended = self.call_as_other(*words)
                    self.assertEqual((ended.out, ended.err), (out, ""))

        check()
        server = self.start("serve")
        try:
            program.until(lambda: (self.data / "tables.sqlite-wal").exists())
            check()
            server.kill()
        finally:
            server.wait()
        check()
        for words in (("remove", "--image-id", receipt.image_id, "--receipt-id", "1"), ("item", "delete", "a", "b")):
            line, = self.call_as_other(*words, code=1).err.splitlines()
            self.assertIn("this user may only read it", line)
        for words in (("drain",), ("serve",), ("sweeper",), ("submit", str(program.ROOT / "Samples/receipts/known"))):
            line, = self.call_as_other(*words, code=1).err.splitlines()
            self.assertIn("may not be written to by this user", line)


class Words(Local):
    def test_any_number_of_records(self):
        self.sent(small())
        self.assertEqual(len(self.query("lines", "--text", "honey", "-n", str(2**63 - 1))), 3)

    def test_a_merchant_without_a_name(self):
        receipt = small()
        self.put_item(self.merchant(receipt, " "))
        ended = self.call("where", receipt.image_id, code=1)
        self.assertEqual((ended.out, ended.err), ("", f"receipts: it is not known where receipt 1 of "
                                                      f"{receipt.image_id} is from\n"))

    def test_an_item_that_is_not_one(self):
        for text, told in (("", "there is no item"), ("{bad", "invalid JSON at byte 1"), ("[]", "DynamoDB's JSON"),
                           ('{"PK":{"S":"a"}}\n{"PK":{"S":"b"}}', "one item at a time"),
                           ('{"PK":{"S":"a"},"SK":{"S":"b"},"n":{"N":1}}', '{"N":"1"}'),
                           ('{"PK":{"S":"a"},"SK":{"S":"b"},"n":{"X":"1"}}', "the attribute n")):
            self.assertIn(told, self.call("item", "put", stdin=text, code=2).err)

    def test_no_standard_input(self):
        closed = ["sh", "-c", 'exec timeout 60 "$0" "$@" <&-', program.path()]
        ended = self.ended(program.Started(["item", "put"], self.variables(), command=closed), 2)
        self.assertIn("there is no item", ended.err)

    def test_the_role_of_the_environment(self):
        ended = self.call(code=2, RECEIPTS_ROLE="xyz")
        self.assertIn("RECEIPTS_ROLE=xyz is not a role", ended.err)
        self.sent(small())
        ended = self.call("--limit", "1", RECEIPTS_ROLE="runs")
        self.assertEqual(len(self.rows(ended)), 1)
        self.assertIn("receipts submit", self.call("--help", RECEIPTS_ROLE="runs").out)
        self.assertIn("lines", self.call("verify", "lines", RECEIPTS_ROLE="xyz").out)

    def test_a_receipt_is_removed_whose_item_is_not_there(self):
        gone, stays = small(1), small(2, receipt_id=2)
        self.sent(gone, stays)
        ended = self.call("item", "delete", gone.partition, gone.sort)
        told = "nothing was removed: to take the receipt out of the collections, use `receipts remove`"
        self.assertIn(told, ended.err)
        self.assertIn("nothing was removed\n", self.call("item", "delete", "a", "b").err)
        self.call("remove", "--image-id", gone.image_id, "--receipt-id", "1")
        self.drain()
        self.check_collections(stays)
        self.assertIsNone(self.get_item(gone.partition, gone.sort))

    def test_what_was_embedded_before_is_told(self):
        receipts = [small(number, receipt_id=number) for number in (1, 2)]
        for receipt in receipts:
            self.submit(receipt)
        self.assertEqual(self.stderr, "")
        self.drain()
        self.stderr = ""
        self.submit(receipts[0])
        self.assertIn(f"receipt 1 of {receipts[0].image_id} was embedded before", self.stderr)
        self.assertIn("--reprocess-token", self.stderr)
        again = ("requeue", "--image-id", receipts[1].image_id, "--receipt-id", "2")
        self.assertIn("receipt 2 of", self.call(*again).err)
        self.assertEqual(self.call(*again, "--reprocess-token", "new").err, "")
        self.drain()
        self.assertEqual([len(self.runs(receipt)) for receipt in receipts], [1, 2])

    def test_a_collection_is_made_anew_from_stored_rows(self):
        receipt = small()
        self.sent(receipt)
        for place in (self.objects.root / "lines/snapshot", self.root / "lines"):
            shutil.rmtree(place)
        self.call("requeue", "--image-id", receipt.image_id, "--receipt-id", "1", "--reprocess-token", "restore-1")
        self.drain()
        self.check_collections(receipt)
        self.call("verify", "lines")


class Truth(Local):
    def evaluate(self, *truth: dict | bytes, code: int = 0) -> program.Ended:
        path = self.folder / "shops"
        path.write_bytes(b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in truth))
        return self.call("evaluate", "--receipts", str(self.folder / "scans"), "--truth", str(path), code=code)

    def setUp(self) -> None:
        super().setUp()
        self.receipts = [samples.receipt(number) for number in range(3)]
        for receipt in self.receipts:
            place = self.folder / "scans" / receipt.image_id / "receipt-00001"
            place.mkdir(parents=True)
            (place / "lines.ndjson").write_bytes(receipt.lines_file)
            (place / "words.ndjson").write_bytes(receipt.words_file)
        self.known = [{"image_id": receipt.image_id, "receipt_id": 1, "merchant_name": f"Shop {number}"}
                      for number, receipt in enumerate(self.receipts)]

    def count(self, ended: program.Ended) -> int:
        return json.loads(ended.out)["without_places"]["receipts"]

    def test_a_bad_row_is_named_with_its_receipt(self):
        receipt = self.receipts[1]
        path = self.folder / "scans" / receipt.image_id / "receipt-00001/lines.ndjson"
        path.write_bytes(b"{}\n" + path.read_bytes())
        ended = self.evaluate(*self.known, code=1)
        self.assertEqual(self.count(ended), 2)
        self.assertIn(f"receipt 1 of {receipt.image_id} is left out: lines.ndjson row 1: missing", ended.err)

    def test_what_is_missing_or_named_twice(self):
        missing = {"image_id": UNKNOWN, "receipt_id": 1, "merchant_name": "Nowhere"}
        ended = self.evaluate(b"\xef\xbb\xbf" + json.dumps(self.known[0]).encode(), *self.known, missing)
        self.assertEqual(self.count(ended), 3)
        self.assertIn(f"left out as named again: 1, the first: receipt 1 of {self.receipts[0].image_id}\n", ended.err)
        self.assertIn(f"left out as not in {self.folder / 'scans'}: 1, the first: receipt 1 of {UNKNOWN}\n", ended.err)

    def test_a_wrong_row_is_named(self):
        for row, told in ((b"{bad", "shops row 3: invalid JSON"), ({}, "shops row 3: it needs image_id"),
                          ({**self.known[0], "image_id": "x"}, "shops row 3: invalid image_id"),
                          (b'"\xff"', "shops row 3: not UTF-8 at byte 1")):
            self.assertIn(told, self.evaluate(self.known[0], b"", row, code=1).err)
