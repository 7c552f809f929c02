"""Large documents, two at a time, and what is killed."""

import time

import samples
from case import Local, Stubbed
from program import until
from stores import mixtures

RESIDENT = 512 << 20


class Size(Local):
    def test_16_twelve_thousand_chunks(self):
        text = "\n\n".join(f"paragraph {number} {samples.WORDS[number % 89]} {samples.WORDS[number % 83]} "
                           f"{samples.WORDS[number % 79]} and so on" for number in range(12_000))
        uri = self.put("large.txt", text)
        counts, resident = set(), [0]
        sizes = {"CHUNK_SIZE_DOC_SPLIT": "60", "OVERLAP_FOR_DOC_SPLIT": "0"}

        def look() -> str | None:
            resident[0] = max(resident[0], started.resident())
            counts.update(count for count, in self.stores.query(
                "vectors.sqlite", "SELECT count(*) FROM pg_embedding WHERE document_status = 'active'"))
            return None

        name, started = self.start_run(**sizes)
        with self.watching(look):
            run = self.left(name, self.ended(started))
        count = run.results[uri]["EmbeddingsGenerated"]
        self.assertGreaterEqual(count, 12_000)
        self.assertLessEqual(counts, {0, count}, "more than one transaction")
        self.assertEqual(len(self.active(uri)), count)
        self.assertLess(max(resident[0], run.ended.resident), RESIDENT)


class AtOnce(Stubbed):
    def test_17_two_tasks_on_one_file(self):
        uri = self.put("doc.txt", samples.words(60))
        self.call("migrate")
        self.event("ObjectCreated:Put", "doc.txt", "0" * 32, 10)
        with self.stub.held():
            started = [self.start("task", INPUT_JSON=f'{{"FileURI":"{uri}","ContentType":"text/plain"}}',
                                  EXECUTION_NAME=f"run-{number}") for number in range(2)]
            self.stub.wait_for(1)
            # Whoever came second ends by itself, or asks the model as well.
            until(lambda: len(self.stub.calls) > 1 or not all(one.is_running for one in started))
        for one in started:
            self.ended(one)
        results = [self.results(f"run-{number}")[-1] for number in range(2)]
        self.assertIn(None, [result.get("Status") for result in results])
        self.assertLessEqual({result.get("Status") for result in results}, {None, "SKIPPED_IN_PROGRESS"})
        self.assertEqual(len(self.active(uri)), 1)

    def test_17_two_runs_on_one_folder(self):
        uris = [self.put(f"{number}.txt", samples.words(60, number)) for number in range(6)]
        self.stub.delay = 0.1
        both = [self.start_run() for _ in range(2)]
        for _, started in both:
            self.ended(started)
        for uri in uris:
            self.assertEqual(len(self.active(uri)), 1)
        self.assertEqual({self.status(uri) for uri in uris}, {"INGESTED"})

    def test_17_killed_in_the_middle(self):
        uri = self.put("doc.txt", samples.words(60))
        lease = {"CLAIM_LEASE_SECONDS": "5"}
        with self.stub.held():
            _, started = self.start_run(**lease)
            self.stub.wait_for(1)
            started.kill()
            started.wait()
        self.assertEqual(self.status(uri), "INGESTING")
        self.assertEqual(self.active(uri), [])
        until(lambda: time.time() > self.row(uri)["LeaseUntil"] + 1)
        self.run_all(**lease)
        self.assertEqual((self.status(uri), len(self.active(uri))), ("INGESTED", 1))

    def test_17_a_retry_in_the_same_run_takes_over_at_once(self):
        uri = self.put("doc.txt", samples.words(60))
        with self.stub.held():
            name, started = self.start_run()
            self.stub.wait_for(1)
            started.kill()
            started.wait()
        self.task(uri, input={"_executionName": "another"})
        self.assertEqual(self.results("another")[-1]["Status"], "SKIPPED_IN_PROGRESS")
        self.assertEqual(self.status(uri), "INGESTING")
        self.task(uri, input={"_executionName": name})
        self.assertEqual((self.status(uri), len(self.active(uri))), ("INGESTED", 1))

    def test_17_a_lease_is_renewed(self):
        uri = self.put("doc.txt", samples.words(60))
        lease = {"CLAIM_LEASE_SECONDS": "5"}
        with self.stub.held():
            _, started = self.start_run(**lease)
            self.stub.wait_for(1)
            first = self.row(uri)["LeaseUntil"]
            until(lambda: time.time() > first + 1)
            self.assertGreater(self.row(uri)["LeaseUntil"], first)
            self.assertNotIn(uri, [item["FileURI"] for item in self.run_all(**lease).config])
        self.ended(started)
        self.assertEqual((self.status(uri), len(self.active(uri))), ("INGESTED", 1))

    def test_17_told_to_end(self):
        uri = self.put("doc.txt", samples.words(60))
        self.call("migrate")
        self.event("ObjectCreated:Put", "doc.txt", "0" * 32, 10)
        with self.stub.held():
            started = self.start("task", INPUT_JSON=f'{{"FileURI":"{uri}","ContentType":"text/plain"}}',
                                 EXECUTION_NAME="told")
            self.stub.wait_for(1)
            begun = time.monotonic()
            started.kill(15)
            ended = started.wait()
        self.assertEqual(ended.code, 1, ended)
        self.assertLess(time.monotonic() - begun, 25)
        self.assertEqual((self.results("told")[-1]["Status"], self.status(uri)), ("INTERRUPTED", "UPDATED"))
        self.assertEqual(mixtures(self.stores.chunks()), [])
