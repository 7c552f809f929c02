"""Tasks in AWS's mode: models that are busy, readers that look on, pages that are read, films that are heard."""

import json
import time

import pdfs
import samples
from cloud import Cloud
from program import until
from stores import mixtures

RESIDENT = 512 << 20


class Tasks(Cloud):
    def task_of(self, uri: str, name: str, kind: str = "text/plain") -> dict[str, str]:
        return {"INPUT_JSON": json.dumps({"FileURI": uri, "ContentType": kind, "_executionName": name})}

    def test_03_a_reader_sees_one_version(self):
        sizes = {"CHUNK_SIZE_DOC_SPLIT": "150", "OVERLAP_FOR_DOC_SPLIT": "0"}

        def content(number: int) -> str:
            return "\n\n".join(f"version{number} " + samples.words(15, line) for line in range(40))

        uri = self.put("doc.txt", content(1))
        self.execute("run-1", **sizes)

        def look() -> str | None:
            chunks = [chunk for chunk in self.stores.chunks(uri) if chunk.status == "active"]
            return "; ".join(mixtures(chunks)) or (None if chunks else "no version is active")

        with self.watching(look):
            for number in (2, 3):
                self.put("doc.txt", content(number))
                self.execute(f"run-{number}", **sizes)
                self.assertEqual(len({chunk.time for chunk in self.inactive(uri)}), 1)
                self.assertTrue(self.texts(uri)[0].startswith(f"version{number}"))

    def test_a_document_that_no_notification_told_of(self):
        uri = self.put("untold.txt", samples.words(30), tell=False)
        self.ended(self.start("task", **self.task_of(uri, "run-1")))
        self.assertEqual((self.status(uri), len(self.active(uri))), ("INGESTED", 1))

    def test_06_changed_and_deleted_while_they_are_processed(self):
        changed, deleted = self.put("changed.txt", "first words"), self.put("deleted.txt", "other words")
        with self.stub.held():
            started = [self.start("task", **self.task_of(uri, "run-1")) for uri in (changed, deleted)]
            self.stub.wait_for(2)
            self.assertEqual({self.status(uri) for uri in (changed, deleted)}, {"INGESTING"})
            self.put("changed.txt", "second words")
            self.delete("deleted.txt")
        for one in started:
            self.ended(one, None)
        self.assertEqual(self.status(changed), "UPDATED")
        self.assertEqual((self.status(deleted), self.active(deleted)), ("READYDELETE", []))
        self.assertEqual(self.result("run-1", deleted)["Status"], "SKIPPED_READYDELETE")
        self.execute("run-2")
        self.assertEqual((self.texts(changed), set(self.stores.rows())), (["second words"], {changed}))

    def test_13_busy_and_refusing_models(self):
        self.stub.faults = [(429, "ThrottlingException")] * 3
        uri = self.put("doc.txt", samples.words(30))
        self.execute("run-1")
        self.assertEqual((self.status(uri), len(self.stub.calls)), ("INGESTED", 4))
        self.put("doc.txt", samples.words(30, 2))
        self.stub.always = (400, "ValidationException")
        for number in (2, 3):
            ended = self.execute(f"run-{number}", MAX_ATTEMPTS="2")
            self.assertEqual(ended[uri].code, 1)
            self.assertEqual(self.result(f"run-{number}", uri)["Status"], "EMBEDDING_FAILED")
        self.execute("run-4", MAX_ATTEMPTS="2")
        self.assertEqual((self.status(uri), len(self.stub.calls)), ("FAILED", 6))
        self.call("retry", "--uri", uri)
        self.stub.always = None
        self.execute("run-5", MAX_ATTEMPTS="2")
        self.assertEqual((self.status(uri), len(self.active(uri))), ("INGESTED", 1))

    def test_16_many_chunks_in_one_transaction(self):
        self.models = [{"provider": "sagemaker", "modelId": "my-model", "modelEndpointName": "endpoint-1",
                        "modelRefKey": self.key, "dimensions": 256}]
        self.stub.dimensions = 256
        uri = self.put("large.csv", samples.table(["n", "word"], *(
            [number, samples.WORDS[number % 89]] for number in range(12_000))))
        counts = set()

        def look() -> str | None:
            with self.stores_connection() as connection:
                counts.add(connection.execute(
                    "SELECT count(*) FROM pg_embedding WHERE document_source_uri = %s", (uri,)).fetchone()[0])
            return None

        with self.watching(look):
            ended = self.execute("run-1")[uri]
        self.assertEqual((ended.code, self.result("run-1", uri)["EmbeddingsGenerated"]), (0, 12_000))
        self.assertLessEqual(counts, {0, 12_000}, "more than one transaction")
        self.assertEqual(max(len(call.body["input"]) for call in self.stub.of("InvokeEndpoint")), 64)
        self.assertLess(ended.resident, RESIDENT)

    def stores_connection(self):
        import psycopg
        return psycopg.connect(self.database)

    def test_17_two_tasks_and_one_that_is_killed(self):
        uri = self.put("doc.txt", samples.words(30))
        with self.stub.held():
            started = [self.start("task", **self.task_of(uri, f"run-{number}")) for number in range(2)]
            self.stub.wait_for(1)
            until(lambda: len(self.stub.calls) > 1 or not all(one.is_running for one in started))
        for one in started:
            self.ended(one)
        results = [self.results(f"run-{number}")[-1].get("Status") for number in range(2)]
        self.assertEqual(sorted(map(str, results)), ["None", "SKIPPED_IN_PROGRESS"])
        self.assertEqual(len(self.active(uri)), 1)
        self.put("doc.txt", samples.words(30, 2))
        count = len(self.stub.calls)
        with self.stub.held():
            killed = self.start("task", CLAIM_LEASE_SECONDS="5", **self.task_of(uri, "run-3"))
            self.stub.wait_for(count + 1)
            killed.kill()
            killed.wait()
        self.execute("run-4", CLAIM_LEASE_SECONDS="5")
        self.assertIn(self.status(uri), ("INGESTING", "INGESTED"))
        until(lambda: self.status(uri) == "INGESTED" or time.time() > self.row(uri)["LeaseUntil"] + 1)
        self.execute("run-5", CLAIM_LEASE_SECONDS="5")
        self.assertEqual((self.status(uri), self.texts(uri)), ("INGESTED", [samples.words(30, 2)]))

    def test_20_one_job_for_the_scans_of_a_document(self):
        pages = [[f"page{page} begins here", *samples.words(60, page).split("\n")] for page in range(1, 11)]
        text = self.put("text.pdf", pdfs.pdf(*pages))
        pages[5] = pdfs.Scan("SCAN")
        scan = self.put("scan.pdf", pdfs.pdf(*pages))
        self.stub.services.pages = {page: [("LAYOUT_TEXT", [f"line of page {page}"])] for page in range(1, 11)}
        self.stub.services.pages[6] = [
            ("LAYOUT_HEADER", ["running headline"]), ("LAYOUT_TITLE", ["Invoice of zanzibar"]),
            ("LAYOUT_TEXT", ["recognised words of the sixth page", "go on here"]),
            ("TABLE", [["article", "price"], ["kerosene lamp", "40"]]), ("LAYOUT_PAGE_NUMBER", ["six"])]
        ended = self.execute("run-1")
        self.assertEqual({one.code for one in ended.values()}, {0}, ended)
        self.assertEqual(self.stub.operations()["StartDocumentAnalysis"], 1)
        members = self.stub.of("StartDocumentAnalysis")[0].members
        self.assertEqual(members["DocumentLocation"]["S3Object"] | {"Version": None},
                         {"Bucket": self.buckets["input"], "Name": "scan.pdf", "Version": None})
        self.assertEqual(set(members["FeatureTypes"]), {"LAYOUT", "TABLES"})
        self.assertNotIn("OutputConfig", members)
        joined = "\n".join(self.texts(scan))
        for words in ("Invoice of zanzibar", "recognised words of the sixth page", "article | price",
                      "kerosene lamp | 40"):
            self.assertIn(words, joined)
        for words in ("running headline", "line of page 5"):
            self.assertNotIn(words, joined)
        for chunk in self.active(scan):
            if "zanzibar" in chunk.text:
                self.assertTrue(chunk.metadata["page"] <= 6 <= chunk.metadata.get("page_end", 6), chunk.metadata)
        self.assertEqual(self.result("run-1", scan).get("PagesWithoutText", []), [])
        self.assertEqual({chunk.metadata["page"] for chunk in self.active(text)} - set(range(1, 11)), set())
        found = self.search("kerosene lamp 40 invoice zanzibar", "--model", self.key)
        self.assertEqual(found[0]["metadata"]["source"], scan)

    def test_20_recognition_that_fails(self):
        uri = self.put("scan.pdf", pdfs.pdf(pdfs.Scan("SCAN")))
        self.stub.services.failing = True
        ended = self.execute("run-1")
        self.assertEqual(ended[uri].code, 1)
        self.assertEqual((self.result("run-1", uri)["Status"], self.status(uri)),
                         ("RAW_TEXT_EXTRACTION_FAILED", "UPDATED"))

    def test_video(self):
        uri = self.put("talk.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 64)
        services = self.stub.services
        services.segments = [(0.5, "spk_0", "Welcome to the granite harbor"), (7.25, "spk_1", "Thank you very much")]
        services.write = lambda bucket, key, data: self.s3.put_object(Bucket=bucket, Key=key, Body=data)
        services.polls = 0
        ended = self.execute("run-1")
        self.assertEqual(ended[uri].code, 0, ended[uri])
        members = self.stub.of("StartTranscriptionJob")[0].members
        self.assertRegex(members["TranscriptionJobName"], r"-[0-9a-f]{8}$")
        self.assertEqual(members["OutputBucketName"], self.buckets["media"])
        self.assertEqual(members["OutputKey"], f"transcripts/{members['TranscriptionJobName']}")
        self.assertEqual((members["LanguageCode"], members["Media"]["MediaFileUri"]), ("en-US", uri))
        first, *lines = self.texts(uri)[0].split("\n")
        self.assertRegex(first, r"^\(!\?#Video:[A-Za-z0-9]{5}\)$")
        self.assertEqual(len(lines), 2)
        self.assertRegex(lines[0], r"^\(!\?#Timestamp:0\.50*\) spk_0: Welcome to the granite harbor$")
        self.assertRegex(lines[1], r"^\(!\?#Timestamp:7\.250*\) spk_1: Thank you very much$")
        link, = self.stores.links()
        self.assertEqual((link["type"], link["uuid"]), ("video-reference", first[10:15]))
        self.delete("talk.mp4")
        self.execute("run-2")
        self.assertEqual((self.stores.links(), self.keys("media")), ([], []))

    def test_video_without_a_place_for_media(self):
        uri = self.put("talk.mp4", b"\0\0\0\x18ftypmp42")
        ended = self.execute("run-1", MEDIA_BUCKET_NAME="")
        self.assertEqual((ended[uri].code, self.result("run-1", uri)["Status"]), (1, "MISSING_MEDIA_BUCKET"))
