"""The state machine's roles one after the other, with buckets, tables and a Postgres."""

import json
import urllib.parse

import office
import samples
from cloud import Cloud


class Chain(Cloud):
    def test_01_02_an_execution(self):
        text = self.put("d/short.txt", samples.letters(500))
        table = self.put("d/people.csv", samples.table(["name", "town"], ["Ann", "Oslo"], ["Bob", "Bonn"]))
        header = self.put("d/header.csv", "name,town\n")
        ended = self.execute("run-1")
        self.assertEqual({uri: one.code for uri, one in ended.items()}, {text: 0, table: 0, header: 1})
        self.assertEqual([item["FileURI"] for item in self.document("ingestion_input/run-1/config.json")],
                         sorted([text, table, header]))
        self.assertEqual(self.result("run-1", text)["EmbeddingsGenerated"], 1)
        self.assertEqual(self.result("run-1", header)["Status"], "NO_CHUNKS_TO_PROCESS")
        self.assertEqual([self.status(uri) for uri in (text, table, header)], ["INGESTED", "INGESTED", "FAILED"])
        self.assertEqual(self.row(text)["IngestedModels"], {self.key})
        self.assertEqual(self.texts(table), ["name: Ann\ntown: Oslo", "name: Bob\ntown: Bonn"])
        chunk, = self.active(text)
        self.assertEqual((chunk.collection, chunk.metadata["source"], chunk.metadata["embeddings_model_id"]),
                         (self.key, text, "amazon.titan-embed-text-v2:0"))
        self.assertEqual(len(chunk.vector), 256)
        summary = self.document("ingestion_output/run-1/summary.json")
        self.assertEqual((summary["Total"], summary["Succeeded"], summary["Failed"], summary["EmbeddingsGenerated"]),
                         (3, 2, 1, 3))
        self.assertEqual([failure["FileURI"] for failure in summary["Failures"]], [header])
        for call in self.stub.of("InvokeModel"):
            self.assertEqual((call.body["dimensions"], call.body["normalize"]), (256, True))
        self.assertEqual(set(self.stub.operations()), {"InvokeModel"})
        self.assertEqual(self.execute("run-2"), {})
        self.assertIs(self.pending["isValid"], False)

    def test_04_05_08_delete_and_come_back(self):
        picture = office.docx(office.paragraph("a picture"), office.picture(1), pictures=(samples.png(9, 9),))
        blank = self.put("My File.docx", picture)
        under = self.put("My_File.docx", office.docx(office.paragraph("another")))
        self.assertEqual(set(self.stores.rows()), {blank, under})
        self.execute("run-1")
        link, = self.stores.links()
        key, = self.keys("media")
        self.assertEqual(self.content("media", key), samples.png(9, 9))
        place = f"https://{self.buckets['media']}.s3.amazonaws.com/{urllib.parse.quote(key)}"
        self.assertEqual((link["original_link"], link["type"], link["source_uri"]), (place, "image", blank))
        self.assertIn(f"(!?#Image:{link['uuid']})", self.texts(blank)[0])
        self.delete("My File.docx")
        self.assertEqual(self.status(blank), "READYDELETE")
        self.assertEqual(self.execute("run-2"), {})
        self.assertEqual({chunk.source for chunk in self.stores.chunks()}, {under})
        self.assertEqual(set(self.stores.rows()), {under})
        self.assertEqual((self.stores.links(), self.keys("media")), ([], []))
        self.assertEqual(self.keys("input"), ["My_File.docx"])
        self.delete("My_File.docx")
        self.put("My_File.docx", office.docx(office.paragraph("another")))
        self.put("My File.docx", office.docx(office.paragraph("second content")))
        self.execute("run-3")
        self.assertEqual((self.texts(blank), self.texts(under)), (["second content"], ["another"]))

    def test_09_10_sidecars_and_types(self):
        uri = self.put("doc.txt", samples.words(300))
        self.put("logo.png", samples.png(4, 4))
        self.put("doc.txt.metadata.json", '{"team": "red", "source": "elsewhere"}')
        self.assertEqual(set(self.stores.rows()), {uri})
        self.execute("run-1")
        self.assertEqual({(chunk.metadata["team"], chunk.metadata["source"]) for chunk in self.active(uri)},
                         {("red", uri)})
        calls = len(self.stub.calls)
        self.put("doc.txt.metadata.json", '{"team": "blue"}')
        self.assertEqual(self.status(uri), "UPDATED")
        self.execute("run-2")
        result = self.result("run-2", uri)
        self.assertEqual((result["Reused"], len(self.stub.calls)), (result["Chunks"], calls))
        self.assertEqual({chunk.metadata["team"] for chunk in self.active(uri)}, {"blue"})

    def test_12_the_name_of_a_result(self):
        value = {"FileURI": f"s3://{self.buckets['input']}/d/x.pdf", "ContentType": "application/pdf",
                 "_executionName": "parent"}
        ended = self.call("task", code=1, INPUT_JSON=json.dumps(value), EXECUTION_NAME="child")
        key, = self.keys("processed", "ingestion_output/")
        folder, _, name = key.rpartition("/")
        self.assertEqual(folder, "ingestion_output/parent/sf-results")
        self.assertRegex(name, rf"^{self.buckets['input']}_d_x\.pdf_[0-9a-f]{{8}}\.json$")
        self.assertEqual(self.document(key)["Status"], "ERROR_READING_FILE")
        self.assertIn("ERROR_READING_FILE", ended.out)
        value = json.dumps(value | {"_executionName": "unseen"})
        ended = self.call("task", code=1, INPUT_JSON=value, PROCESSED_BUCKET_NAME="")
        self.assertIn("ERROR_READING_FILE", ended.out)

    def test_18_19_purge_and_a_second_model(self):
        self.models.append({"provider": "openai", "modelId": "stub", "modelRefKey": f"second-{self.mark}",
                            "dimensions": 64})
        self.call("migrate")
        uris = [self.put(f"{number}.txt", samples.words(40, number)) for number in range(3)]
        self.execute("run-1")
        first = {uri: self.active(uri, self.key) for uri in uris}
        second = f"second-{self.mark}"
        self.execute("run-2", {"model_ref_key": second})
        for uri in uris:
            self.assertEqual(self.active(uri, self.key), first[uri])
            self.assertEqual([len(chunk.vector) for chunk in self.active(uri, second)], [64])
            self.assertEqual(self.row(uri)["IngestedModels"], {self.key, second})
        self.execute("run-3", {"purge_data": True, "model_ref_key": None})
        self.assertEqual([item["FileURI"] for item in self.document("ingestion_input/run-3/config.json")], uris)
        for uri in uris:
            self.assertNotEqual([chunk.id for chunk in self.active(uri, self.key)], [chunk.id for chunk in first[uri]])
            self.assertEqual(len(self.active(uri, self.key)), 1)
            self.assertEqual(len(self.active(uri, second)), 1)
            self.assertEqual(self.inactive(uri), [])

    def test_23_an_error_of_the_table_fails_detect(self):
        self.put("doc.txt", samples.words(30))
        self.given = {}
        for variables in ({"CACHE_TABLE_NAME": "there-is-no-such-table"},
                          {"AWS_ENDPOINT_URL_DYNAMODB": self.stub.url}):
            with self.subTest(variables):
                ended = self.call("detect", stdin=json.dumps(self.context("broken")), code=None, **variables)
                self.assertNotEqual(ended.code, 0, ended)
                self.assertNotIn('"isValid"', ended.out)
                self.assertEqual(self.keys("processed", "ingestion_input/"), [])
        ended = self.call("detect", stdin=json.dumps(self.context("broken")), code=None, PROCESSED_BUCKET_NAME="")
        self.assertNotEqual(ended.code, 0, ended)

    def test_summaries_name_what_has_no_result(self):
        uri = self.put("doc.txt", samples.words(30))
        self.given = {}
        self.role("detect", self.context("lost"))
        self.role("summarize", self.context("lost"), code=None)
        failure, = self.document("ingestion_output/lost/summary.json")["Failures"]
        self.assertEqual((failure["FileURI"], failure["Status"]), (uri, "NO_RESULT"))
