"""What goes wrong, and what of it must not hurt: poison, busy and broken models, stores that are away."""

import json
import os
import pty
import sqlite3
import subprocess

import program
import samples
from case import Local, Stubbed


class Poison(Local):
    def test_07_the_others_are_ingested(self):
        poison = self.put("0-first.txt", b"\xc3( is not UTF-8")
        broken = self.put("1-second.docx", b"PK\x03\x04 is not a whole archive")
        good = [self.put(f"{number}.txt", samples.words(30, number)) for number in range(2, 7)]
        run = self.run_all(code=1)
        self.assertEqual([self.status(uri) for uri in good], ["INGESTED"] * 5)
        self.assertEqual([len(self.active(uri)) for uri in good], [1] * 5)
        for uri in (poison, broken):
            self.assertEqual((run.results[uri]["Status"], self.status(uri)), ("INVALID_CONTENT", "FAILED"))
            self.assertEqual(self.row(uri)["FailureStatus"], "INVALID_CONTENT")
            self.assertTrue(self.row(uri)["FailureReason"])
        summary = run.summary
        self.assertEqual((summary["Total"], summary["Succeeded"], summary["Failed"]), (7, 5, 2))
        self.assertEqual({failure["FileURI"] for failure in summary["Failures"]}, {poison, broken})
        for failure in summary["Failures"]:
            self.assertEqual(failure["Status"], "INVALID_CONTENT")
            self.assertLessEqual({"FileURI", "Status", "Error", "Result"}, set(failure))
        # They are not tried again until they change.
        self.assertEqual(self.run_all().config, [])
        self.put("0-first.txt", samples.words(30))
        self.run_all()
        self.assertEqual((self.status(poison), self.status(broken)), ("INGESTED", "FAILED"))

    def test_07_a_failed_row_repeats_its_status(self):
        uri = self.put("bad.txt", b"\xc3( is not UTF-8")
        self.run_all(code=1)
        self.task(uri, code=1)
        self.assertEqual(self.results("task")[-1]["Status"], "INVALID_CONTENT")

    def test_07_a_task_makes_no_collection(self):
        uri = self.put("doc.txt", samples.words(30))
        self.task(uri, code=1)
        self.assertEqual(self.results("task")[-1]["Status"], "CONFIGURATION_ERROR")
        self.call("migrate")
        self.call("migrate")
        self.task(uri, code=1, input={"model_ref_key": "nobody", "_executionName": "unknown"})
        self.assertEqual(self.results("unknown")[-1]["Status"], "CONFIGURATION_ERROR")
        self.task(uri, input={"_executionName": "good"})
        self.assertEqual((self.status(uri), len(self.active(uri))), ("INGESTED", 1))

    def test_23_an_error_of_the_table_fails_detect(self):
        self.put("doc.txt", samples.words(30))
        self.run_all()
        self.put("doc.txt", samples.words(30, 2))
        for file in self.data.glob("tables.sqlite-*"):
            file.unlink()
        (self.data / "tables.sqlite").write_bytes(b"damage " * 4096)
        event = {"StateMachine": {"Name": "machine"}, "Execution": {"Name": "broken", "Input": {}}}
        ended = self.call("detect", code=None, stdin=json.dumps(event))
        self.assertNotEqual(ended.code, 0, ended)
        self.assertNotIn('"isValid"', ended.out)
        run = self.run_all(code=None, name="broken")
        self.assertNotEqual(run.ended.code, 0, run.ended)
        self.assertEqual(self.objects("processed", "ingestion_input/broken"), [])


