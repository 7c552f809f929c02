"""What the commands say to people who err, and to those who look."""

import fcntl
import json
import os
import pty
import random
import re
import shlex
import struct
import subprocess
import termios

import program
import samples
from case import Local, small

UNKNOWN = "3ba43b73-b9ec-4ba1-a8a4-de3b72aa17df"


class Usage(Local):
    def test_a_filter_that_is_not_one(self):
        for filter in ("{bad", "[]", '{"a":{"$ne":1}}'):
            self.assertIn("--where", self.call("query", "lines", "--text", "x", "--where", filter, code=2).err)

    def test_a_text_that_says_nothing(self):
        for text in ("", "  "):
            self.assertIn("--text", self.call("query", "lines", "--text", text, code=2).err)

    def test_item_alone_is_as_the_program_alone(self):
        self.assertEqual(self.call(code=2).out, "")
        ended = self.call("item", code=2)
        self.assertEqual(ended.out, "")
        self.assertIn("receipts item", ended.err)

    def test_reading_makes_nothing(self):
        for words in (("runs",), ("get", "lines", "x"), ("query", "words", "--text", "x"), ("verify", "lines"),
                      ("where", UNKNOWN), ("item", "get", "a", "b"), ("export", "--to", "http://127.0.0.1:9")):
            ended = self.call(*words, code=1)
            self.assertIn(f"there is nothing at {self.data}", ended.err)
            self.assertFalse(self.data.exists(), words)

    def test_the_example_works_as_it_is_written(self):
        shown = self.call("--help").out
        block = shown[shown.index("For example"):shown.index("The second line")]
        commands = [re.split(r" {2,}", line.strip())[0] for line in block.splitlines()[1:]]
        self.assertEqual(len([one for one in commands if "receipts " in one]), 6, commands)
        for command in commands:
            if command == "receipts serve":
                continue
            done = subprocess.run(
                ["sh", "-c", f"receipts() {{ {shlex.quote(program.path())} \"$@\"; }}; {command}"], cwd=program.ROOT,
                env=self.variables(EMBEDDING_DIMENSIONS=""), capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, f"{command}\n{done.stderr[-2000:]}")
        self.assertIn("HARBOUR STREET BOOKS", done.stdout)


class Submitting(Local):
    def test_what_is_left_out_of_a_folder(self):
        receipt, half = small(1), small(2, receipt_id=2)
        folder = self.folder / "scans"
        for one in (receipt, half):
            place = folder / one.image_id / f"receipt-{one.receipt_id:05}"
            place.mkdir(parents=True)
            (place / "lines.ndjson").write_bytes(one.lines_file)
            (place / "words.ndjson").write_bytes(one.words_file)
        (place / "words.ndjson").unlink()
        (folder / "holiday").mkdir()
        (folder / receipt.image_id / "receipt-x").mkdir()
        (folder / ".hidden").mkdir()
        (folder / "notes.txt").touch()
        ended = self.call("submit", str(folder), code=1)
        self.assertEqual([json.loads(line)["image_id"] for line in ended.out.splitlines()], [receipt.image_id])
        told = sorted(line for line in ended.err.splitlines() if "left out" in line)
        self.assertEqual(len(told), 3, ended)
        for name in ("holiday", "receipt-x", "words.ndjson"):
            self.assertEqual(len([line for line in told if name in line]), 1, name)
        self.drain()
        self.check_collections(receipt)


