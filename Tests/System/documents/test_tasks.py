"""One document and its result: what is stored of it, what the row says, what is written where."""

import hashlib
import json
import time

import reference
import samples
from case import Local

RESULT = r"^b_d_x\.pdf_[0-9a-f]{8}\.json$"


class Tasks(Local):
    def test_01_short_text(self):
        text = samples.letters(500)
        uri = self.put("short.txt", text)
        before = time.time()
        run = self.run_all(name="first")
        result = run.results[uri]
        self.assertEqual((result["EmbeddingsGenerated"], result.get("Status")), (1, None))
        self.assertEqual([item["FileURI"] for item in run.config], [uri])
        self.assertEqual(set(run.config[0]), {"FileURI", "ContentType", "model_ref_key", "ETag", "_executionName"})
        self.assertEqual((run.config[0]["ContentType"], run.config[0]["_executionName"]), ("text/plain", "first"))
        row = self.row(uri)
        self.assertEqual((row["UpdatedStatus"], row["ContentType"], row["Size"]), ("INGESTED", "text/plain", 500))
        self.assertEqual((row["PK"], row["SK"]), (f"source_location#{uri}", "metadata"))
        self.assertEqual((row["IngestedModels"], row["ETag"]), ({"hash"}, hashlib.md5(text.encode()).hexdigest()))
        self.assertLessEqual(int(before), row["IngestedAt"])
        chunk, = self.stores.chunks()
        self.assertEqual((chunk.status, chunk.source, chunk.collection, chunk.text), ("active", uri, "hash", text))
        known = chunk.metadata
        self.assertEqual((known["source"], known["embeddings_model_id"]), (uri, "local-hash-v1"))
        self.assertIs(type(known["create_timestamp"]), int)
        self.assertTrue(before * 1000 - 1000 <= known["create_timestamp"] <= time.time() * 1000 + 1000, known)
        self.assertEqual((known["chunk_index"], known["content_hash"]), (0, reference.content_hash(text)))
        self.assertEqual((run.summary["Total"], run.summary["Succeeded"], run.summary["Failed"]), (1, 1, 0))
        self.assertEqual((run.summary["Execution"], run.summary["EmbeddingsGenerated"]), ("first", 1))

    def test_01_the_log_of_a_task(self):
        self.call("migrate")
        uri = self.put("short.txt", samples.letters(500))
        self.event("ObjectCreated:Put", "short.txt", "0" * 32, 500)
        ended = self.task(uri)
        lines = [json.loads(line) for line in ended.out.split("\n") if line]
        told = {line["event"]: line for line in lines if "event" in line and "_aws" not in line}
        self.assertLessEqual({"task_start", "claim", "object_read", "extracted", "split", "committed", "result",
                              "task_end"}, set(told))
        for line in told.values():
            self.assertLessEqual({"ts", "level", "service"}, set(line))
            self.assertEqual(line["service"], "ingestion-embeddings")
        self.assertEqual(told["result"]["EmbeddingsGenerated"], 1)
        metrics = {name for line in lines if "_aws" in line for name in line}
        self.assertLessEqual({"DocumentsIngested", "ChunksWritten"}, metrics)

    def test_01_a_file_by_its_path(self):
        self.call("migrate")
        path = self.folder / "afile.txt"
        path.write_text("words of a file")
        self.task(path.as_uri())
        self.assertEqual([chunk.text for chunk in self.stores.chunks() if chunk.status == "active"],
                         ["words of a file"])

    def test_02_tables(self):
        good = self.put("people.csv", samples.table(
            ["name", "town"], ["Ann", "Oslo, old"], ["Bob", 'the "port"'], ["Cid", "two\nlines"]))
        bad = self.put("header.csv", "name,town\n")
        run = self.run_all(code=1)
        self.assertEqual(self.texts(good), [
            "name: Ann\ntown: Oslo, old", 'name: Bob\ntown: the "port"', "name: Cid\ntown: two\nlines"])
        self.assertEqual(run.results[good]["EmbeddingsGenerated"], 3)
        self.assertEqual((run.results[bad]["Status"], run.results[bad]["EmbeddingsGenerated"]),
                         ("NO_CHUNKS_TO_PROCESS", 0))
        row = self.row(bad)
        self.assertEqual((row["UpdatedStatus"], row["FailureStatus"]), ("FAILED", "NO_CHUNKS_TO_PROCESS"))
        self.assertEqual([failure["FileURI"] for failure in run.summary["Failures"]], [bad])
        again = self.run_all()
        self.assertEqual((again.config, again.results), ([], {}))
        self.assertEqual(self.row(bad)["Attempts"], row["Attempts"])

    def test_02_tables_as_one_document(self):
        uri = self.put("people.csv", "a,b\r\n1,2\r\n\r\n,\r\n3\r\n4,5,6\r\n")
        self.run_all(CONCAT_CSV_ROWS="true")
        self.assertEqual(self.texts(uri), ["a: 1\nb: 2\na: 3\na: 4\nb: 5\ncolumn_3: 6"])

    def test_09_sidecars(self):
        uri = self.put("doc.txt", samples.words(400))
        told = {"team": "red", "source": "elsewhere", "create_timestamp": 1, "chunk_index": 99,
                "embeddings_model_id": "another", "content_hash": "none"}
        self.put("doc.txt.metadata.json", json.dumps(told))
        first = self.run_all()
        before = self.active(uri)
        self.assertEqual(set(self.stores.rows()), {uri})
        self.assertGreater(len(before), 1)
        for number, chunk in enumerate(before):
            self.assertEqual((chunk.metadata["team"], chunk.metadata["source"]), ("red", uri))
            self.assertEqual((chunk.metadata["chunk_index"], chunk.metadata["embeddings_model_id"]),
                             (number, "local-hash-v1"))
            self.assertEqual(chunk.metadata["content_hash"], reference.content_hash(chunk.text))
        self.assertGreater(before[0].time, 10**12)
        self.assertEqual(first.results[uri].get("Reused", 0), 0)
        self.put("doc.txt.metadata.json", json.dumps({"team": "blue"}))
        second = self.run_all().results[uri]
        self.assertEqual((second["Reused"], second["Chunks"]), (len(before), len(before)))
        self.assertEqual({chunk.metadata["team"] for chunk in self.active(uri)}, {"blue"})
        self.assertEqual([chunk.vector for chunk in self.active(uri)], [chunk.vector for chunk in before])
        self.put("doc.txt.metadata.json", "{ not JSON")
        self.assertIsNone(self.run_all().results[uri].get("Status"))
        self.assertEqual({chunk.metadata.get("team") for chunk in self.active(uri)}, {None})
        self.assertEqual(self.run_all().config, [])

    def test_10_documents_that_are_not_ingested(self):
        self.call("migrate")
        uri = self.put("logo.png", samples.png(4, 4))
        self.task(uri, "image/png")
        result, = self.results("task")
        self.assertEqual((result["EmbeddingsGenerated"], result.get("Status"), result["Skipped"]),
                         (0, None, "UNSUPPORTED_TYPE"))
        self.task("s3://input/missing.txt", code=1)
        result = self.results("task")[-1]
        self.assertEqual((result["FileURI"], result["Status"], result["EmbeddingsGenerated"]),
                         ("s3://input/missing.txt", "ERROR_READING_FILE", 0))
        doomed = self.put("doomed.txt", samples.words(30))
        self.run_all()
        self.event("ObjectRemoved:Delete", "doomed.txt", sequencer="09")
        self.assertEqual(self.status(doomed), "READYDELETE")
        self.task(doomed, input={"_executionName": "skip"})
        result, = self.results("skip")
        self.assertEqual((result["Status"], result["EmbeddingsGenerated"]), ("SKIPPED_READYDELETE", 0))
        self.assertEqual(self.status(doomed), "READYDELETE")

    def test_10_a_run_leaves_unsupported_types_alone(self):
        self.put("logo.png", samples.png(4, 4))
        self.put("noextension", "text")
        uri = self.put("read.md", "# Me\n\nwords")
        run = self.run_all()
        self.assertEqual([item["FileURI"] for item in run.config], [uri])
        self.assertEqual(set(self.stores.rows()), {uri})

    def test_11_no_input(self):
        for number, text in enumerate((None, "", "{", "[]", "5", '"text"', "null")):
            variables = {"EXECUTION_NAME": "nothing"} | ({} if text is None else {"INPUT_JSON": text})
            with self.subTest(text):
                ended = self.call("task", code=1, **variables)
                self.assertTrue(ended.err.strip(), f"{number}: no message")
        self.assertEqual(self.objects("processed"), [])
        self.assertEqual(self.call("task", code=1, INPUT_JSON="{}").code, 1)

    def test_11_roles(self):
        self.call(code=2)
        self.call("no-such-role", code=2)
        self.call(code=1, INPUT_JSON="[]")
        self.call(code=1, EMBED_ROLE="task")

    def test_12_names_of_results(self):
        self.call("migrate")
        place = self.data / "objects/b/d/x.pdf"
        place.parent.mkdir(parents=True)
        place.write_bytes(b"damage")
        value = {"FileURI": "s3://b/d/x.pdf", "ContentType": "application/pdf"}
        ways = {
            "run-1": (value | {"_executionName": "run-1"}, {}),
            "run-2": (value, {"EXECUTION_NAME": "run-2"}),
            "run-3": (value | {"_executionName": "run-3"}, {"EXECUTION_NAME": "other"}),
            "run-4": (value | {"Execution": {"Name": "run-4"}}, {}),
        }
        for name, (given, variables) in ways.items():
            with self.subTest(name):
                self.call("task", code=1, INPUT_JSON=json.dumps(given), **variables)
                path, = self.objects("processed", f"ingestion_output/{name}/sf-results")
                self.assertRegex(path.name, RESULT)
                self.assertEqual(json.loads(path.read_text())["FileURI"], value["FileURI"])
        self.assertEqual(self.objects("processed", "ingestion_output/other"), [])
        self.call("task", code=1, INPUT_JSON=json.dumps(value))
        names = {path.parts[-3] for path in self.objects("processed", "ingestion_output")} - set(ways)
        self.assertRegex("".join(names), r"^ecs-task-[0-9a-f]{8}$")

    def test_12_several_items_in_one_task(self):
        self.call("migrate")
        uris = [self.put("one.txt", samples.words(20)), self.put("two.txt", b"\xc3( is not UTF-8"),
                self.put("three.txt", samples.words(20, 3))]
        items = [{"FileURI": uri, "ContentType": "text/plain", "_executionName": "many"} for uri in uris]
        self.call("task", code=1, INPUT_JSON=json.dumps({"Items": items}))
        results = {result["FileURI"]: result.get("Status") for result in self.results("many")}
        self.assertEqual(results, dict(zip(uris, (None, "INVALID_CONTENT", None))))
        self.assertEqual([self.status(uri) for uri in (uris[0], uris[2])], ["INGESTED"] * 2)