class Models(Stubbed):
    def test_13_throttles_are_waited_out(self):
        self.stub.faults = [(429, "ThrottlingException")] * 3
        uri = self.put("doc.txt", samples.words(60))
        run = self.run_all()
        self.assertEqual(run.results[uri]["EmbeddingsGenerated"], 1)
        self.assertEqual(len(self.stub.calls), 4)

    def test_13_refusals_are_told_and_counted(self):
        self.stub.always = (400, "ValidationException")
        uri = self.put("doc.txt", samples.words(60))
        run = self.run_all(code=1, MAX_ATTEMPTS="2")
        self.assertEqual((run.results[uri]["Status"], self.status(uri)), ("EMBEDDING_FAILED", "UPDATED"))
        self.assertEqual(self.row(uri)["Attempts"], 1)
        self.assertEqual(len(self.stub.calls), 1)
        self.run_all(code=1, MAX_ATTEMPTS="2")
        self.run_all(code=None, MAX_ATTEMPTS="2")
        row = self.row(uri)
        self.assertEqual((row["UpdatedStatus"], len(self.stub.calls)), ("FAILED", 2))
        self.assertEqual(row["FailureStatus"], "EMBEDDING_FAILED")
        self.stub.always = None
        self.run_all(MAX_ATTEMPTS="2")
        self.assertEqual(self.status(uri), "FAILED")
        self.call("retry", "--uri", uri)
        self.assertEqual((self.status(uri), self.row(uri)["Attempts"]), ("UPDATED", 0))
        self.run_all(MAX_ATTEMPTS="2")
        self.assertEqual((self.status(uri), len(self.active(uri))), ("INGESTED", 1))

    def test_13_all_failed_documents_are_retried(self):
        self.stub.always = (400, "ValidationException")
        uris = [self.put(f"{number}.txt", samples.words(20, number)) for number in range(3)]
        self.run_all(code=1, MAX_ATTEMPTS="1")
        self.run_all(code=None, MAX_ATTEMPTS="1")
        self.assertEqual({self.status(uri) for uri in uris}, {"FAILED"})
        self.stub.always = None
        self.call("retry")
        self.assertEqual({self.status(uri) for uri in uris}, {"UPDATED"})
        self.run_all(MAX_ATTEMPTS="1")
        self.assertEqual({self.status(uri) for uri in uris}, {"INGESTED"})

    def test_22_wrong_vectors_are_refused(self):
        uri = self.put("doc.txt", "first " + samples.words(60))
        self.run_all()
        before = self.active(uri)
        self.put("doc.txt", "second " + samples.words(60))
        self.stub.extra_numbers = 1
        run = self.run_all(code=1)
        self.assertEqual((run.results[uri]["Status"], run.results[uri]["EmbeddingsGenerated"]), ("EMBEDDING_FAILED", 0))
        self.assertEqual((self.active(uri), self.inactive(uri)), (before, []))
        self.assertEqual(self.status(uri), "UPDATED")

    def test_22_a_store_that_is_away_at_the_commit(self):
        uri = self.put("doc.txt", "first " + samples.words(60))
        self.run_all()
        before = self.active(uri)
        self.put("doc.txt", "second " + samples.words(60))
        count = len(self.stub.calls)
        with self.stub.held():
            name, started = self.start_run()
            self.stub.wait_for(count + 1)
            # Another program has the file for itself, and does not give it back.
            lock = sqlite3.connect(self.data / "vectors.sqlite", timeout=60, isolation_level=None)
            lock.execute("BEGIN IMMEDIATE")
        run = self.left(name, self.ended(started, 1))
        lock.close()
        self.assertEqual((run.results[uri]["Status"], self.status(uri)), ("STORE_FAILED", "UPDATED"))
        self.assertEqual(self.active(uri), before)
        self.run_all()
        self.assertTrue(self.texts(uri)[0].startswith("second"))

    def test_24_three_tasks_at_once(self):
        for number in range(7):
            self.put(f"{number}.txt", samples.words(20, number))
        self.stub.delay = 0.4
        self.run_all()
        self.assertEqual(self.stub.peak, 3)
        for number in range(7):
            self.put(f"{number}.txt", samples.words(20, number + 50))
        self.stub.peak = 0
        self.run_all("--concurrency", "1")
        self.assertEqual(self.stub.peak, 1)
        for number in range(7):
            self.put(f"{number}.txt", samples.words(20, number + 90))
        self.stub.peak = 0
        self.run_all("--concurrency", "6")
        self.assertTrue(3 < self.stub.peak <= 6, self.stub.peak)


class Terminal(Local):
    def test_a_search_without_a_question_does_not_wait(self):
        near, far = pty.openpty()
        try:
            ended = subprocess.run([program.path(), "search"], stdin=far, capture_output=True, text=True, timeout=300,
                                   env=self.variables())
        finally:
            os.close(near)
            os.close(far)
        self.assertEqual(ended.returncode, 2, ended)
        self.assertEqual(len(ended.stderr.splitlines()), 1, ended)
        self.assertIn("--query", ended.stderr)