class Looking(Local):
    def test_a_receipt_that_nobody_sent(self):
        receipt = small()
        self.submit(receipt)
        where = ("where", receipt.image_id, str(receipt.receipt_id))
        self.assertIn("not embedded yet", self.call(*where, code=1).err)
        self.drain()
        self.assertIn("it is not known where", self.call(*where, code=1).err)
        self.assertIn("never submitted", self.call("where", UNKNOWN, code=1).err)

    def test_a_run_that_cannot_be_read(self):
        first, second = small(1), small(2, receipt_id=2)
        self.sent(first, second)
        broken = self.run_of(first)
        item = {name: value for name, value in broken.items() if value is not None}
        self.put_item(item | {"lines_state": "EATEN"})
        for words in ((), ("--image-id", first.image_id, "--receipt-id", str(first.receipt_id))):
            ended = self.call("runs", *words, code=1)
            self.assertIn(f"{item['PK']} {item['SK']}", ended.err)
            self.assertEqual([row["image_id"] for row in self.rows(ended)], [] if words else [second.image_id])

    def test_reasons_in_a_table(self):
        receipt = small()
        self.sent(receipt)
        run = {name: value for name, value in self.run_of(receipt).items() if value is not None}
        reason = "the file is " + " ".join(["very"] * 20) + " long at its end"
        self.put_item(run | {"lines_state": "FAILED", "lines_error": reason})
        narrow, wide = self.shown(80, "runs"), self.shown(250, "runs")
        self.assertRegex(narrow, r"failed: the file is( very)+ ?v?e?r?y?…  ")
        self.assertNotIn("its end", narrow)
        self.assertIn(f"failed: {reason}  9 merged", wide)

    def test_json_for_programs_and_tables_for_people(self):
        receipt = small()
        self.sent(receipt)
        id = self.record_id(receipt, receipt.lines[0])
        named = ("--image-id", receipt.image_id, "--receipt-id", str(receipt.receipt_id))
        line = receipt.lines[0]["text"]
        item = (receipt.partition, self.run_of(receipt)["SK"])
        for words, shown in ((("get", "lines", id), f"document    *{line}"), (("verify", "lines"), "lines +3  "),
                             (("requeue", *named), f"{receipt.image_id}  1"), (("redrive", "embed"), "embed  0"),
                             (("item", "get", *item), None), (("query", "lines", "--text", line), "distance  text"),
                             (("runs", *named), "created  ")):
            with self.subTest(words[0]):
                answers = [json.loads(text) for text in (self.call(*words).out, self.call(*words, "--json").out,
                                                         self.shown(200, *words, "--json"))]
                self.assertEqual(answers[1:], answers[:1] * 2)
                if shown:
                    table = self.shown(200, *words)
                    self.assertRegex(table, shown)
                    self.assertNotIn("{", table)
        ended = self.call("get", "lines", id, "IMAGE#nobody", "--json", code=1)
        self.assertEqual([row["id"] for row in self.rows(ended)], [id])
        self.call("item", "put", "--json", stdin='{"PK":{"S":"a"},"SK":{"S":"b"}}')
        self.call("item", "delete", "a", "b", "--json")

    def shown(self, columns: int, *words: str) -> str:
        """What a terminal of this width shows."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        with subprocess.Popen([program.path(), *words], stdout=theirs, env=self.variables()) as process:
            os.close(theirs)
            text = b""
            while True:
                try:
                    piece = os.read(ours, 65536)
                except OSError:
                    break
                if not piece:
                    break
                text += piece
            os.close(ours)
        self.assertEqual(process.returncode, 0)
        return text.decode()


class Finding(Local):
    dimensions = 1536

    def test_the_same_word_is_found_first(self):
        receipts = [samples.receipt(number) for number in range(4)]
        self.sent(*receipts)
        texts = {word["text"] for receipt in receipts for word in self.words_of(receipt)}
        wanted = random.Random(7).sample(sorted(text for text in texts if text.isalpha() and text.isascii()), 12)
        for text in [*wanted, "TOTAL"]:
            first = self.query("words", "--text", text, "-n", "1", "--exact")[0]
            self.assertEqual(first["document"].lower(), text.lower())
        line = next(line["text"] for line in receipts[0].lines if len(line["text"]) > 5)
        self.assertAlmostEqual(self.query("lines", "--text", line, "-n", "1")[0]["distance"], 0, places=5)
